//! As much of an HTTP/1.1 client as it takes to measure: one connection that is kept, one request at a time.
//! It does nothing between the first byte sent and the last one read, so that its own work is not measured.

use super::server::Operator;
use anyhow::{Context, bail, ensure};
use chat_contacts::domain::ContactQuery;
use serde_json::json;
use std::{
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    time::{Duration, Instant},
};

/// Longer than the server lets any request take.
const PATIENCE: Duration = Duration::from_mins(1);
/// The server closes a connection on which nothing is asked for ten seconds; ours is given up before.
const IDLE: Duration = Duration::from_secs(5);
/// What the session's cookie is called over plain HTTP.
const COOKIE: &str = "cc_session";

/// What the client says it can read.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// As it is, to be looked at.
    Plain,
    /// What Chromium says, so that the server does the work that it does for a browser.
    Browser,
}

impl Encoding {
    const fn header(self) -> &'static str {
        match self {
            Self::Plain => "identity",
            Self::Browser => "gzip, deflate, br, zstd",
        }
    }
}

/// A whole answer.
pub struct Answer {
    pub status: u16,
    /// Of the body: `br`, `gzip` or nothing.
    pub encoding: String,
    pub body: Vec<u8>,
    /// The session that it begins, if it does.
    session: Option<String>,
    /// From the first byte sent to the last one read.
    pub took: Duration,
}

impl Answer {
    fn expect(self, status: u16, what: &str) -> anyhow::Result<Self> {
        ensure!(
            self.status == status,
            "{what} was answered with {}: {}",
            self.status,
            String::from_utf8_lossy(&self.body)
        );
        Ok(self)
    }
}

/// The head of an answer, as far as it matters.
#[derive(Default)]
struct Head {
    status: u16,
    encoding: String,
    length: usize,
    chunked: bool,
    session: Option<String>,
}

fn connection(address: &str) -> anyhow::Result<BufReader<TcpStream>> {
    let connection = TcpStream::connect(address)?;
    connection.set_nodelay(true)?;
    connection.set_read_timeout(Some(PATIENCE))?;
    Ok(BufReader::with_capacity(64 * 1024, connection))
}

pub struct Client {
    connection: BufReader<TcpStream>,
    address: String,
    used: Instant,
    /// The line of the head that says who asks, or nothing while nobody does.
    identity: String,
}

impl Client {
    /// As nobody.
    pub fn connect(address: &str) -> anyhow::Result<Self> {
        Ok(Self {
            connection: connection(address)?,
            address: address.to_owned(),
            used: Instant::now(),
            identity: String::new(),
        })
    }

    pub fn address(&self) -> &str {
        &self.address
    }

    /// As whom the session belongs to, from now on.
    pub fn present(&mut self, session: &str) {
        self.identity = format!("cookie: {COOKIE}={session}\r\n");
    }

    /// As another system, from now on.
    pub fn present_token(&mut self, token: &str) {
        self.identity = format!("authorization: Bearer {token}\r\n");
    }

    /// Sends the form of somebody who has no session yet; the new one's token and how long it took. It changes nothing here.
    pub fn sign_in(&mut self, somebody: &Operator) -> anyhow::Result<(String, Duration)> {
        let body = form_urlencoded::Serializer::new(String::new())
            .append_pair("email", &somebody.email)
            .append_pair("password", &somebody.password)
            .finish();
        let request = format!(
            "POST /sign-in HTTP/1.1\r\nhost: {}\r\naccept: text/html,*/*\r\n\
             content-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\n\r\n{body}",
            self.address,
            body.len(),
        );
        let answer = self.ask(&request)?.expect(303, "signing in")?;
        let session = answer.session.context("signing in began no session")?;
        Ok((session, answer.took))
    }

    pub fn get(&mut self, path: &str, encoding: Encoding) -> anyhow::Result<Answer> {
        let request = format!(
            "GET {path} HTTP/1.1\r\nhost: {}\r\naccept: text/html,*/*\r\naccept-language: en\r\n\
             accept-encoding: {}\r\n{}\r\n",
            self.address,
            encoding.header(),
            self.identity,
        );
        self.ask(&request)?.expect(200, path)
    }

    /// Calls a server function.
    pub fn call(
        &mut self,
        endpoint: &str,
        arguments: &serde_json::Value,
        encoding: Encoding,
    ) -> anyhow::Result<Answer> {
        self.post(&format!("/rpc/{endpoint}"), arguments, encoding)
    }

    pub fn post(
        &mut self,
        path: &str,
        body: &serde_json::Value,
        encoding: Encoding,
    ) -> anyhow::Result<Answer> {
        let body = body.to_string();
        let request = format!(
            "POST {path} HTTP/1.1\r\nhost: {}\r\naccept: application/json\r\n\
             content-type: application/json\r\naccept-encoding: {}\r\ncontent-length: {}\r\n{}\r\n{body}",
            self.address,
            encoding.header(),
            body.len(),
            self.identity,
        );
        self.ask(&request)?.expect(200, path)
    }

    /// Sends bytes; whatever says that they were taken will do.
    pub fn send(
        &mut self,
        method: &str,
        path: &str,
        kind: &str,
        body: &[u8],
    ) -> anyhow::Result<Answer> {
        let mut request = format!(
            "{method} {path} HTTP/1.1\r\nhost: {}\r\ncontent-type: {kind}\r\ncontent-length: {}\r\n{}\r\n",
            self.address,
            body.len(),
            self.identity,
        )
        .into_bytes();
        request.extend_from_slice(body);
        let answer = self.ask_bytes(&request)?;
        ensure!(
            (200..300).contains(&answer.status),
            "{path} was answered with {}: {}",
            answer.status,
            String::from_utf8_lossy(&answer.body)
        );
        Ok(answer)
    }

    /// As the page asks for what was typed.
    pub fn timed_search(&mut self, query: &ContactQuery) -> anyhow::Result<Duration> {
        let arguments = json!({ "query": query.to_query_string() });
        let answer = self.call("list_contacts", &arguments, Encoding::Browser)?;
        Ok(answer.took)
    }

    fn ask(&mut self, request: &str) -> anyhow::Result<Answer> {
        self.ask_bytes(request.as_bytes())
    }

    fn ask_bytes(&mut self, request: &[u8]) -> anyhow::Result<Answer> {
        if self.used.elapsed() > IDLE {
            self.connection = connection(&self.address)?;
        }
        let started = Instant::now();
        self.connection.get_mut().write_all(request)?;
        let head = self.head()?;
        let body = if head.chunked {
            self.chunks()?
        } else {
            let mut body = vec![0; head.length];
            self.connection.read_exact(&mut body)?;
            body
        };
        let took = started.elapsed();
        self.used = Instant::now();
        Ok(Answer {
            took,
            status: head.status,
            encoding: head.encoding,
            session: head.session,
            body,
        })
    }

    fn head(&mut self) -> anyhow::Result<Head> {
        let first = self.line()?;
        let mut head = Head {
            status: first
                .split(' ')
                .nth(1)
                .and_then(|status| status.parse().ok())
                .with_context(|| format!("'{first}' is not HTTP"))?,
            ..Head::default()
        };
        loop {
            let line = self.line()?;
            if line.is_empty() {
                return Ok(head);
            }
            let Some((name, value)) = line.split_once(':') else {
                bail!("'{line}' is not a header");
            };
            match (name.to_ascii_lowercase().as_str(), value.trim()) {
                ("content-length", length) => head.length = length.parse()?,
                ("transfer-encoding", "chunked") => head.chunked = true,
                ("content-encoding", encoding) => encoding.clone_into(&mut head.encoding),
                ("set-cookie", cookie) => head.session = session(cookie).or(head.session),
                _ => {}
            }
        }
    }

    fn chunks(&mut self) -> anyhow::Result<Vec<u8>> {
        let mut body = Vec::new();
        loop {
            let line = self.line()?;
            let size = usize::from_str_radix(&line, 16)
                .with_context(|| format!("'{line}' is not the size of a chunk"))?;
            let at = body.len();
            body.resize(at + size, 0);
            self.connection.read_exact(&mut body[at..])?;
            let end = self.line()?;
            ensure!(end.is_empty(), "'{end}' stands where a chunk ends");
            if size == 0 {
                return Ok(body);
            }
        }
    }

    fn line(&mut self) -> anyhow::Result<String> {
        let mut line = String::new();
        let read = self.connection.read_line(&mut line)?;
        ensure!(read > 0, "the server closed the connection");
        Ok(line.trim_end().to_owned())
    }
}

/// The token in a cookie that is set, where it is a session's.
fn session(cookie: &str) -> Option<String> {
    let (name, value) = cookie.split(';').next()?.split_once('=')?;
    (name == COOKIE && !value.is_empty()).then(|| value.to_owned())
}
