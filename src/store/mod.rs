//! Storage: SQL and nothing else. One folder a database; one contract that each must pass.
//!
//! Every writing method is one transaction: the contact, its search index and the ledger's rows change
//! together or not at all, and when it returns the change is on disk.

mod accounts;
mod fold;
mod search;
mod sqlite;

#[cfg(test)]
mod contract;

use crate::domain::{
    Actor, Contact, ContactFields, ContactPage, ContactQuery, EventSource, LanguageCount,
    Permission, PermissionState, Timestamp,
};
use uuid::Uuid;

pub use accounts::{
    Attempt, Credentials, Digest, Forgiven, LinkTarget, Moments, NewEvent, NewLink, NewOperator,
    NewSession, NewToken, Proof, SecondFactor, Tried,
};
pub use sqlite::{DatabaseUrl, OpenError, SqliteStore};

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

/// Who makes a change, from where and when; the ledger keeps it.
#[derive(Clone, Debug)]
pub struct Change {
    pub actor: Actor,
    pub source: EventSource,
    pub at: Timestamp,
}

/// One entry of the ledger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PermissionEvent {
    pub seq: i64,
    pub permission: Permission,
    /// `None`: the contact was created with it.
    pub from: Option<PermissionState>,
    pub to: PermissionState,
    pub actor_kind: String,
    pub source: String,
    pub recorded_at: Timestamp,
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
    pub async fn delete(&self, id: Uuid, version: i64) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(store) => store.delete(id, version).await,
        }
    }

    /// The ledger's entries of a contact, oldest first.
    pub async fn events(&self, id: Uuid) -> Result<Vec<PermissionEvent>, StoreError> {
        match self {
            Self::Sqlite(store) => store.events(id).await,
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
