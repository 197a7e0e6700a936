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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Channel, ContactEdit, ContactId, ExternalCode, Name, Timestamp};
    use PermissionState::{Active, Blocked};
    use uuid::Uuid;

    fn existing(proactive: PermissionState, reactive: PermissionState) -> Contact {
        let draft = ContactDraft {
            name: "Ana".to_owned(),
            contact_id: "34666123456".to_owned(),
            language: "es".to_owned(),
            ..ContactDraft::empty(proactive, reactive)
        };
        Contact {
            id: Uuid::from_u128(7),
            fields: draft.parse().unwrap(),
            version: 3,
            created_at: Timestamp(1),
            updated_at: Timestamp(2),
            stopped_at: None,
        }
    }

    fn row(edit: ContactEdit) -> Row {
        Row {
            line: 2,
            key: RowKey::ContactId {
                channel: Channel::Whatsapp,
                contact_id: ContactId::from_stored("34666123456".to_owned()),
            },
            edit,
        }
    }

    fn says(proactive: PermissionState, reactive: PermissionState) -> Row {
        row(ContactEdit {
            name: Some(Name::parse("Anna").unwrap()),
            proactive: Some(proactive),
            reactive: Some(reactive),
            ..ContactEdit::default()
        })
    }

    /// The name and the permissions that the contact then has.
    fn after(merged: &Merged) -> (&str, PermissionState, PermissionState) {
        let fields = &merged.fields;
        (fields.label(), fields.proactive, fields.reactive)
    }

    #[test]
    fn codes_read_back_and_are_those_that_are_stored() {
        for policy in Policy::ALL {
            assert_eq!(Policy::from_code(policy.code()), Some(policy));
            assert_eq!(serde_json::to_value(policy).unwrap(), policy.code());
        }
        assert_eq!(Policy::default(), Policy::KeepStricter);
    }

    #[test]
    fn keep_stricter_blocks_and_says_what_it_did_not_open() {
        let merged = merge(
            &existing(Blocked, Active),
            &says(Active, Blocked),
            Policy::KeepStricter,
        );
        assert_eq!(after(&merged), ("Anna", Blocked, Blocked));
        assert_eq!(merged.opens, []);
        assert_eq!(merged.kept, [Permission::Proactive]);
        assert!(!merged.stopped);
    }

    #[test]
    fn update_fields_leaves_the_permissions_and_create_only_leaves_all() {
        let before = existing(Blocked, Active);
        let merged = merge(&before, &says(Active, Blocked), Policy::UpdateFields);
        assert_eq!(after(&merged), ("Anna", Blocked, Active));
        assert_eq!(merged.kept, [Permission::Proactive]);
        let merged = merge(&before, &says(Active, Blocked), Policy::CreateOnly);
        assert_eq!(merged.fields, before.fields);
        assert_eq!(merged.kept, [Permission::Proactive]);
        assert_eq!(merged.opens, []);
    }

    #[test]
    fn overwrite_opens_and_blocks() {
        let merged = merge(
            &existing(Blocked, Active),
            &says(Active, Blocked),
            Policy::Overwrite,
        );
        assert_eq!(after(&merged), ("Anna", Active, Blocked));
        assert_eq!(merged.opens, [Permission::Proactive]);
        assert_eq!(merged.kept, []);
    }

    #[test]
    fn what_a_contact_stopped_stays_stopped_and_only_that() {
        let stopped = Contact {
            stopped_at: Some(Timestamp(5)),
            ..existing(Blocked, Blocked)
        };
        let merged = merge(&stopped, &says(Active, Active), Policy::Overwrite);
        assert_eq!(after(&merged), ("Anna", Blocked, Active));
        assert_eq!(merged.opens, [Permission::Reactive]);
        assert_eq!(merged.kept, [Permission::Proactive]);
        assert!(merged.stopped);
        // Another policy would not have opened it anyway.
        let merged = merge(&stopped, &says(Active, Active), Policy::KeepStricter);
        assert_eq!(merged.kept, Permission::ALL);
        assert!(!merged.stopped);
    }

    #[test]
    fn what_a_row_does_not_say_stays() {
        for policy in Policy::ALL {
            let before = existing(Active, Blocked);
            let merged = merge(&before, &row(ContactEdit::default()), policy);
            assert_eq!(merged.fields, before.fields);
            assert_eq!((merged.opens, merged.kept), (Vec::new(), Vec::new()));
        }
    }

    #[test]
    fn a_new_contact_has_the_rows_values_and_of_the_rest_the_defaults() {
        let defaults = ContactDraft {
            language: "pt-BR".to_owned(),
            ..ContactDraft::empty(Blocked, Active)
        };
        let fields = new_fields(&row(ContactEdit::default()), &defaults).unwrap();
        assert_eq!((fields.proactive, fields.reactive), (Blocked, Active));
        assert_eq!(fields.language, Language::parse("pt-BR").unwrap());
        assert_eq!(fields.name, None);

        let fields = new_fields(&says(Active, Blocked), &defaults).unwrap();
        assert_eq!((fields.proactive, fields.reactive), (Active, Blocked));

        let cleared = row(ContactEdit {
            language: Some(None),
            ..ContactEdit::default()
        });
        assert_eq!(new_fields(&cleared, &defaults).unwrap().language, None);
    }

    #[test]
    fn an_external_code_makes_nobody() {
        let code = ExternalCode::from_stored("CRM-1".to_owned());
        let row = Row {
            key: RowKey::ExternalCode(code),
            ..says(Active, Active)
        };
        assert_eq!(
            new_fields(&row, &ContactDraft::empty(Blocked, Active)),
            None
        );
    }
}
