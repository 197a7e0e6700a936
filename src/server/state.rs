//! What the handlers share.

use super::config::Settings;
use crate::{
    api::{self, ApiState},
    domain::{ContactDraft, Language},
    service::{
        AccountSettings, Accounts, ContactService, DecisionService, ExportService, HistoryService,
        JobSettings, Jobs, Passwords, Webhooks,
    },
    store::{OpenError, SqliteStore, Store},
};
use axum::extract::FromRef;
use leptos::config::LeptosOptions;
use std::{sync::Arc, time::Duration};
use tokio::sync::watch;

/// The server's parts. Cheap to clone.
#[derive(Clone, Debug)]
pub struct AppState {
    pub settings: Arc<Settings>,
    pub store: Store,
    pub contacts: ContactService,
    pub exports: ExportService,
    pub history: HistoryService,
    pub decisions: DecisionService,
    pub accounts: Accounts,
    pub webhooks: Webhooks,
    pub jobs: Jobs,
    /// Becomes true when the server begins to stop: answers that would go on for long end.
    pub stopping: Arc<watch::Sender<bool>>,
}

impl AppState {
    /// Opens the database that the settings name, creating it where there is none.
    pub async fn open(settings: Settings) -> Result<Self, OpenError> {
        let store = Store::Sqlite(SqliteStore::open(&settings.database).await?);
        let defaults = &settings.contacts;
        let new_contact = ContactDraft {
            language: defaults
                .language
                .as_ref()
                .map(Language::as_str)
                .unwrap_or_default()
                .to_owned(),
            ..ContactDraft::empty(defaults.proactive, defaults.reactive)
        };
        let jobs = JobSettings {
            files: settings.database.path().with_extension("imports"),
            max_bytes: settings.limits.import_bytes,
        };
        let jobs = Jobs::new(store.clone(), new_contact.clone(), jobs);
        let contacts = ContactService::new(store.clone(), new_contact);
        let session = AccountSettings {
            idle: settings.session.idle,
            absolute: settings.session.absolute,
        };
        let accounts = Accounts::new(store.clone(), Passwords::new(), session);
        Ok(Self {
            exports: ExportService::new(store.clone()),
            history: HistoryService::new(store.clone()),
            decisions: DecisionService::new(store.clone(), settings.decisions.clone()),
            jobs,
            stopping: Arc::default(),
            webhooks: Webhooks::new(store.clone(), settings.webhooks, api::event),
            settings: Arc::new(settings),
            store,
            contacts,
            accounts,
        })
    }
}

impl FromRef<AppState> for LeptosOptions {
    fn from_ref(state: &AppState) -> Self {
        state.settings.leptos.clone()
    }
}

/// An answer must have begun before the request is given up.
const BEFORE_GIVING_UP: Duration = Duration::from_secs(1);

impl FromRef<AppState> for ApiState {
    fn from_ref(state: &AppState) -> Self {
        Self {
            contacts: state.contacts.clone(),
            exports: state.exports.clone(),
            history: state.history.clone(),
            decisions: state.decisions.clone(),
            jobs: state.jobs.clone(),
            patience: state
                .settings
                .limits
                .request
                .saturating_sub(BEFORE_GIVING_UP),
        }
    }
}
