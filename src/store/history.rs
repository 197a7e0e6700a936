//! What has happened: the ledger's entries as they are read, what happened to contacts, and the calls that read them.

use super::{
    Store, StoreError,
    ledger::{Fault, Proof, Texts, hex},
};
use crate::domain::ContactEvent;
use serde_json::{Map, Value};
use uuid::Uuid;

/// One entry of the ledger as a whole: what is hashed, as it stands, and what was written about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LedgerEntry {
    pub seq: i64,
    /// The entry's members and its `hash`, as JSON.
    pub members: Map<String, Value>,
    /// `None`: nothing was written, or it was erased with its contact.
    pub texts: Option<Texts>,
    /// `None`: the contact was erased.
    pub contact: Option<Uuid>,
}

impl LedgerEntry {
    /// As it is exported: what is hashed, `hash`, and beside it what is not: whose it is and what was written about it.
    #[must_use]
    pub fn into_export(self) -> Map<String, Value> {
        let mut members = self.members;
        let contact = self.contact.map(|id| id.to_string());
        members.insert("contact_uuid".to_owned(), contact.into());
        let text = self.texts.map(|texts| {
            serde_json::json!({
                "salt": hex(&texts.salt),
                "reason": texts.reason,
                "evidence": texts.evidence,
            })
        });
        members.insert("text".to_owned(), text.unwrap_or_default());
        members
    }
}

/// Why a ledger is not proved.
#[derive(Debug, thiserror::Error)]
pub enum VerifyError {
    #[error(transparent)]
    Fault(#[from] Fault),
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Store {
    /// Done at the next change of a contact by this process, also if that comes before it is waited for.
    pub fn changed(&self) -> impl Future<Output = ()> + Send + use<> {
        match self {
            Self::Sqlite(store) => store.changed(),
        }
    }

    /// What happened to a contact beside its permissions, oldest first.
    pub async fn contact_events(&self, id: Uuid) -> Result<Vec<ContactEvent>, StoreError> {
        match self {
            Self::Sqlite(store) => store.contact_events(id).await,
        }
    }

    /// What happened to all contacts after an event, at most `limit`.
    pub async fn events_after(
        &self,
        seq: i64,
        limit: u32,
    ) -> Result<Vec<ContactEvent>, StoreError> {
        match self {
            Self::Sqlite(store) => store.events_after(seq, limit).await,
        }
    }

    /// The ledger after an entry, at most `limit`.
    pub async fn ledger_after(&self, seq: i64, limit: u32) -> Result<Vec<LedgerEntry>, StoreError> {
        match self {
            Self::Sqlite(store) => store.ledger_after(seq, limit).await,
        }
    }

    /// Walks the whole chain, replays every contact, and compares each with what is there.
    pub async fn verify_ledger(&self) -> Result<Proof, VerifyError> {
        match self {
            Self::Sqlite(store) => store.verify_ledger().await,
        }
    }
}
