//! The settings: defaults < file < environment < flags. `Leptos.toml` lists and explains every key.

mod tables;

use crate::{
    domain::{Language, PermissionState},
    service::{DecisionSettings, WebhookSettings},
    store::{DatabaseUrl, OpenError},
};
use http::Uri;
use ipnet::IpNet;
use leptos::config::LeptosOptions;
use std::{
    collections::HashMap,
    fs,
    net::SocketAddr,
    num::NonZeroU32,
    path::{Path, PathBuf},
    time::Duration,
};
use tables::Tables;

/// Read from the folder where the server is started, if it is there.
const DEFAULT_FILE: &str = "Leptos.toml";

/// What the command line says, with the variables that stand for its flags.
#[derive(Clone, Debug, Default)]
pub struct Overrides {
    /// A file that is named must be there.
    pub config: Option<PathBuf>,
    pub database: Option<String>,
    pub listen: Option<String>,
}

/// The settings, checked.
#[derive(Clone, Debug)]
pub struct Settings {
    pub listen: SocketAddr,
    /// Where people reach the server, if that is not `listen`.
    pub public_url: Option<String>,
    /// Whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<IpNet>,
    pub log: LogFormat,
    pub database: DatabaseUrl,
    pub session: SessionSettings,
    pub contacts: ContactSettings,
    pub decisions: DecisionSettings,
    pub webhooks: WebhookSettings,
    pub limits: LimitSettings,
    pub leptos: LeptosOptions,
}

/// How long somebody stays signed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SessionSettings {
    /// Without a request.
    pub idle: Duration,
    /// Whatever happens.
    pub absolute: Duration,
}

/// What the form for a new contact begins with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContactSettings {
    pub proactive: PermissionState,
    pub reactive: PermissionState,
    pub language: Option<Language>,
}

/// What a request may cost, and how many there may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LimitSettings {
    pub body_bytes: usize,
    /// Of a file that is imported.
    pub import_bytes: u64,
    /// Until the answer begins.
    pub request: Duration,
    /// Open at the same time; further ones wait to be accepted.
    pub connections: usize,
    /// Those of one network address; further ones are closed. Trusted proxies have no such limit.
    pub connections_per_address: usize,
    /// Of one network address, for as long as it likes.
    pub requests_per_second: NonZeroU32,
    /// How many of them may come at once, after a pause.
    pub burst: NonZeroU32,
}

/// How the log is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogFormat {
    Text,
    Json,
}

/// Why the settings can't be used. Each message names the file or the key.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    #[error("the configuration file {} can't be read: {source}", path.display())]
    Unreadable {
        path: PathBuf,
        source: std::io::Error,
    },
    /// The library's own words name the key or the line.
    #[error("the configuration is wrong: {0}")]
    Malformed(String),
    #[error("'{0}' is not an address to listen on; write ADDRESS:PORT, such as 127.0.0.1:3000")]
    Listen(String),
    #[error("'{value}' is not a value for {key}; it takes {expected}")]
    Value {
        key: &'static str,
        value: String,
        expected: &'static str,
    },
    #[error(transparent)]
    Database(#[from] OpenError),
}

impl From<config::ConfigError> for ConfigError {
    fn from(error: config::ConfigError) -> Self {
        // A parser's message is a drawing of several lines; the first says where and the last what.
        let text = error.to_string();
        let lines: Vec<&str> = text
            .lines()
            .map(str::trim)
            .filter(|line| !line.is_empty() && !line.contains(" |") && !line.starts_with('|'))
            .collect();
        Self::Malformed(lines.join(": "))
    }
}

impl Settings {
    /// `environment` is the process's, or a test's.
    pub fn load(
        overrides: &Overrides,
        environment: impl IntoIterator<Item = (String, String)>,
    ) -> Result<Self, ConfigError> {
        let environment: HashMap<String, String> = environment
            .into_iter()
            .filter(|(_, value)| !value.is_empty())
            .collect();
        let file = match &overrides.config {
            Some(path) => Some(read(path)?),
            None => Path::new(DEFAULT_FILE)
                .exists()
                .then(|| read(Path::new(DEFAULT_FILE)))
                .transpose()?,
        };
        let tables = Tables::load(file.as_ref(), environment, overrides)?;
        let leptos = leptos_options(file.as_ref())?;
        tables.checked(leptos)
    }

    /// Whether people come by https, so that cookies need not go over anything else.
    #[must_use]
    pub fn https(&self) -> bool {
        self.public_url
            .as_deref()
            .is_some_and(|url| url.starts_with("https://"))
    }

    /// The public URL as a browser writes it in `Origin` (RFC 6454, 6.2): in lower case, without a path and without
    /// the scheme's own port.
    #[must_use]
    pub fn public_origin(&self) -> Option<String> {
        let url: Uri = self.public_url.as_deref()?.parse().ok()?;
        let scheme = url.scheme_str()?;
        let host = url.host()?.to_ascii_lowercase();
        let usual = if scheme == "https" { 443 } else { 80 };
        Some(match url.port_u16().filter(|port| *port != usual) {
            Some(port) => format!("{scheme}://{host}:{port}"),
            None => format!("{scheme}://{host}"),
        })
    }
}

/// A configuration file that was read.
struct ConfigFile {
    path: PathBuf,
    text: String,
}

fn read(path: &Path) -> Result<ConfigFile, ConfigError> {
    let path = path.to_owned();
    match fs::read_to_string(&path) {
        Ok(text) => Ok(ConfigFile { path, text }),
        Err(source) => Err(ConfigError::Unreadable { path, source }),
    }
}

fn leptos_options(file: Option<&ConfigFile>) -> Result<LeptosOptions, ConfigError> {
    const HEADER: &str = "[package.metadata.leptos]";
    let here = file.filter(|file| file.text.lines().any(|line| line.starts_with(HEADER)));
    let Some(file) = here else {
        return Ok(LeptosOptions::builder()
            .output_name("chat-contacts")
            .site_root("target/site")
            .build());
    };
    leptos_config::get_configuration(file.path.to_str())
        .map(|configuration| configuration.leptos_options)
        .map_err(|error| {
            ConfigError::Malformed(format!("{error} in {HEADER} of {}", file.path.display()))
        })
}

impl ConfigError {
    fn within(self, place: &str) -> Self {
        match self {
            Self::Malformed(text) => Self::Malformed(format!("{place}: {text}")),
            other => other,
        }
    }
}
