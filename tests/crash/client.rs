//! Another system, which talks to a server that may be gone at any moment.

use crate::shell::ask;
use serde_json::Value;
use std::io;

/// Another system.
#[derive(Clone)]
pub struct Client {
    pub address: String,
    pub token: String,
}

/// An answer's status and body. What has no status line was never answered.
pub struct Answer {
    pub status: u16,
    pub body: String,
}

impl Client {
    pub fn send(&self, method: &str, path: &str, headers: &str, body: &str) -> io::Result<Answer> {
        let request = format!(
            "{method} /api/v1{path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\
             authorization: Bearer {}\r\n{headers}content-type: application/json\r\n\
             content-length: {}\r\n\r\n{body}",
            self.token,
            body.len()
        );
        let answer = ask(&self.address, &request)?;
        let status = answer.get(9..12).and_then(|status| status.parse().ok());
        Ok(Answer {
            status: status.ok_or(io::ErrorKind::UnexpectedEof)?,
            body: answer
                .split_once("\r\n\r\n")
                .map(|(_, body)| body.to_owned())
                .unwrap_or_default(),
        })
    }

    pub fn get(&self, path: &str) -> (u16, Value) {
        let answer = self.send("GET", path, "", "").unwrap();
        (answer.status, serde_json::from_str(&answer.body).unwrap())
    }
}
