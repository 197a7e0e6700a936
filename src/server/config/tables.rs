//! The tables as they are written, their defaults, and what makes settings of them.

use super::{
    ConfigError, ConfigFile, ContactSettings, LimitSettings, LogFormat, Overrides, SessionSettings,
    Settings,
};
use crate::{
    domain::{Language, PermissionState},
    service::{DecisionSettings, QuietHours, WebhookSettings, Window},
};
use config::{Config, Environment, File, FileFormat};
use http::Uri;
use ipnet::IpNet;
use jiff::tz::TimeZone;
use leptos::config::LeptosOptions;
use serde::{Deserialize, de::IgnoredAny};
use std::{
    collections::HashMap,
    net::{IpAddr, SocketAddr},
    num::NonZeroU32,
    time::Duration,
};

/// Our keys in the environment are `CHAT_CONTACTS__TABLE__KEY`.
const PREFIX: &str = "CHAT_CONTACTS";
/// Set by `cargo leptos watch`; it stands for `[server] listen`.
const LEPTOS_ADDRESS: &str = "LEPTOS_SITE_ADDR";
const HOUR: u64 = 60 * 60;
const DAY: u64 = 24 * HOUR;
/// More than any machine has files for.
const MAX_CONNECTIONS: u64 = 1_000_000;

/// Our tables as they are written.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Tables {
    server: ServerTable,
    database: DatabaseTable,
    session: SessionTable,
    contacts: ContactsTable,
    decisions: DecisionsTable,
    quiet_hours: QuietHoursTable,
    webhooks: WebhooksTable,
    limits: LimitsTable,
    /// Leptos' own.
    package: Option<IgnoredAny>,
}

#[derive(Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct ServerTable {
    listen: String,
    public_url: String,
    trusted_proxies: Networks,
    log: String,
}

/// A list in the file; in the environment, which has no lists, with commas.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Networks {
    Listed(Vec<String>),
    Written(String),
}

#[derive(Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct DatabaseTable {
    url: String,
}

#[derive(Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct SessionTable {
    idle_hours: u64,
    absolute_days: u64,
}

#[derive(Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct ContactsTable {
    #[serde(rename = "default_proactive")]
    proactive: String,
    #[serde(rename = "default_reactive")]
    reactive: String,
    #[serde(rename = "default_language")]
    language: String,
}

#[derive(Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct DecisionsTable {
    unknown_proactive: String,
    unknown_reactive: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct QuietHoursTable {
    hours: String,
    zone: String,
    /// A region and its zone.
    regions: HashMap<String, String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct WebhooksTable {
    allow_private: bool,
}

#[derive(Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct LimitsTable {
    body_bytes: u64,
    import_bytes: u64,
    request_seconds: u64,
    connections: u64,
    connections_per_address: u64,
    requests_per_second: u64,
    burst: u64,
}

impl Default for ServerTable {
    fn default() -> Self {
        Self {
            listen: "127.0.0.1:3000".to_owned(),
            public_url: String::new(),
            trusted_proxies: Networks::Listed(Vec::new()),
            log: "text".to_owned(),
        }
    }
}

impl Default for DatabaseTable {
    fn default() -> Self {
        Self {
            url: "sqlite://data/chat-contacts.db".to_owned(),
        }
    }
}

impl Default for SessionTable {
    fn default() -> Self {
        Self {
            idle_hours: 8,
            absolute_days: 7,
        }
    }
}

impl Default for ContactsTable {
    fn default() -> Self {
        Self {
            proactive: PermissionState::Blocked.code().to_owned(),
            reactive: PermissionState::Active.code().to_owned(),
            language: String::new(),
        }
    }
}

impl Default for DecisionsTable {
    fn default() -> Self {
        Self {
            unknown_proactive: PermissionState::Blocked.code().to_owned(),
            unknown_reactive: PermissionState::Active.code().to_owned(),
        }
    }
}

impl Default for LimitsTable {
    fn default() -> Self {
        Self {
            body_bytes: 64 * 1024,
            import_bytes: 1024 * 1024 * 1024,
            request_seconds: 10,
            connections: 1024,
            connections_per_address: 128,
            requests_per_second: 50,
            burst: 200,
        }
    }
}

impl Tables {
    pub(super) fn load(
        file: Option<&ConfigFile>,
        environment: HashMap<String, String>,
        overrides: &Overrides,
    ) -> Result<Self, ConfigError> {
        let mut builder = Config::builder();
        if let Some(file) = file {
            // On its own first, so that a mistake in it is told with its name.
            let alone = Config::builder().add_source(File::from_str(&file.text, FileFormat::Toml));
            alone
                .build()
                .and_then(Config::try_deserialize::<Self>)
                .map_err(|error| {
                    ConfigError::from(error).within(&file.path.display().to_string())
                })?;
            builder = builder.add_source(File::from_str(&file.text, FileFormat::Toml));
        }
        if let Some(address) = environment.get(LEPTOS_ADDRESS) {
            builder = builder.add_source(
                Config::builder()
                    .set_override("server.listen", address.as_str())?
                    .build()?,
            );
        }
        builder = builder.add_source(
            Environment::with_prefix(PREFIX)
                .prefix_separator("__")
                .separator("__")
                .source(Some(environment)),
        );
        builder
            .set_override_option("server.listen", overrides.listen.clone())?
            .set_override_option("database.url", overrides.database.clone())?
            .build()
            .and_then(Config::try_deserialize)
            .map_err(|error| ConfigError::from(error).within("the environment"))
    }

    pub(super) fn checked(self, leptos: LeptosOptions) -> Result<Settings, ConfigError> {
        let Self {
            server,
            database,
            session,
            contacts,
            decisions,
            quiet_hours,
            webhooks,
            limits,
            package: _,
        } = self;
        Ok(Settings {
            listen: address(&server.listen)?,
            public_url: public_url(server.public_url)?,
            trusted_proxies: server.trusted_proxies.checked()?,
            log: match server.log.as_str() {
                "text" => LogFormat::Text,
                "json" => LogFormat::Json,
                _ => return Err(wrong("server.log", server.log, "text or json")),
            },
            database: database.url.parse()?,
            session: session.checked()?,
            contacts: contacts.checked()?,
            decisions: DecisionSettings {
                unknown_proactive: permission(
                    "decisions.unknown_proactive",
                    decisions.unknown_proactive,
                )?,
                unknown_reactive: permission(
                    "decisions.unknown_reactive",
                    decisions.unknown_reactive,
                )?,
                quiet_hours: quiet_hours.checked()?,
            },
            webhooks: WebhookSettings {
                allow_private: webhooks.allow_private,
            },
            limits: limits.checked()?,
            leptos,
        })
    }
}

impl Networks {
    fn checked(self) -> Result<Vec<IpNet>, ConfigError> {
        let entries = match self {
            Self::Listed(entries) => entries,
            Self::Written(text) => text.split(',').map(str::to_owned).collect(),
        };
        entries
            .into_iter()
            .map(|entry| entry.trim().to_owned())
            .filter(|entry| !entry.is_empty())
            .map(|entry| network(&entry).ok_or(entry))
            .collect::<Result<_, _>>()
            .map_err(|entry| {
                wrong(
                    "server.trusted_proxies",
                    entry,
                    "addresses and networks such as 10.0.0.5 or 10.0.0.0/8",
                )
            })
    }
}

impl SessionTable {
    fn checked(self) -> Result<SessionSettings, ConfigError> {
        let Self {
            idle_hours,
            absolute_days,
        } = self;
        within(
            "session.idle_hours",
            idle_hours,
            365 * 24,
            "1 to 8760 hours",
        )?;
        within("session.absolute_days", absolute_days, 365, "1 to 365 days")?;
        Ok(SessionSettings {
            idle: Duration::from_secs(idle_hours * HOUR),
            absolute: Duration::from_secs(absolute_days * DAY),
        })
    }
}

impl ContactsTable {
    fn checked(self) -> Result<ContactSettings, ConfigError> {
        let Ok(language) = Language::parse(&self.language) else {
            return Err(wrong(
                "contacts.default_language",
                self.language,
                "a BCP-47 tag such as es or pt-BR",
            ));
        };
        Ok(ContactSettings {
            proactive: permission("contacts.default_proactive", self.proactive)?,
            reactive: permission("contacts.default_reactive", self.reactive)?,
            language,
        })
    }
}

impl QuietHoursTable {
    fn checked(self) -> Result<QuietHours, ConfigError> {
        let zone = |key, name: String| {
            TimeZone::get(&name)
                .map_err(|_| wrong(key, name, "an IANA time zone such as Europe/Madrid"))
        };
        let window = match self.hours.as_str() {
            "" => None,
            hours => Some(Window::parse(hours).ok_or_else(|| {
                wrong(
                    "quiet_hours.hours",
                    hours.to_owned(),
                    "two times such as 21:00-08:00",
                )
            })?),
        };
        let regions = self
            .regions
            .into_iter()
            .map(|(region, name)| {
                Ok((
                    region.to_ascii_uppercase(),
                    zone("quiet_hours.regions", name)?,
                ))
            })
            .collect::<Result<_, ConfigError>>()?;
        Ok(QuietHours {
            window,
            zone: match self.zone.as_str() {
                "" => None,
                _ => Some(zone("quiet_hours.zone", self.zone)?),
            },
            regions,
        })
    }
}

impl LimitsTable {
    fn checked(self) -> Result<LimitSettings, ConfigError> {
        let whole = |key, value: u64, expected| {
            usize::try_from(value)
                .ok()
                .filter(|value| *value > 0)
                .ok_or_else(|| wrong(key, value.to_string(), expected))
        };
        let above_0 = |key, value: u64| {
            u32::try_from(value)
                .ok()
                .and_then(NonZeroU32::new)
                .ok_or_else(|| wrong(key, value.to_string(), "a number above 0"))
        };
        // A day is longer than anybody waits, and small enough to add to a point in time.
        within(
            "limits.request_seconds",
            self.request_seconds,
            DAY,
            "1 to 86400 seconds",
        )?;
        for (key, connections) in [
            ("limits.connections", self.connections),
            (
                "limits.connections_per_address",
                self.connections_per_address,
            ),
        ] {
            within(
                key,
                connections,
                MAX_CONNECTIONS,
                "1 to 1000000 connections",
            )?;
        }
        Ok(LimitSettings {
            body_bytes: whole(
                "limits.body_bytes",
                self.body_bytes,
                "a number of bytes above 0",
            )?,
            import_bytes: above_0_bytes(self.import_bytes)?,
            request: Duration::from_secs(self.request_seconds),
            connections: whole("limits.connections", self.connections, "a number above 0")?,
            connections_per_address: whole(
                "limits.connections_per_address",
                self.connections_per_address,
                "a number above 0",
            )?,
            requests_per_second: above_0("limits.requests_per_second", self.requests_per_second)?,
            burst: above_0("limits.burst", self.burst)?,
        })
    }
}

fn above_0_bytes(value: u64) -> Result<u64, ConfigError> {
    let key = "limits.import_bytes";
    within(key, value, u64::MAX, "a number of bytes above 0").map(|()| value)
}

fn within(
    key: &'static str,
    value: u64,
    most: u64,
    expected: &'static str,
) -> Result<(), ConfigError> {
    if (1..=most).contains(&value) {
        Ok(())
    } else {
        Err(wrong(key, value.to_string(), expected))
    }
}

/// Without the slash at its end; empty is none.
fn public_url(text: String) -> Result<Option<String>, ConfigError> {
    let url = text.trim_end_matches('/');
    if url.is_empty() {
        return Ok(None);
    }
    let known = url.starts_with("http://") || url.starts_with("https://");
    let host = url
        .parse::<Uri>()
        .is_ok_and(|url| url.host().is_some_and(|host| !host.is_empty()));
    if known && host && !url.contains('@') {
        Ok(Some(url.to_owned()))
    } else {
        Err(wrong(
            "server.public_url",
            text,
            "an address that begins with http:// or https://",
        ))
    }
}

fn network(text: &str) -> Option<IpNet> {
    let alone = || text.parse::<IpAddr>().map(IpNet::from);
    text.parse().or_else(|_| alone()).ok()
}

fn wrong(key: &'static str, value: String, expected: &'static str) -> ConfigError {
    ConfigError::Value {
        key,
        value,
        expected,
    }
}

fn permission(key: &'static str, value: String) -> Result<PermissionState, ConfigError> {
    value
        .parse()
        .map_err(|()| wrong(key, value, "active or blocked"))
}

fn address(text: &str) -> Result<SocketAddr, ConfigError> {
    let numeric = match text.strip_prefix("localhost:") {
        Some(port) => &format!("127.0.0.1:{port}"),
        None => text,
    };
    numeric
        .parse()
        .map_err(|_| ConfigError::Listen(text.to_owned()))
}
