//! What has happened to contacts and their permissions, as it is read.

use super::{ActorKind, Contact, EventSource, LegalBasis, Permission, PermissionState, Timestamp};
use uuid::Uuid;

/// One entry of the ledger, of a contact that is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PermissionEvent {
    pub seq: i64,
    pub permission: Permission,
    /// `None`: the contact was created with it.
    pub from: Option<PermissionState>,
    pub to: PermissionState,
    pub actor_kind: ActorKind,
    /// The operator's or the token's.
    pub actor_id: Option<Uuid>,
    /// The operator's e-mail address or the token's name, while it is known.
    pub actor_name: Option<String>,
    pub source: EventSource,
    pub legal_basis: Option<LegalBasis>,
    pub reason: Option<String>,
    pub evidence: Option<String>,
    pub captured_at: Option<Timestamp>,
    pub recorded_at: Timestamp,
    pub batch: Option<Uuid>,
    /// SHA-256, with which the chain is proved.
    pub hash: [u8; 32],
}

/// What kind of thing happened to a contact.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ContactEventKind {
    Created,
    Updated,
    Deleted,
    /// A permission changed, or its lock did.
    Permission,
}

impl ContactEventKind {
    pub const ALL: [Self; 4] = [
        Self::Created,
        Self::Updated,
        Self::Deleted,
        Self::Permission,
    ];

    /// As the database has it.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Created => "created",
            Self::Updated => "updated",
            Self::Deleted => "deleted",
            Self::Permission => "permission",
        }
    }

    /// As other systems know it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Created => "contact.created",
            Self::Updated => "contact.updated",
            Self::Deleted => "contact.deleted",
            Self::Permission => "permission.changed",
        }
    }

    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// A field that was changed, with its values as text; empty for none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldChange {
    pub field: String,
    pub from: String,
    pub to: String,
}

/// Something that happened to a contact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContactEvent {
    pub seq: i64,
    pub kind: ContactEventKind,
    pub contact: Uuid,
    /// The contact's, after it.
    pub version: i64,
    pub at: Timestamp,
    pub actor_kind: ActorKind,
    pub actor_id: Option<Uuid>,
    pub actor_name: Option<String>,
    /// Of [`ContactEventKind::Updated`]; none once the contact is erased.
    pub fields: Vec<FieldChange>,
    /// Of [`ContactEventKind::Permission`].
    pub permission: Option<PermissionEvent>,
}

/// One thing that happened to a contact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Moment {
    Permission(PermissionEvent),
    /// Created, or fields changed.
    Contact(ContactEvent),
}

impl Moment {
    #[must_use]
    pub const fn at(&self) -> Timestamp {
        match self {
            Self::Permission(event) => event.recorded_at,
            Self::Contact(event) => event.at,
        }
    }

    /// Its place among what happened in the same millisecond.
    #[must_use]
    pub const fn place(&self) -> (u8, i64) {
        match self {
            Self::Contact(event) => match event.kind {
                ContactEventKind::Created => (0, event.seq),
                _ => (2, event.seq),
            },
            Self::Permission(event) => (if event.from.is_none() { 1 } else { 3 }, event.seq),
        }
    }
}

/// All that happened to a contact, as it was known at a moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct History {
    pub contact: Contact,
    /// Up to the moment asked for; the newest first.
    pub moments: Vec<Moment>,
    /// What the permissions were then; `None`: the contact was not there yet.
    pub states: Option<[PermissionState; 2]>,
    /// The moment asked for; `None`: the present.
    pub as_of: Option<Timestamp>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_and_names_read_back() {
        for kind in ContactEventKind::ALL {
            assert_eq!(ContactEventKind::from_code(kind.code()), Some(kind));
            assert_eq!(ContactEventKind::from_name(kind.name()), Some(kind));
        }
        assert_eq!(ContactEventKind::from_name("created"), None);
    }
}
