//! `make bench`: the console at a million contacts, measured from outside, with SQLite's own share beside it.
//!
//! Seeds a temporary database with the release binary, serves it on a free port, and prints Markdown tables:
//! the searches, the page, a switch, decisions, signing in, the memory, the download, and what a person at Chromium waits for. Says
//! what it is doing on the standard error stream, so that the tables can be redirected.
//!
//! - `CHAT_CONTACTS_BENCH_COUNT`: how many contacts (1,000,000)
//! - `CHAT_CONTACTS_BIN`: which binary (target/release/chat-contacts)
//! - `CHAT_CONTACTS_BENCH_DATABASE`: a seeded database to measure in place of one of its own. It is written to.
//! - `--strict`: a missed bar is a failure; otherwise only what can't be measured is one
//! - `--only searches`, or `pages`, `switches`, `decisions`, `accounts`, `jobs`, `browser`, several with commas: only these
//!
//! Other arguments (cargo adds `--bench`) are ignored.

mod deciding;
mod figures;
mod floor;
mod http;
mod jobs;
mod machine;
mod measures;
mod questions;
mod sample;
mod server;
mod signing_in;

use anyhow::{Context, ensure};
use figures::Report;
use floor::Floor;
use http::Client;
use sample::Sample;
use server::{Server, add_admin, add_token, seed};
use std::{
    env,
    path::{Path, PathBuf},
    process::{Command, ExitCode},
};

const COUNT: u64 = 1_000_000;

fn main() -> ExitCode {
    let strict = env::args().any(|argument| argument == "--strict");
    match run() {
        Ok(0) => ExitCode::SUCCESS,
        Ok(missed) => {
            eprintln!("{missed} bars missed");
            ExitCode::from(u8::from(strict))
        }
        Err(error) => {
            eprintln!("bench: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// Measures everything; the number of bars that were missed.
fn run() -> anyhow::Result<usize> {
    let count = match env::var("CHAT_CONTACTS_BENCH_COUNT") {
        Ok(text) => text
            .parse()
            .with_context(|| format!("CHAT_CONTACTS_BENCH_COUNT is '{text}', not a number"))?,
        Err(_) => COUNT,
    };
    // Beside the build and not in /tmp, which may be memory: a switch is as slow as a real disk.
    let folder = tempfile::Builder::new()
        .prefix("bench-")
        .tempdir_in(env!("CARGO_TARGET_TMPDIR"))?;
    let wanted = Wanted::from_arguments()?;

    let mut report = Report::default();
    machine::describe(count)?;

    let database = if let Some(kept) = env::var_os("CHAT_CONTACTS_BENCH_DATABASE") {
        PathBuf::from(kept)
    } else {
        let database = folder.path().join("contacts.db");
        eprintln!("seeding {count} contacts in {}", folder.path().display());
        let seeding = seed(&database, count)?;
        measures::seeding(&mut report, count, seeding, &database)?;
        database
    };

    let admin = add_admin(&database)?;
    let token = add_token(&database)?;

    let server = Server::start(&database)?;
    let floor = Floor::open(&database)?;
    let mut client = Client::connect(server.address())?;
    let (session, _) = client.sign_in(&admin)?;
    client.present(&session);
    let sample = Sample::take(&floor)?;
    let classes = questions::classes(&sample, &floor)?;

    if wanted.has("searches") {
        measures::searches(&mut report, &mut client, &floor, &classes)?;
    }
    if wanted.has("pages") {
        measures::pages(&mut report, &mut client, &floor, &sample)?;
    }
    if wanted.has("switches") {
        measures::switches(&mut client, &floor, &sample)?;
    }
    if wanted.has("decisions") {
        deciding::decisions(&mut report, server.address(), &token, &floor)?;
    }
    if wanted.has("accounts") {
        let mix = questions::mix(&classes);
        signing_in::signing_in(&mut report, &mut client, &floor, &admin, &mix)?;
    }
    measures::memory(&mut report, &server)?;
    measures::download(&mut report, &mut client)?;
    if wanted.has("jobs") {
        jobs::jobs(&mut report, &server, &token, folder.path(), count)?;
    }
    floor.close();

    let mut missed = report.missed();
    if wanted.has("browser") {
        missed += browser(server.address(), &session)?;
    }
    Ok(missed)
}

/// What `--only` names; everything where it is not there.
struct Wanted(Option<Vec<String>>);

impl Wanted {
    const ALL: [&str; 7] = [
        "searches",
        "pages",
        "switches",
        "decisions",
        "accounts",
        "jobs",
        "browser",
    ];

    fn from_arguments() -> anyhow::Result<Self> {
        let mut arguments = env::args().skip_while(|argument| argument != "--only");
        if arguments.next().is_none() {
            return Ok(Self(None));
        }
        let list = arguments.next().context("--only of what?")?;
        let parts: Vec<String> = list.split(',').map(str::to_owned).collect();
        for part in &parts {
            ensure!(
                Self::ALL.contains(&part.as_str()),
                "'{part}' is none of {}",
                Self::ALL.join(", ")
            );
        }
        Ok(Self(Some(parts)))
    }

    fn has(&self, part: &str) -> bool {
        self.0
            .as_ref()
            .is_none_or(|wanted| wanted.iter().any(|wanted| wanted == part))
    }
}

/// What a person at a browser waits for; the number of bars that were missed.
fn browser(address: &str, session: &str) -> anyhow::Result<usize> {
    /// What the script exits with where it could measure, and a bar was missed.
    const MISSED: i32 = 3;
    eprintln!("measuring in Chromium");
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("end2end/bench/browser.mjs");
    let status = Command::new("node")
        .arg(&script)
        .arg(format!("http://{address}"))
        // Not an argument, which everybody on the machine could read.
        .env("CHAT_CONTACTS_BENCH_SESSION", session)
        .status()
        .context("node can't be started")?;
    let missed = status.code() == Some(MISSED);
    ensure!(
        status.success() || missed,
        "{} failed: {status}",
        script.display()
    );
    Ok(usize::from(missed))
}
