//! Webhooks and their deliveries.
//!
//! The events of contacts are the outbox: they are written in the transaction of what they tell. `expand` makes deliveries
//! of them, in one transaction with the note of how far it has come, so that none is lost or made twice.

use super::{NewEvent, Store, StoreError};
use crate::domain::{ContactEventKind, Delivery, Outcome, Timestamp, Webhook};
use std::fmt;
use uuid::Uuid;

/// The key that signs a webhook's requests. Signatures are computed from it, so that it can't be kept as a digest.
#[derive(Clone, PartialEq, Eq)]
pub struct SigningKey(Vec<u8>);

impl SigningKey {
    #[must_use]
    pub const fn new(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }

    #[must_use]
    pub fn expose(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SigningKey(…)")
    }
}

#[derive(Clone, Debug)]
pub struct NewWebhook {
    pub id: Uuid,
    pub url: String,
    pub key: SigningKey,
    pub kinds: Vec<ContactEventKind>,
    pub created_by: Option<Uuid>,
    pub created_at: Timestamp,
}

/// A delivery whose time has come, with all that sending it takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DueDelivery {
    pub id: Uuid,
    pub webhook: Uuid,
    pub url: String,
    pub key: SigningKey,
    /// Of the contacts' events; `None`: a test.
    pub event: Option<i64>,
    /// That were made before.
    pub attempts: u32,
    pub created_at: Timestamp,
}

/// What an attempt leaves to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Settled {
    Delivered,
    /// Delivered, and the receiver wants nothing more: the webhook is disabled.
    Gone,
    /// To be tried again at this moment.
    Again(Timestamp),
    GivenUp,
}

impl Store {
    /// All of them, the newest first.
    pub async fn webhooks(&self) -> Result<Vec<Webhook>, StoreError> {
        match self {
            Self::Sqlite(store) => store.webhooks().await,
        }
    }

    pub async fn webhook(&self, id: Uuid) -> Result<Webhook, StoreError> {
        match self {
            Self::Sqlite(store) => store.webhook(id).await,
        }
    }

    /// It is told what happens from here on.
    pub async fn add_webhook(
        &self,
        webhook: &NewWebhook,
        event: &NewEvent,
    ) -> Result<Webhook, StoreError> {
        match self {
            Self::Sqlite(store) => store.add_webhook(webhook, event).await,
        }
    }

    /// Its deliveries go with it.
    pub async fn remove_webhook(&self, id: Uuid, event: &NewEvent) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(store) => store.remove_webhook(id, event).await,
        }
    }

    /// Gives up what waits. One that is disabled stays as it is.
    pub async fn disable_webhook(&self, id: Uuid, at: Timestamp) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(store) => store.disable_webhook(id, at).await,
        }
    }

    /// It is told what happens from here on, and nothing of what happened meanwhile. One that is enabled stays as it is.
    pub async fn enable_webhook(&self, id: Uuid) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(store) => store.enable_webhook(id).await,
        }
    }

    /// Makes deliveries of the events that came since, up to a few hundred for each webhook; whether there may be more.
    pub async fn expand(&self, at: Timestamp) -> Result<bool, StoreError> {
        match self {
            Self::Sqlite(store) => store.expand(at).await,
        }
    }

    /// What is to be sent by now, at most `each` of every webhook; what has waited longest comes first.
    pub async fn due_deliveries(
        &self,
        now: Timestamp,
        each: u32,
    ) -> Result<Vec<DueDelivery>, StoreError> {
        match self {
            Self::Sqlite(store) => store.due_deliveries(now, each).await,
        }
    }

    /// When something will be due that isn't by now.
    pub async fn next_due(&self, now: Timestamp) -> Result<Option<Timestamp>, StoreError> {
        match self {
            Self::Sqlite(store) => store.next_due(now).await,
        }
    }

    /// Writes down an attempt. Where the webhook was disabled meanwhile nothing is tried again; where it was removed there
    /// is nothing to write.
    pub async fn settle(
        &self,
        delivery: Uuid,
        outcome: Outcome,
        settled: Settled,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(store) => store.settle(delivery, outcome, settled, at).await,
        }
    }

    /// A webhook's deliveries, the newest first; `before` is the `seq` that the last page ended with.
    pub async fn deliveries(
        &self,
        webhook: Uuid,
        before: Option<i64>,
        limit: u16,
    ) -> Result<Vec<Delivery>, StoreError> {
        match self {
            Self::Sqlite(store) => store.deliveries(webhook, before, limit).await,
        }
    }

    /// Has it sent again as if for the first time. `false`: the webhook is disabled.
    pub async fn replay(
        &self,
        webhook: Uuid,
        delivery: Uuid,
        at: Timestamp,
    ) -> Result<bool, StoreError> {
        match self {
            Self::Sqlite(store) => store.replay(webhook, delivery, at).await,
        }
    }

    /// A delivery that tells of no event. `false`: the webhook is disabled.
    pub async fn add_test(
        &self,
        webhook: Uuid,
        delivery: Uuid,
        at: Timestamp,
    ) -> Result<bool, StoreError> {
        match self {
            Self::Sqlite(store) => store.add_test(webhook, delivery, at).await,
        }
    }

    /// Forgets deliveries that were finished before this moment, up to a few thousand; whether there may be more.
    pub async fn prune_deliveries(&self, before: Timestamp) -> Result<bool, StoreError> {
        match self {
            Self::Sqlite(store) => store.prune_deliveries(before).await,
        }
    }
}
