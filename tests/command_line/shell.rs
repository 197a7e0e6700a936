//! The binary in an empty folder, and a server that ends with its test.

#![allow(dead_code, reason = "each test file uses its part")]

use std::{
    io::{self, BufRead, BufReader, Read, Write},
    net::TcpStream,
    path::Path,
    process::{Child, Command, Output, Stdio},
};
use tempfile::TempDir;

/// The binary in an empty folder, without the settings of whoever runs the tests.
pub fn command(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_chat-contacts"));
    command.current_dir(folder).stdin(Stdio::null());
    for name in [
        "CHAT_CONTACTS_DATABASE",
        "CHAT_CONTACTS_CONFIG",
        "CHAT_CONTACTS_LISTEN",
        "LEPTOS_SITE_ADDR",
        "RUST_LOG",
    ] {
        command.env_remove(name);
    }
    command
}

pub fn folder() -> TempDir {
    tempfile::tempdir().unwrap()
}

pub fn output(folder: &Path, arguments: &[&str]) -> Output {
    command(folder).args(arguments).output().unwrap()
}

/// The one line in which this failure is told.
pub fn failure(folder: &Path, arguments: &[&str]) -> String {
    told(output(folder, arguments))
}

/// A server that ends with the test.
pub struct Server {
    child: Child,
    pub line: String,
    output: BufReader<std::process::ChildStdout>,
}

impl Server {
    /// Waits for the line that says it is ready.
    pub fn start(mut command: Command) -> Self {
        let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
        let mut output = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        output.read_line(&mut line).unwrap();
        Self {
            child,
            line,
            output,
        }
    }

    pub fn address(&self) -> &str {
        self.line
            .split("http://")
            .nth(1)
            .unwrap()
            .split(' ')
            .next()
            .unwrap()
    }

    pub fn get(&self, path: &str) -> String {
        self.get_as("", path)
    }

    /// With this cookie.
    pub fn get_as(&self, cookie: &str, path: &str) -> String {
        self.send(&format!(
            "GET {path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\ncookie: {cookie}\r\n\r\n"
        ))
    }

    /// A form, with this cookie.
    pub fn post(&self, cookie: &str, path: &str, form: &str) -> String {
        self.send(&format!(
            "POST {path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\ncookie: {cookie}\r\n\
             content-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\n\r\n{form}",
            form.len()
        ))
    }

    /// The session's cookie of somebody who signs in through the page; nothing in their address needs escaping.
    pub fn signed_in(&self, email: &str, password: &str) -> String {
        let form = format!("email={email}&password={}", password.replace(' ', "+"));
        let answer = self.post("", "/sign-in", &form);
        let cookies = answer.split("set-cookie: ").skip(1);
        let mut cookies = cookies.filter_map(|rest| rest.split(';').next());
        let cookie = cookies.find(|cookie| cookie.starts_with("cc_session="));
        cookie.unwrap_or_else(|| panic!("{answer}")).to_owned()
    }

    fn send(&self, request: &str) -> String {
        ask(self.address(), request).unwrap()
    }

    /// SIGKILL: as when the power goes, nothing is finished or closed.
    pub fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// SIGTERM, as service managers send it. Gives the exit code and what else was printed.
    pub fn stop(mut self) -> (Option<i32>, String) {
        let killed = Command::new("kill")
            .args(["-TERM", &self.child.id().to_string()])
            .status()
            .unwrap();
        assert!(killed.success());
        let mut rest = String::new();
        self.output.read_to_string(&mut rest).unwrap();
        (self.child.wait().unwrap().code(), rest)
    }
}

/// A request on a connection of its own, which it asks to be closed; the answer as it comes.
pub fn ask(address: &str, request: &str) -> io::Result<String> {
    let mut connection = TcpStream::connect(address)?;
    connection.write_all(request.as_bytes())?;
    let mut answer = String::new();
    connection.read_to_string(&mut answer)?;
    Ok(answer)
}

/// Runs a subcommand with this text on its standard input.
pub fn fed(folder: &Path, arguments: &[&str], input: &str) -> Output {
    let mut child = command(folder)
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A command that doesn't want it may have ended by now.
    let _unread = child.stdin.take().unwrap().write_all(input.as_bytes());
    child.wait_with_output().unwrap()
}

/// What a subcommand that must succeed prints; nothing goes to the standard error.
pub fn success(output: Output) -> String {
    let errors = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.success(), "{errors}");
    assert_eq!(errors, "");
    String::from_utf8(output.stdout).unwrap()
}

/// The one line that a failure is told in.
pub fn told(output: Output) -> String {
    let text = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{text}");
    assert_eq!(text.lines().count(), 1, "{text}");
    text
}

impl Drop for Server {
    fn drop(&mut self) {
        // Stopped already where all went well.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
