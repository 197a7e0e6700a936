//! The release binary: seeding, and serving as a child of this process.

use super::machine::proc_bytes;
use anyhow::{Context, bail, ensure};
use std::{
    env,
    fs::{self, File},
    io::{BufRead, BufReader, Write},
    path::{Path, PathBuf},
    process::{Child, ChildStdout, Command, Stdio},
    time::{Duration, Instant},
};

fn binary() -> PathBuf {
    env::var_os("CHAT_CONTACTS_BIN").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("target/release/chat-contacts"),
        PathBuf::from,
    )
}

/// A subcommand on the database, with no setting but the defaults and no limit to how often one address may ask: it runs in
/// the database's folder, where there is no configuration file, and sees none of our variables.
fn command(subcommand: &str, database: &Path) -> Command {
    let mut command = Command::new(binary());
    command.arg(subcommand).arg("--database").arg(database);
    if let Some(folder) = database.parent() {
        command.current_dir(folder);
    }
    for (name, _) in env::vars_os() {
        let text = name.to_string_lossy();
        if text.starts_with("CHAT_CONTACTS") || text.starts_with("LEPTOS") || text == "RUST_LOG" {
            command.env_remove(&name);
        }
    }
    for limit in ["REQUESTS_PER_SECOND", "BURST"] {
        command.env(format!("CHAT_CONTACTS__LIMITS__{limit}"), "1000000");
    }
    command
}

/// Somebody who may sign in.
pub struct Operator {
    pub email: String,
    pub password: String,
}

/// Lets an admin into the database: whom everything is measured as.
pub fn add_admin(database: &Path) -> anyhow::Result<Operator> {
    let admin = Operator {
        // Another each time: a database can be measured again.
        email: format!("bench-{}@example.com", std::process::id()),
        password: "as long as a passphrase is".to_owned(),
    };
    let mut process = command("user", database)
        .args(["add", &admin.email, "--role", "admin"])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .with_context(|| format!("{} can't be started", binary().display()))?;
    let mut input = process.stdin.take().context("its input is not a pipe")?;
    writeln!(input, "{}", admin.password)?;
    drop(input);
    let output = process.wait_with_output()?;
    ensure!(
        output.status.success(),
        "no account could be made: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    Ok(admin)
}

/// A token for another system.
pub fn add_token(database: &Path) -> anyhow::Result<String> {
    let output = command("token", database)
        .args([
            "create",
            "--name",
            "bench",
            "--scope",
            "contacts:read,contacts:write,decisions:read,imports:write",
        ])
        .output()
        .with_context(|| format!("{} can't be started", binary().display()))?;
    ensure!(
        output.status.success(),
        "no token could be made: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    Ok(String::from_utf8(output.stdout)?.trim_end().to_owned())
}

/// Makes a database with so many contacts; how long it took, the program's start included.
pub fn seed(database: &Path, count: u64) -> anyhow::Result<Duration> {
    let mut command = command("seed", database);
    command.arg("--count").arg(count.to_string());
    let started = Instant::now();
    let output = command
        .output()
        .with_context(|| format!("{} can't be started", binary().display()))?;
    let took = started.elapsed();
    ensure!(
        output.status.success(),
        "seeding failed: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    Ok(took)
}

/// What the server holds in memory, in bytes.
pub struct Memory {
    pub now: u64,
    pub peak: u64,
}

/// A server that is killed when this goes out of scope, in whichever way.
pub struct Server {
    process: Child,
    address: String,
    /// Kept open: a server whose output nobody takes would fail to write.
    output: BufReader<ChildStdout>,
}

impl Server {
    /// Starts it on a free port and waits until it says where it is.
    pub fn start(database: &Path) -> anyhow::Result<Self> {
        let log = database.with_extension("log");
        let mut process = command("serve", database)
            .args(["--listen", "127.0.0.1:0"])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(File::create(&log)?)
            .spawn()
            .with_context(|| format!("{} can't be started", binary().display()))?;
        let Some(output) = process.stdout.take() else {
            bail!("the server's output is not a pipe");
        };
        let mut server = Self {
            process,
            address: String::new(),
            output: BufReader::new(output),
        };
        let mut line = String::new();
        // Ends at the latest when the server does.
        server.output.read_line(&mut line)?;
        server.address = line
            .split_once("http://")
            .and_then(|(_, rest)| rest.split(' ').next())
            .with_context(|| {
                let log = fs::read_to_string(&log).unwrap_or_default();
                format!("the server did not start: {line}{log}")
            })?
            .to_owned();
        Ok(server)
    }

    /// Host and port.
    pub fn address(&self) -> &str {
        &self.address
    }

    pub fn memory(&self) -> anyhow::Result<Memory> {
        let status = format!("/proc/{}/status", self.process.id());
        Ok(Memory {
            now: proc_bytes(&status, "VmRSS")?,
            peak: proc_bytes(&status, "VmHWM")?,
        })
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // The database is thrown away: nothing needs to be finished. Waiting takes the process off the list.
        let _gone_already = self.process.kill();
        let _gone_already = self.process.wait();
    }
}
