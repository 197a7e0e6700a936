//! What a row does to a contact that is there, and to one that isn't.

use super::row::{Row, RowKey};
use crate::domain::{Contact, ContactDraft, ContactFields, Language, Permission, PermissionState};
use serde::{Deserialize, Serialize};

/// What becomes of contacts that are there already.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Policy {
    /// Fields are updated, and permissions only ever become blocked.
    #[default]
    KeepStricter,
    /// Fields are updated, permissions stay.
    UpdateFields,
    /// They stay as they are.
    CreateOnly,
    /// The file counts; only what a contact stopped themselves stays blocked.
    Overwrite,
}

impl Policy {
    pub const ALL: [Self; 4] = [
        Self::KeepStricter,
        Self::UpdateFields,
        Self::CreateOnly,
        Self::Overwrite,
    ];

    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::KeepStricter => "keep_stricter",
            Self::UpdateFields => "update_fields",
            Self::CreateOnly => "create_only",
            Self::Overwrite => "overwrite",
        }
    }

    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|policy| policy.code() == code)
    }
}

/// A contact after a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Merged {
    pub fields: ContactFields,
    /// The permissions that turn from blocked to active.
    pub opens: Vec<Permission>,
    /// Those that the file would have opened and the policy, or the contact's own stop, did not.
    pub kept: Vec<Permission>,
    /// Whether the policy would have opened what the contact stopped themselves.
    pub stopped: bool,
}

/// What `row` makes of a contact.
#[must_use]
pub fn merge(existing: &Contact, row: &Row, policy: Policy) -> Merged {
    let mut merged = Merged {
        fields: existing.fields.clone(),
        opens: Vec::new(),
        kept: Vec::new(),
        stopped: false,
    };
    if policy != Policy::CreateOnly {
        row.edit.apply(&mut merged.fields);
    }
    let said = [
        (Permission::Proactive, row.edit.proactive),
        (Permission::Reactive, row.edit.reactive),
    ];
    for (permission, said) in said {
        let present = existing.fields.permission(permission);
        let said = said.unwrap_or(present);
        let stopped = permission == Permission::Proactive && existing.stopped_at.is_some();
        let state = match policy {
            Policy::KeepStricter => present.min(said),
            Policy::UpdateFields | Policy::CreateOnly => present,
            Policy::Overwrite if stopped => present.min(said),
            Policy::Overwrite => said,
        };
        merged.fields.set_permission(permission, state);
        if present == PermissionState::Blocked && said == PermissionState::Active {
            if state.is_active() {
                merged.opens.push(permission);
            } else {
                merged.kept.push(permission);
                merged.stopped |= stopped && policy == Policy::Overwrite;
            }
        }
    }
    merged
}

/// A contact that isn't there yet: what the row says, and of the rest the permissions and the language of `new_contact`. `None`
/// where the row names nobody by contact ID.
#[must_use]
pub fn new_fields(row: &Row, new_contact: &ContactDraft) -> Option<ContactFields> {
    let RowKey::ContactId {
        channel,
        contact_id,
    } = &row.key
    else {
        return None;
    };
    let mut fields = ContactFields {
        channel: *channel,
        contact_id: contact_id.clone(),
        name: None,
        external_code: None,
        language: Language::parse(&new_contact.language).ok().flatten(),
        proactive: new_contact.proactive,
        reactive: new_contact.reactive,
    };
    row.edit.apply(&mut fields);
    Some(fields)
}
