//! The floor: the same questions asked in this process, on the same file, by the code that the server runs.
//! What a figure over HTTP has on top is the network, JSON, compression and the framework.

use anyhow::{Context, ensure};
use chat_contacts::{
    domain::{Actor, Contact, ContactPage, ContactQuery, EventSource, LanguageCount, Timestamp},
    service::{
        AccountSettings, Accounts, Decision, DecisionService, DecisionSettings, Passwords, Question,
    },
    store::{Change, DatabaseUrl, SqliteStore, Store},
};
use std::{
    path::Path,
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};
use tokio::runtime::Runtime;

/// The store, asked from where there is nothing to await.
pub struct Floor {
    runtime: Runtime,
    store: Store,
    accounts: Accounts,
    decisions: DecisionService,
}

impl Floor {
    pub fn open(database: &Path) -> anyhow::Result<Self> {
        let runtime = Runtime::new()?;
        let path = database
            .to_str()
            .context("the folder's name is not UTF-8")?;
        let url: DatabaseUrl = path.parse()?;
        let store = Store::Sqlite(runtime.block_on(SqliteStore::open(&url))?);
        // As the server's own settings are where nothing is set.
        let settings = AccountSettings {
            idle: Duration::from_hours(8),
            absolute: Duration::from_hours(7 * 24),
        };
        let accounts = Accounts::new(store.clone(), Passwords::new(), settings);
        let decisions = DecisionService::new(store.clone(), DecisionSettings::default());
        Ok(Self {
            runtime,
            store,
            accounts,
            decisions,
        })
    }

    pub fn find(&self, query: &ContactQuery) -> anyhow::Result<ContactPage> {
        Ok(self.runtime.block_on(self.store.find(query))?)
    }

    pub fn timed_find(&self, query: &ContactQuery) -> anyhow::Result<Duration> {
        let started = Instant::now();
        self.find(query)?;
        Ok(started.elapsed())
    }

    /// What the page asks: its rows, and the languages of the filter.
    pub fn timed_page(&self, query: &ContactQuery) -> anyhow::Result<Duration> {
        let started = Instant::now();
        self.find(query)?;
        self.languages()?;
        Ok(started.elapsed())
    }

    pub fn languages(&self) -> anyhow::Result<Vec<LanguageCount>> {
        Ok(self.runtime.block_on(self.store.languages())?)
    }

    /// Flips the switch for proactive messages; the contact as it is then, and how long the writing took.
    pub fn timed_flip(&self, contact: &Contact) -> anyhow::Result<(Contact, Duration)> {
        let mut fields = contact.fields.clone();
        fields.proactive = fields.proactive.flipped();
        let now = SystemTime::now().duration_since(UNIX_EPOCH)?;
        let change = Change::plain(
            Actor::system(),
            EventSource::Console,
            Timestamp(i64::try_from(now.as_millis())?),
        );
        let started = Instant::now();
        let contact = self.runtime.block_on(self.store.update(
            contact.id,
            contact.version,
            &fields,
            &change,
        ))?;
        Ok((contact, started.elapsed()))
    }

    /// What every request begins with: whose session it is.
    pub fn timed_session(&self, token: &str) -> anyhow::Result<Duration> {
        let started = Instant::now();
        let session = self.runtime.block_on(self.accounts.session(token))?;
        let took = started.elapsed();
        ensure!(session.is_some(), "a session that began counts for nothing");
        Ok(took)
    }

    /// Whether messages may go, and how long it took to decide.
    pub fn timed_decisions(
        &self,
        questions: &[Question],
    ) -> anyhow::Result<(Vec<Decision>, Duration)> {
        let started = Instant::now();
        let whoever = Actor::system();
        let deciding = self.decisions.decide(&whoever, questions);
        let decided = self.runtime.block_on(deciding)?;
        Ok((decided, started.elapsed()))
    }

    pub fn close(self) {
        self.runtime.block_on(self.store.close());
    }
}
