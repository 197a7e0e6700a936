//! The contact form: what was typed, what is wrong with it, and how two edits of the same contact are merged.

use crate::domain::{
    AppError, Contact, ContactDraft, ContactFields, Field, FieldError, FieldErrorCode,
    PermissionState,
};
use uuid::Uuid;

/// The form while it is open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormState {
    /// What it began with; differs from `draft` as soon as something was typed.
    initial: ContactDraft,
    pub draft: ContactDraft,
    /// The contact that is edited; `None` for a new one.
    pub editing: Option<Contact>,
    pub errors: Vec<FieldError>,
    pub merge: Option<Merge>,
}

impl FormState {
    #[must_use]
    pub fn new_contact(draft: ContactDraft) -> Self {
        Self {
            initial: draft.clone(),
            draft,
            editing: None,
            errors: Vec::new(),
            merge: None,
        }
    }

    #[must_use]
    pub fn edit(contact: Contact) -> Self {
        let draft = ContactDraft::from(&contact.fields);
        Self {
            initial: draft.clone(),
            draft,
            editing: Some(contact),
            errors: Vec::new(),
            merge: None,
        }
    }

    #[must_use]
    pub fn is_dirty(&self) -> bool {
        self.draft != self.initial
    }

    /// Whether a permission of a contact that is there would change: then one may say why.
    #[must_use]
    pub fn changes_permission(&self) -> bool {
        self.editing.as_ref().is_some_and(|contact| {
            let fields = &contact.fields;
            fields.proactive != self.draft.proactive || fields.reactive != self.draft.reactive
        })
    }

    #[must_use]
    pub fn error(&self, field: Field) -> Option<&FieldErrorCode> {
        self.errors
            .iter()
            .find(|error| error.field == field)
            .map(|error| &error.code)
    }

    /// The contact that has the ID already.
    #[must_use]
    pub fn duplicate(&self) -> Option<Uuid> {
        self.errors.iter().find_map(|error| match &error.code {
            FieldErrorCode::Duplicate { id, .. } => Some(*id),
            _ => None,
        })
    }

    /// Changes the draft; a field that is marked is checked again at once, so that its mark goes as soon as
    /// it is right.
    pub fn change(&mut self, field: Field, change: impl FnOnce(&mut ContactDraft)) {
        change(&mut self.draft);
        // Another ID or channel: whether it is taken is the server's to say again.
        if matches!(field, Field::ContactId | Field::Channel) {
            self.errors.retain(|error| !is_duplicate(error));
        }
        if self.error(field).is_some() {
            self.check(field);
        }
        // The channel decides what a contact ID looks like.
        if field == Field::Channel && self.error(Field::ContactId).is_some() {
            self.check(Field::ContactId);
        }
    }

    /// Checks one field, as one leaves it.
    ///
    /// What the server said of an ID stays until the ID is changed: this check can't know better.
    pub fn check(&mut self, field: Field) {
        if self
            .errors
            .iter()
            .any(|error| error.field == field && is_duplicate(error))
        {
            return;
        }
        self.errors.retain(|error| error.field != field);
        if let Err(errors) = self.draft.parse() {
            // In the order of the form, so that the first is the one that gets the focus.
            let place = self
                .errors
                .iter()
                .take_while(|error| error.field < field)
                .count();
            self.errors.splice(
                place..place,
                errors.into_iter().filter(|error| error.field == field),
            );
        }
    }

    /// Checks everything before it is sent.
    pub fn check_all(&mut self) -> Result<ContactFields, Field> {
        match self.draft.parse() {
            Ok(fields) => {
                self.errors.clear();
                Ok(fields)
            }
            Err(errors) => {
                self.errors = errors;
                Err(self
                    .errors
                    .first()
                    .map_or(Field::ContactId, |error| error.field))
            }
        }
    }

    /// Takes what the server said against it. Answers whether the form can show it all by itself.
    pub fn refused(&mut self, error: &AppError) -> bool {
        match error {
            AppError::Invalid { fields } => {
                self.errors.clone_from(fields);
                true
            }
            AppError::Stale { current } => match (&self.editing, self.draft.parse()) {
                (Some(base), Ok(mine)) if base.id == current.id => {
                    self.merge = Some(Merge::new(&base.fields, mine, (**current).clone()));
                    true
                }
                _ => false,
            },
            _ => false,
        }
    }

    /// The draft that the choices of the merge make, on top of the newer version.
    pub fn apply_merge(&mut self) {
        if let Some(merge) = self.merge.take() {
            self.draft = ContactDraft {
                reason: std::mem::take(&mut self.draft.reason),
                evidence: std::mem::take(&mut self.draft.evidence),
                ..ContactDraft::from(&merge.merged())
            };
            self.editing = Some(merge.theirs);
        }
    }
}

fn is_duplicate(error: &FieldError) -> bool {
    matches!(error.code, FieldErrorCode::Duplicate { .. })
}

/// Whose value is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    Mine,
    Theirs,
}

/// Two edits of the same contact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Merge {
    pub mine: ContactFields,
    pub theirs: Contact,
    /// The fields in which they differ, with the choice.
    pub choices: Vec<(Field, Side)>,
}

impl Merge {
    /// Asks about what they changed and I have otherwise; what only I changed stays mine without a question.
    ///
    /// Proposes my value where I changed it too, theirs where I didn't, and of a permission always the more
    /// restrictive one: opening it is a decision to take with open eyes.
    fn new(base: &ContactFields, mine: ContactFields, theirs: Contact) -> Self {
        let i_changed = base.differing(&mine);
        let they_changed = base.differing(&theirs.fields);
        let side = |field| {
            let state = match field {
                Field::Proactive => Some(mine.proactive),
                Field::Reactive => Some(mine.reactive),
                _ => None,
            };
            // They differ, so where mine is not the blocked one, theirs is.
            let keep_mine = match state {
                Some(state) => state == PermissionState::Blocked,
                None => i_changed.contains(&field),
            };
            if keep_mine { Side::Mine } else { Side::Theirs }
        };
        let choices = mine
            .differing(&theirs.fields)
            .into_iter()
            .filter(|field| they_changed.contains(field))
            .map(|field| (field, side(field)))
            .collect();
        Self {
            mine,
            theirs,
            choices,
        }
    }

    pub fn choose(&mut self, field: Field, side: Side) {
        for choice in &mut self.choices {
            if choice.0 == field {
                choice.1 = side;
            }
        }
    }

    #[must_use]
    pub fn side(&self, field: Field) -> Option<Side> {
        self.choices
            .iter()
            .find(|choice| choice.0 == field)
            .map(|choice| choice.1)
    }

    fn merged(&self) -> ContactFields {
        let mut merged = self.mine.clone();
        let theirs = &self.theirs.fields;
        for (field, side) in &self.choices {
            if *side == Side::Mine {
                continue;
            }
            match field {
                Field::Name => merged.name.clone_from(&theirs.name),
                Field::ExternalCode => merged.external_code.clone_from(&theirs.external_code),
                Field::Language => merged.language.clone_from(&theirs.language),
                Field::Proactive => merged.proactive = theirs.proactive,
                Field::Reactive => merged.reactive = theirs.reactive,
                // Permanent, or of a change and not of the contact: they never differ.
                Field::ContactId
                | Field::Channel
                | Field::Reason
                | Field::Evidence
                | Field::CapturedAt => {}
            }
        }
        merged
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Timestamp;

    fn contact(name: &str) -> Contact {
        let draft = ContactDraft {
            name: name.to_owned(),
            contact_id: "1234567".to_owned(),
            ..ContactDraft::empty(PermissionState::Active, PermissionState::Active)
        };
        Contact {
            id: Uuid::nil(),
            fields: draft.parse().unwrap(),
            version: 1,
            created_at: Timestamp(0),
            updated_at: Timestamp(0),
            stopped_at: None,
        }
    }

    #[test]
    fn it_is_dirty_only_while_something_differs() {
        let mut form = FormState::edit(contact("Ana"));
        assert!(!form.is_dirty());
        form.change(Field::Name, |draft| draft.name.push('!'));
        assert!(form.is_dirty());
        form.change(Field::Name, |draft| {
            draft.name.pop();
        });
        assert!(!form.is_dirty());
    }

    #[test]
    fn a_field_is_marked_when_left_and_unmarked_while_it_is_mended() {
        let empty = ContactDraft::empty(PermissionState::Blocked, PermissionState::Active);
        let mut form = FormState::new_contact(empty);
        form.change(Field::ContactId, |draft| draft.contact_id = "12".to_owned());
        assert_eq!(form.error(Field::ContactId), None);
        form.check(Field::ContactId);
        assert!(form.error(Field::ContactId).is_some());
        assert!(form.error(Field::Name).is_none());
        form.change(Field::ContactId, |draft| {
            draft.contact_id = "1234567".to_owned();
        });
        assert_eq!(form.error(Field::ContactId), None);
    }

    #[test]
    fn another_channel_judges_the_id_anew() {
        let empty = ContactDraft::empty(PermissionState::Blocked, PermissionState::Active);
        let mut form = FormState::new_contact(empty);
        form.change(Field::ContactId, |draft| {
            draft.contact_id = "visitor".to_owned();
        });
        form.check(Field::ContactId);
        assert!(form.error(Field::ContactId).is_some());
        form.change(Field::Channel, |draft| draft.channel = "webchat".to_owned());
        assert_eq!(form.error(Field::ContactId), None);
    }

    #[test]
    fn a_stale_save_proposes_what_each_side_changed() {
        let base = contact("Ana");
        let mut form = FormState::edit(base.clone());
        form.change(Field::Name, |draft| draft.name = "Ana María".to_owned());
        form.change(Field::Proactive, |draft| {
            draft.proactive = PermissionState::Blocked;
        });
        let mut theirs = base;
        theirs.version = 2;
        theirs.fields.reactive = PermissionState::Blocked;
        assert!(form.refused(&AppError::Stale {
            current: Box::new(theirs)
        }));
        let merge = form.merge.clone().unwrap();
        assert_eq!(merge.choices, [(Field::Reactive, Side::Theirs)]);
        form.apply_merge();
        assert_eq!(form.draft.name, "Ana María");
        assert_eq!(form.draft.proactive, PermissionState::Blocked);
        assert_eq!(form.draft.reactive, PermissionState::Blocked);
        assert_eq!(form.editing.unwrap().version, 2);
    }

    #[test]
    fn another_contact_is_never_merged_into_the_form() {
        let mut form = FormState::edit(contact("Ana"));
        let mut other = contact("Eva");
        other.id = Uuid::from_u128(7);
        assert!(!form.refused(&AppError::Stale {
            current: Box::new(other)
        }));
        assert_eq!(form, FormState::edit(contact("Ana")));
    }

    #[test]
    fn of_a_permission_the_stricter_value_is_proposed_and_the_person_decides() {
        let base = contact("Ana");
        let mut mine = base.fields.clone();
        mine.name = None;
        let mut theirs = base.clone();
        theirs.fields.name = crate::domain::Name::parse("Anna").unwrap();
        theirs.fields.proactive = PermissionState::Blocked;
        let mut merge = Merge::new(&base.fields, mine, theirs);
        assert_eq!(merge.side(Field::Proactive), Some(Side::Theirs));
        assert_eq!(merge.side(Field::Name), Some(Side::Mine));
        merge.choose(Field::Name, Side::Theirs);
        merge.choose(Field::Proactive, Side::Mine);
        assert_eq!(merge.merged().label(), "Anna");
        assert_eq!(merge.merged().proactive, PermissionState::Active);
    }

    #[test]
    fn a_duplicate_names_the_contact_in_the_way() {
        let mut form = FormState::edit(contact("Ana"));
        let code = FieldErrorCode::Duplicate {
            id: Uuid::from_u128(7),
            label: "Eva".to_owned(),
        };
        assert!(form.refused(&AppError::Invalid {
            fields: vec![FieldError::new(Field::ContactId, code)]
        }));
        assert_eq!(form.duplicate(), Some(Uuid::from_u128(7)));
        form.check(Field::ContactId);
        assert_eq!(
            form.duplicate(),
            Some(Uuid::from_u128(7)),
            "leaving the field keeps the way to it"
        );
        form.change(Field::ContactId, |draft| {
            draft.contact_id = "7654321".to_owned();
        });
        assert_eq!(form.duplicate(), None);
        assert!(!form.refused(&AppError::Unreachable));
    }
}
