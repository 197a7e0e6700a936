//! What has happened: a contact's history, the ledger as a whole, and what others follow.

use super::Failure;
use crate::{
    domain::{Action, Actor, Contact, History, Moment, Permission, Timestamp},
    store::{
        ContactEvent, ContactEventKind, LedgerEntry, PermissionEvent, Store, StoreError,
        VerifyError, ledger::Proof,
    },
};
use std::{collections::HashMap, time::Duration};
use tokio::time::{Instant, timeout};
use uuid::Uuid;

/// An event with the contact as it is by now; none once it is erased.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Followed {
    pub event: ContactEvent,
    pub contact: Option<Contact>,
}

/// How long to wait before looking whether another process wrote something.
const LOOK_AGAIN: Duration = Duration::from_secs(1);

/// Reads the ledger and the events. Cheap to clone.
#[derive(Clone, Debug)]
pub struct HistoryService {
    store: Store,
}

impl HistoryService {
    #[must_use]
    pub const fn new(store: Store) -> Self {
        Self { store }
    }

    /// Everything about one contact. With `as_of`, what was recorded by that moment.
    pub async fn of_contact(
        &self,
        actor: &Actor,
        id: Uuid,
        as_of: Option<Timestamp>,
    ) -> Result<History, Failure> {
        actor.may(Action::ReadContacts)?;
        let contact = self.store.contact(id).await?;
        let permissions = self.store.events(id).await?;
        let others = self.store.contact_events(id).await?;
        let known = |at: Timestamp| as_of.is_none_or(|moment| at <= moment);

        let mut states = [None; 2];
        for event in permissions.iter().filter(|event| known(event.recorded_at)) {
            states[usize::from(event.permission == Permission::Reactive)] = Some(event.to);
        }
        let mut moments: Vec<Moment> = others
            .into_iter()
            // Permissions are told by the ledger, which also has those that were only explained.
            .filter(|event| event.kind != ContactEventKind::Permission)
            .map(Moment::Contact)
            .chain(permissions.into_iter().map(Moment::Permission))
            .filter(|moment| known(moment.at()))
            .collect();
        moments.sort_by_key(|moment| (moment.at(), moment.place()));
        moments.reverse();
        Ok(History {
            contact,
            moments,
            states: match states {
                [Some(proactive), Some(reactive)] => Some([proactive, reactive]),
                _ => None,
            },
            as_of,
        })
    }

    /// The ledger's entries of one contact, oldest first.
    pub async fn entries(&self, actor: &Actor, id: Uuid) -> Result<Vec<PermissionEvent>, Failure> {
        actor.may(Action::ReadContacts)?;
        Ok(self.store.events(id).await?)
    }

    /// The ledger after an entry, at most `limit` entries.
    pub async fn ledger(
        &self,
        actor: &Actor,
        after: i64,
        limit: u32,
    ) -> Result<Vec<LedgerEntry>, Failure> {
        actor.may(Action::ReadLedger)?;
        Ok(self.store.ledger_after(after, limit).await?)
    }

    /// What happened to all contacts after an event, at most `limit`. Where nothing did, waits for it, for `patience` at most.
    pub async fn follow(
        &self,
        actor: &Actor,
        after: i64,
        limit: u32,
        patience: Duration,
    ) -> Result<Vec<Followed>, Failure> {
        actor.may(Action::ReadContacts)?;
        let until = Instant::now() + patience;
        loop {
            // Before it is looked, so that nothing slips in between.
            let changed = self.store.changed();
            let events = self.store.events_after(after, limit).await?;
            let left = until.saturating_duration_since(Instant::now());
            if !events.is_empty() || left.is_zero() {
                return self.with_contacts(events).await;
            }
            // Another process on the same file tells nobody.
            let _whichever = timeout(left.min(LOOK_AGAIN), changed).await;
        }
    }

    async fn with_contacts(&self, events: Vec<ContactEvent>) -> Result<Vec<Followed>, Failure> {
        let mut known: HashMap<Uuid, Option<Contact>> = HashMap::new();
        let mut followed = Vec::with_capacity(events.len());
        for event in events {
            let contact = if let Some(contact) = known.get(&event.contact) {
                contact.clone()
            } else {
                let contact = match self.store.contact(event.contact).await {
                    Ok(contact) => Some(contact),
                    Err(StoreError::NotFound) => None,
                    Err(error) => return Err(error.into()),
                };
                known.insert(event.contact, contact.clone());
                contact
            };
            followed.push(Followed { event, contact });
        }
        Ok(followed)
    }

    /// Proves the chain and the replay.
    pub async fn verify(&self, actor: &Actor) -> Result<Proof, VerifyFailure> {
        actor
            .may(Action::ReadLedger)
            .map_err(|error| VerifyFailure::Failed(error.into()))?;
        self.store
            .verify_ledger()
            .await
            .map_err(|error| match error {
                VerifyError::Fault(fault) => VerifyFailure::Fault(fault),
                VerifyError::Store(error) => VerifyFailure::Failed(error.into()),
            })
    }
}

/// Why a ledger is not proved.
#[derive(Debug, thiserror::Error)]
pub enum VerifyFailure {
    /// It was looked at, and this is wrong with it.
    #[error(transparent)]
    Fault(crate::store::ledger::Fault),
    #[error(transparent)]
    Failed(#[from] Failure),
}
