//! Storage: SQL and nothing else. One folder a database; one contract that each must pass.
//!
//! Every writing method is one transaction: the contact, its search index and the ledger's rows change
//! together or not at all, and when it returns the change is on disk.

mod accounts;
mod export;
mod fold;
mod history;
mod jobs;
pub mod ledger;
mod search;
mod sqlite;
mod webhooks;

#[cfg(test)]
mod contract;

use crate::domain::{
    Actor, Channel, Contact, ContactFields, ContactId, ContactPage, ContactQuery, EventSource,
    ExternalCode, Grounds, Language, LanguageCount, Permission, PermissionState, Timestamp, Total,
};
use uuid::Uuid;

pub use crate::domain::{ContactEvent, ContactEventKind, FieldChange, PermissionEvent};
pub use accounts::{
    Attempt, Credentials, Digest, Forgiven, LinkTarget, Moments, NewEvent, NewLink, NewOperator,
    NewSession, NewToken, Proof, SecondFactor, Tried,
};
pub use export::{ContactStream, EXPORTS};
pub use history::{LedgerEntry, VerifyError};
pub use jobs::{Batch, JobChange, JobStep, JobWork, NewJob, Numbered, Refusal, Update};
pub use sqlite::{DatabaseUrl, OpenError, SqliteStore};
pub use webhooks::{DueDelivery, NewWebhook, Settled, SigningKey};

/// Why a call to the store failed. Made from the database's own errors once, in the database's folder.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    #[error("no such row")]
    NotFound,
    /// The version named is not the present one; nothing was changed.
    #[error("the contact has changed")]
    Stale(Box<Contact>),
    /// The channel has this contact ID already.
    #[error("the contact ID is taken")]
    Duplicate(Box<Contact>),
    /// The key of a request that is to take effect once came with another request before.
    #[error("the key was used for another request")]
    KeyReused,
    /// A contact of a batch is not as it was any more; nothing of the batch was written.
    #[error("a contact of the batch has changed")]
    Overtaken,
    #[error("the e-mail address is taken")]
    EmailTaken,
    /// Without this one nobody could administer.
    #[error("the last admin must stay")]
    LastAdmin,
    /// The cursor is not one of ours or was made for another question.
    #[error("the cursor does not fit the query")]
    Cursor,
    /// Another process holds the database for longer than the busy timeout, or the pool is exhausted.
    #[error("the database is busy")]
    Busy,
    #[error(transparent)]
    Database(sqlx::Error),
}

/// Who makes a change, from where, why and when; the ledger keeps it.
#[derive(Clone, Debug)]
pub struct Change {
    pub actor: Actor,
    pub source: EventSource,
    /// Its source is the one above.
    pub grounds: Grounds,
    pub at: Timestamp,
    /// What this change is one of many of.
    pub batch: Option<Uuid>,
    /// The permissions that are written down even where they stay what they are: confirmed or explained.
    pub restate: Vec<Permission>,
}

impl Change {
    /// One that goes without saying why.
    #[must_use]
    pub fn plain(actor: Actor, source: EventSource, at: Timestamp) -> Self {
        Self {
            actor,
            source,
            grounds: Grounds::default(),
            at,
            batch: None,
            restate: Vec::new(),
        }
    }
}

/// A request that is to take effect once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OnceKey {
    /// The operator's or the token's.
    pub subject: Uuid,
    pub key: String,
    /// Of the request: the same key with another one is refused.
    pub request: Digest,
    /// Keys from before are forgotten.
    pub since: Timestamp,
}

/// Contacts that carry one external code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Coded {
    pub contacts: Vec<Contact>,
    /// Where to go on, where there are more.
    pub next: Option<i64>,
    pub total: Total,
}

/// Whose permission is asked for, and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PermissionQuestion {
    pub channel: Channel,
    pub contact_id: ContactId,
    pub permission: Permission,
    /// As it was recorded by that moment; `None`: as it is.
    pub as_of: Option<Timestamp>,
}

/// A contact's permission, with what it rests on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownPermission {
    pub state: PermissionState,
    pub seq: i64,
    pub language: Option<Language>,
    /// Whether the contact stopped it themselves.
    pub stopped: bool,
}

/// The database that the server was started with.
#[derive(Clone, Debug)]
pub enum Store {
    Sqlite(SqliteStore),
}

impl Store {
    /// A page of the contacts that match.
    pub async fn find(&self, query: &ContactQuery) -> Result<ContactPage, StoreError> {
        match self {
            Self::Sqlite(store) => store.find(query).await,
        }
    }

    /// The languages that contacts have, with how many have each; what most have comes first.
    pub async fn languages(&self) -> Result<Vec<LanguageCount>, StoreError> {
        match self {
            Self::Sqlite(store) => store.languages().await,
        }
    }

    pub async fn contact(&self, id: Uuid) -> Result<Contact, StoreError> {
        match self {
            Self::Sqlite(store) => store.contact(id).await,
        }
    }

    /// The one that has this ID on this channel.
    pub async fn contact_by_id(
        &self,
        channel: Channel,
        contact_id: &ContactId,
    ) -> Result<Contact, StoreError> {
        match self {
            Self::Sqlite(store) => store.contact_by_id(channel, contact_id).await,
        }
    }

    /// Those that carry exactly this code, in the order in which they were made, behind a number of [`Coded::next`].
    pub async fn by_external_code(
        &self,
        code: &ExternalCode,
        after: i64,
        limit: u16,
    ) -> Result<Coded, StoreError> {
        match self {
            Self::Sqlite(store) => store.by_external_code(code, after, limit).await,
        }
    }

    /// Inserts a contact once, whatever comes again with the same key within `since`; whether it was there already.
    pub async fn create_once(
        &self,
        key: &OnceKey,
        id: Uuid,
        fields: &ContactFields,
        change: &Change,
    ) -> Result<(Contact, bool), StoreError> {
        match self {
            Self::Sqlite(store) => store.create_once(key, id, fields, change).await,
        }
    }

    /// What is known of those with these IDs, each in its place; at most 10,000.
    pub async fn permissions_of(
        &self,
        asked: &[PermissionQuestion],
    ) -> Result<Vec<Option<KnownPermission>>, StoreError> {
        match self {
            Self::Sqlite(store) => store.permissions_of(asked).await,
        }
    }

    /// Inserts a contact and the two ledger entries that explain its permissions.
    pub async fn create(
        &self,
        id: Uuid,
        fields: &ContactFields,
        change: &Change,
    ) -> Result<Contact, StoreError> {
        match self {
            Self::Sqlite(store) => store.create(id, fields, change).await,
        }
    }

    /// Replaces all fields but the channel and the contact ID, which are permanent: those of `fields` are
    /// ignored. An edit that changes nothing leaves the version as it is.
    pub async fn update(
        &self,
        id: Uuid,
        version: i64,
        fields: &ContactFields,
        change: &Change,
    ) -> Result<Contact, StoreError> {
        match self {
            Self::Sqlite(store) => store.update(id, version, fields, change).await,
        }
    }

    /// Removes the contact. Its ledger entries stay and refer to a number that is never given again.
    /// What was written about its permissions and the former values of its fields go with it.
    pub async fn delete(&self, id: Uuid, version: i64, change: &Change) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(store) => store.delete(id, version, change).await,
        }
    }

    /// The ledger's entries of a contact, oldest first, with the names of who made them.
    pub async fn events(&self, id: Uuid) -> Result<Vec<PermissionEvent>, StoreError> {
        match self {
            Self::Sqlite(store) => store.events(id).await,
        }
    }

    /// Brings the search index together where much was written to it in parts: searches are quicker then. Others write meanwhile.
    pub async fn merge_search_index(&self) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(store) => store.merge_search_index().await,
        }
    }

    /// Inserts many contacts in one transaction.
    pub async fn create_many(
        &self,
        contacts: &[(Uuid, ContactFields, Timestamp)],
        change: &Change,
    ) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(store) => store.create_many(contacts, change).await,
        }
    }

    /// Inserts batch after batch until there is none; the quickest way into an empty database.
    pub async fn fill(
        &self,
        change: &Change,
        next: impl FnMut() -> Option<Vec<(Uuid, ContactFields, Timestamp)>> + Send,
    ) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(store) => store.fill(change, next).await,
        }
    }

    /// Answers when a reader can be had and the schema is there.
    pub async fn ready(&self) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(store) => store.ready().await,
        }
    }

    /// Waits for what is under way and closes the files.
    pub async fn close(&self) {
        match self {
            Self::Sqlite(store) => store.close().await,
        }
    }
}
