//! Proves where the settings come from, in which order, and that mistakes in them are told by name.
#![cfg(feature = "ssr")]
#![expect(
    clippy::unwrap_used,
    reason = "the helpers of a test fail where it does"
)]

use chat_contacts::{
    domain::PermissionState,
    server::{ConfigError, LogFormat, Overrides, Settings},
};
use std::{fs, path::PathBuf, time::Duration};
use tempfile::TempDir;

/// A folder with a configuration file.
struct Configured {
    _folder: TempDir,
    file: PathBuf,
}

fn configured(text: &str) -> Configured {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("settings.toml");
    fs::write(&file, text).unwrap();
    Configured {
        _folder: folder,
        file,
    }
}

impl Configured {
    fn load(
        &self,
        environment: &[(&str, &str)],
        listen: Option<&str>,
    ) -> Result<Settings, ConfigError> {
        let overrides = Overrides {
            config: Some(self.file.clone()),
            database: None,
            listen: listen.map(str::to_owned),
        };
        load(&overrides, environment)
    }

    fn refusal(&self, environment: &[(&str, &str)]) -> String {
        let message = self.load(environment, None).unwrap_err().to_string();
        assert!(!message.contains('\n'), "{message}");
        message
    }
}

fn load(overrides: &Overrides, environment: &[(&str, &str)]) -> Result<Settings, ConfigError> {
    let environment = environment
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    Settings::load(overrides, environment)
}

fn shipped() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("Leptos.toml")
}

/// The keys of `[package.metadata.leptos]` with their values, as they are written.
fn leptos_table(file: &str) -> Vec<(String, String)> {
    let text = fs::read_to_string(PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(file)).unwrap();
    text.lines()
        .skip_while(|line| *line != "[package.metadata.leptos]")
        .skip(1)
        .take_while(|line| !line.starts_with('['))
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split_once('='))
        .map(|(key, value)| (key.trim().to_owned(), value.trim().to_owned()))
        .collect()
}

#[test]
fn the_shipped_file_says_what_the_defaults_are() {
    let defaults = configured("").load(&[], None).unwrap();
    let shipped = load(
        &Overrides {
            config: Some(shipped()),
            ..Overrides::default()
        },
        &[],
    )
    .unwrap();
    assert_eq!(shipped.listen, defaults.listen);
    assert_eq!(shipped.public_url, defaults.public_url);
    assert_eq!(shipped.trusted_proxies, defaults.trusted_proxies);
    assert_eq!(shipped.session, defaults.session);
    assert_eq!(shipped.log, defaults.log);
    assert_eq!(shipped.database, defaults.database);
    assert_eq!(shipped.contacts, defaults.contacts);
    // Time zones have no order of their own to compare by, but they say what they are.
    assert_eq!(
        format!("{:?}", shipped.decisions),
        format!("{:?}", defaults.decisions)
    );
    assert_eq!(shipped.webhooks, defaults.webhooks);
    assert_eq!(shipped.limits, defaults.limits);
    assert_eq!(shipped.leptos.output_name, defaults.leptos.output_name);
    assert_eq!(shipped.leptos.site_root, defaults.leptos.site_root);
    assert_eq!(shipped.leptos.site_pkg_dir, defaults.leptos.site_pkg_dir);
}

/// The keys of our own tables as they are set in this file, `table.key`.
fn keys(file: &str) -> Vec<String> {
    let mut table = "";
    let mut keys = Vec::new();
    for line in file.lines() {
        if let Some(name) = line.strip_prefix('[') {
            table = name.trim_end_matches(']');
        } else if let (false, Some((key, _))) = (line.starts_with('#'), line.split_once(" = ")) {
            keys.push(format!("{table}.{key}"));
        }
    }
    keys.retain(|key| !key.starts_with("package."));
    keys.sort_unstable();
    keys
}

#[test]
fn the_shipped_file_and_the_readme_have_every_key() {
    let file = keys(&fs::read_to_string(shipped()).unwrap());
    let readme = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("README.md");
    let mut told: Vec<String> = fs::read_to_string(readme)
        .unwrap()
        .lines()
        .filter_map(|line| line.strip_prefix("| `[")?.split_once("] "))
        .map(|(table, rest)| format!("{table}.{}", rest.split('`').next().unwrap()))
        .collect();
    told.sort_unstable();
    assert_eq!(file, told);
    // The program names the keys that it knows when it meets one that it doesn't.
    for table in [
        "server",
        "session",
        "contacts",
        "decisions",
        "quiet_hours",
        "limits",
    ] {
        let message = configured(&format!("[{table}]\nnothing = 1\n")).refusal(&[]);
        let ours: Vec<_> = file
            .iter()
            .filter_map(|key| key.strip_prefix(table)?.strip_prefix('.'))
            .collect();
        assert!(!ours.is_empty(), "{table}");
        // `expected one of `a`, `b``: as many as the file has, and the same.
        let (_, known) = message.split_once("expected").unwrap();
        let known = known.split(" for ").next().unwrap();
        let known: Vec<_> = known.split('`').skip(1).step_by(2).collect();
        for key in &known {
            assert!(ours.contains(key), "{table}.{key} is not in Leptos.toml");
        }
        assert_eq!(known.len(), ours.len(), "{message}");
    }
}

#[test]
fn a_key_in_both_leptos_tables_has_one_value() {
    let build = leptos_table("Cargo.toml");
    let run = leptos_table("Leptos.toml");
    let both: Vec<_> = run
        .iter()
        .filter(|(key, _)| build.iter().any(|(other, _)| other == key))
        .collect();
    assert!(!both.is_empty());
    for pair in both {
        assert!(
            build.contains(pair),
            "{} is not the same in Cargo.toml and Leptos.toml",
            pair.0
        );
    }
}

#[test]
fn later_sources_outrank_earlier_ones() {
    let file = configured("[server]\nlisten = \"127.0.0.1:1\"\n[limits]\nrequest_seconds = 3\n");
    let port =
        |environment: &[(&str, &str)], flag| file.load(environment, flag).unwrap().listen.port();
    assert_eq!(configured("").load(&[], None).unwrap().listen.port(), 3000);
    assert_eq!(port(&[], None), 1);
    assert_eq!(port(&[("LEPTOS_SITE_ADDR", "127.0.0.1:2")], None), 2);
    let ours = [
        ("CHAT_CONTACTS__SERVER__LISTEN", "127.0.0.1:4"),
        ("LEPTOS_SITE_ADDR", "127.0.0.1:2"),
    ];
    assert_eq!(port(&ours, None), 4);
    assert_eq!(port(&ours, Some("localhost:5")), 5);
    assert_eq!(
        file.load(&[], None).unwrap().limits.request,
        Duration::from_secs(3)
    );
}

#[test]
fn every_table_can_be_set_in_the_environment() {
    let settings = configured("")
        .load(
            &[
                (
                    "CHAT_CONTACTS__SERVER__PUBLIC_URL",
                    "https://contacts.example/",
                ),
                ("CHAT_CONTACTS__SERVER__LOG", "json"),
                ("CHAT_CONTACTS__DATABASE__URL", "sqlite:///srv/contacts.db"),
                ("CHAT_CONTACTS__CONTACTS__DEFAULT_PROACTIVE", "active"),
                ("CHAT_CONTACTS__CONTACTS__DEFAULT_LANGUAGE", "ES-mx"),
                ("CHAT_CONTACTS__LIMITS__BODY_BYTES", "1000"),
                ("CHAT_CONTACTS__LIMITS__CONNECTIONS_PER_ADDRESS", "7"),
                (
                    "CHAT_CONTACTS__SERVER__TRUSTED_PROXIES",
                    "10.0.0.5, 192.168.0.0/16,",
                ),
                ("CHAT_CONTACTS__SESSION__IDLE_HOURS", "1"),
                ("CHAT_CONTACTS__WEBHOOKS__ALLOW_PRIVATE", "true"),
                // Empty stands for not set, as compose files leave them.
                ("CHAT_CONTACTS__SERVER__LISTEN", ""),
                ("SOMETHING_ELSE", "1"),
            ],
            None,
        )
        .unwrap();
    assert_eq!(
        settings.public_url.as_deref(),
        Some("https://contacts.example")
    );
    assert_eq!(settings.log, LogFormat::Json);
    assert_eq!(settings.database.path(), "/srv/contacts.db");
    assert_eq!(settings.contacts.proactive, PermissionState::Active);
    assert_eq!(settings.contacts.language.unwrap().as_str(), "es-MX");
    assert_eq!(settings.limits.body_bytes, 1000);
    assert_eq!(settings.limits.connections_per_address, 7);
    let proxies: Vec<String> = settings
        .trusted_proxies
        .iter()
        .map(ToString::to_string)
        .collect();
    assert_eq!(proxies, ["10.0.0.5/32", "192.168.0.0/16"]);
    assert_eq!(settings.session.idle, Duration::from_hours(1));
    assert!(settings.webhooks.allow_private);
    assert_eq!(settings.listen.port(), 3000);
}

#[test]
fn a_file_that_is_named_must_be_there() {
    let config = Some(PathBuf::from("/nowhere/settings.toml"));
    let message = load(
        &Overrides {
            config,
            ..Overrides::default()
        },
        &[],
    )
    .unwrap_err()
    .to_string();
    assert!(message.contains("/nowhere/settings.toml"), "{message}");
}

#[test]
fn a_mistake_in_the_file_is_told_by_name() {
    for (text, expected) in [
        ("[server]\nlisten = \n", "line 2"),
        ("[server\n", "line 1"),
        ("[server]\nlisen = \"127.0.0.1:1\"\n", "`lisen`"),
        ("[servers]\nlisten = \"127.0.0.1:1\"\n", "`servers`"),
        ("[limits]\nbody_bytes = \"many\"\n", "limits.body_bytes"),
        ("[limits]\nbody_bytes = -1\n", "limits.body_bytes"),
        (
            "[webhooks]\nallow_private = \"maybe\"\n",
            "webhooks.allow_private",
        ),
    ] {
        let file = configured(text);
        let message = file.refusal(&[]);
        assert!(message.contains(expected), "{message}");
        assert!(message.contains("settings.toml"), "{message}");
    }
}

#[test]
fn a_value_that_does_not_exist_is_told_with_those_that_do() {
    for (text, expected) in [
        ("[server]\nlisten = \"3000\"\n", "ADDRESS:PORT"),
        (
            "[server]\nlisten = \"127.0.0.1:99999\"\n",
            "127.0.0.1:99999",
        ),
        ("[server]\nlog = \"xml\"\n", "text or json"),
        ("[server]\npublic_url = \"contacts.example\"\n", "https://"),
        ("[server]\npublic_url = \"https://\"\n", "https://"),
        ("[server]\npublic_url = \"https://a@b\"\n", "https://"),
        (
            "[server]\ntrusted_proxies = [\"10.0.0.0/8\", \"proxy.example\"]\n",
            "'proxy.example'",
        ),
        ("[session]\nidle_hours = 0\n", "1 to 8760 hours"),
        ("[session]\nabsolute_days = 366\n", "1 to 365 days"),
        (
            "[database]\nurl = \"postgres://localhost/contacts\"\n",
            "sqlite://PATH",
        ),
        (
            "[contacts]\ndefault_proactive = \"maybe\"\n",
            "active or blocked",
        ),
        ("[contacts]\ndefault_language = \"español\"\n", "BCP-47"),
        ("[contacts]\ndefault_language = \"english\"\n", "BCP-47"),
        ("[limits]\nbody_bytes = 0\n", "above 0"),
        ("[limits]\nrequest_seconds = 0\n", "limits.request_seconds"),
        ("[limits]\nconnections = 0\n", "limits.connections"),
        (
            "[limits]\nconnections_per_address = 0\n",
            "limits.connections_per_address",
        ),
        (
            "[limits]\nrequests_per_second = 0\n",
            "limits.requests_per_second",
        ),
        ("[limits]\nburst = 5000000000\n", "limits.burst"),
    ] {
        let message = configured(text).refusal(&[]);
        assert!(message.contains(expected), "{message}");
    }
}

#[test]
fn an_unknown_key_in_the_environment_is_a_mistake_too() {
    let message = configured("").refusal(&[("CHAT_CONTACTS__SERVER__LISEN", "127.0.0.1:1")]);
    assert!(message.contains("lisen"), "{message}");
}

#[test]
fn the_public_origin_is_written_as_browsers_write_it() {
    for (url, origin) in [
        ("https://Contacts.Example/", "https://contacts.example"),
        ("https://contacts.example:443", "https://contacts.example"),
        (
            "https://contacts.example:8443",
            "https://contacts.example:8443",
        ),
        ("http://[::1]:80/console", "http://[::1]"),
    ] {
        let file = configured(&format!("[server]\npublic_url = \"{url}\"\n"));
        let settings = file.load(&[], None).unwrap();
        assert_eq!(settings.public_origin().as_deref(), Some(origin));
        assert_eq!(settings.https(), url.starts_with("https"));
    }
}
