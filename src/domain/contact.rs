//! A contact: one person on one channel.

use super::{
    Channel, ContactId, ExternalCode, Field, FieldError, FieldErrorCode, GroundsDraft, Language,
    Name, Permission, PermissionState, Timestamp,
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A stored contact.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contact {
    /// What the outside knows it by (UUID v7).
    pub id: Uuid,
    pub fields: ContactFields,
    /// Grows by one with every change; an edit names the version it has seen.
    pub version: i64,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    /// When the contact stopped proactive messages themselves, as long as that stands: then only they, or an admin who
    /// says why, make them active again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stopped_at: Option<Timestamp>,
}

/// What a person fills in, parsed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContactFields {
    pub channel: Channel,
    pub contact_id: ContactId,
    pub name: Option<Name>,
    pub external_code: Option<ExternalCode>,
    pub language: Option<Language>,
    pub proactive: PermissionState,
    pub reactive: PermissionState,
}

impl ContactFields {
    /// The name, or the contact ID in its place.
    #[must_use]
    pub fn label(&self) -> &str {
        self.name
            .as_ref()
            .map_or(self.contact_id.as_str(), Name::as_str)
    }

    #[must_use]
    pub const fn permission(&self, permission: Permission) -> PermissionState {
        match permission {
            Permission::Proactive => self.proactive,
            Permission::Reactive => self.reactive,
        }
    }

    pub const fn set_permission(&mut self, permission: Permission, state: PermissionState) {
        match permission {
            Permission::Proactive => self.proactive = state,
            Permission::Reactive => self.reactive = state,
        }
    }

    /// The fields in which two contacts differ, in the form's order.
    #[must_use]
    pub fn differing(&self, other: &Self) -> Vec<Field> {
        [
            (Field::Name, self.name != other.name),
            (Field::ContactId, self.contact_id != other.contact_id),
            (
                Field::ExternalCode,
                self.external_code != other.external_code,
            ),
            (Field::Language, self.language != other.language),
            (Field::Channel, self.channel != other.channel),
            (Field::Proactive, self.proactive != other.proactive),
            (Field::Reactive, self.reactive != other.reactive),
        ]
        .into_iter()
        .filter_map(|(field, differs)| differs.then_some(field))
        .collect()
    }
}

/// Some of the fields: those that are `None` stay as they are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ContactEdit {
    pub name: Option<Option<Name>>,
    pub external_code: Option<Option<ExternalCode>>,
    pub language: Option<Option<Language>>,
    pub proactive: Option<PermissionState>,
    pub reactive: Option<PermissionState>,
}

impl ContactEdit {
    pub fn apply(&self, fields: &mut ContactFields) {
        if let Some(name) = &self.name {
            fields.name.clone_from(name);
        }
        if let Some(external_code) = &self.external_code {
            fields.external_code.clone_from(external_code);
        }
        if let Some(language) = &self.language {
            fields.language.clone_from(language);
        }
        fields.proactive = self.proactive.unwrap_or(fields.proactive);
        fields.reactive = self.reactive.unwrap_or(fields.reactive);
    }
}

/// The contact form as text, before it is checked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContactDraft {
    pub name: String,
    pub contact_id: String,
    pub external_code: String,
    pub language: String,
    /// a channel's code
    pub channel: String,
    pub proactive: PermissionState,
    pub reactive: PermissionState,
    /// Why a permission changes, and what shows it: for the ledger, not for the contact.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reason: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub evidence: String,
}

impl ContactDraft {
    /// An empty form with the given permissions.
    #[must_use]
    pub fn empty(proactive: PermissionState, reactive: PermissionState) -> Self {
        Self {
            name: String::new(),
            contact_id: String::new(),
            external_code: String::new(),
            language: String::new(),
            channel: Channel::Whatsapp.code().to_owned(),
            proactive,
            reactive,
            reason: String::new(),
            evidence: String::new(),
        }
    }

    /// What it says of the permissions that it changes.
    #[must_use]
    pub fn grounds(&self) -> GroundsDraft {
        GroundsDraft {
            reason: self.reason.clone(),
            evidence: self.evidence.clone(),
            ..GroundsDraft::default()
        }
    }

    /// Checks every field, so that all mistakes are told at once.
    pub fn parse(&self) -> Result<ContactFields, Vec<FieldError>> {
        let mut errors = Vec::new();
        let mut note = |field, code| errors.push(FieldError::new(field, code));

        let name = Name::parse(&self.name).map_err(|code| note(Field::Name, code));
        let channel = self
            .channel
            .parse::<Channel>()
            .map_err(|_| note(Field::Channel, FieldErrorCode::UnknownChannel));
        let contact_id = match channel {
            Ok(channel) => ContactId::parse(channel, &self.contact_id)
                .map_err(|code| note(Field::ContactId, code)),
            Err(()) if self.contact_id.trim().is_empty() => {
                note(Field::ContactId, FieldErrorCode::Required);
                Err(())
            }
            Err(()) => Err(()),
        };
        let external_code = ExternalCode::parse(&self.external_code)
            .map_err(|code| note(Field::ExternalCode, code));
        let language = Language::parse(&self.language).map_err(|code| note(Field::Language, code));
        if let Err(more) = self.grounds().parse(Timestamp(0)) {
            errors.extend(more);
        }

        match (name, channel, contact_id, external_code, language) {
            (Ok(name), Ok(channel), Ok(contact_id), Ok(external_code), Ok(language))
                if errors.is_empty() =>
            {
                Ok(ContactFields {
                    channel,
                    contact_id,
                    name,
                    external_code,
                    language,
                    proactive: self.proactive,
                    reactive: self.reactive,
                })
            }
            _ => Err(errors),
        }
    }
}

impl From<&ContactFields> for ContactDraft {
    fn from(fields: &ContactFields) -> Self {
        let text = |value: Option<&str>| value.unwrap_or_default().to_owned();
        Self {
            name: text(fields.name.as_ref().map(Name::as_str)),
            contact_id: fields.contact_id.as_str().to_owned(),
            external_code: text(fields.external_code.as_ref().map(ExternalCode::as_str)),
            language: text(fields.language.as_ref().map(Language::as_str)),
            channel: fields.channel.code().to_owned(),
            proactive: fields.proactive,
            reactive: fields.reactive,
            reason: String::new(),
            evidence: String::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draft() -> ContactDraft {
        ContactDraft {
            name: " María ".to_owned(),
            contact_id: "+34 666 123 456".to_owned(),
            language: "ES-es".to_owned(),
            ..ContactDraft::empty(PermissionState::Blocked, PermissionState::Active)
        }
    }

    #[test]
    fn a_good_draft_is_normalised() {
        let fields = draft().parse().unwrap();
        assert_eq!(fields.label(), "María");
        assert_eq!(fields.contact_id.as_str(), "34666123456");
        assert_eq!(fields.language.unwrap().as_str(), "es-ES");
        assert_eq!(fields.external_code, None);
    }

    #[test]
    fn all_mistakes_are_told_at_once_in_the_forms_order() {
        let mut draft = draft();
        draft.name = "a\nb".to_owned();
        draft.contact_id = String::new();
        draft.external_code = "x".repeat(129);
        draft.language = "??".to_owned();
        let errors = draft.parse().unwrap_err();
        let fields: Vec<Field> = errors.iter().map(|error| error.field).collect();
        assert_eq!(
            fields,
            [
                Field::Name,
                Field::ContactId,
                Field::ExternalCode,
                Field::Language
            ]
        );
    }

    #[test]
    fn an_unknown_channel_is_told_as_such() {
        let mut draft = draft();
        draft.channel = "pigeon".to_owned();
        assert_eq!(
            draft.parse(),
            Err(vec![FieldError::new(
                Field::Channel,
                FieldErrorCode::UnknownChannel
            )])
        );
    }

    #[test]
    fn a_draft_of_a_contact_reads_back_as_the_same() {
        let fields = draft().parse().unwrap();
        assert_eq!(ContactDraft::from(&fields).parse(), Ok(fields));
    }

    #[test]
    fn the_label_of_a_nameless_contact_is_its_id() {
        let mut draft = draft();
        draft.name = String::new();
        assert_eq!(draft.parse().unwrap().label(), "34666123456");
    }

    #[test]
    fn differing_names_the_fields() {
        let one = draft().parse().unwrap();
        let mut two = one.clone();
        two.name = None;
        two.set_permission(Permission::Proactive, PermissionState::Active);
        assert_eq!(one.differing(&two), [Field::Name, Field::Proactive]);
    }
}
