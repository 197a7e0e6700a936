//! What can be done to the open form: opening, checking, saving, deleting, leaving.

use super::list::List;
use crate::{
    domain::{AppError, Contact, ContactDraft, ContactQuery, Field as FormField},
    i18n::{Locale, filled},
    rpc,
    ui::{
        browser,
        kit::{Toasts, erased::spawn},
        state::{DialogTarget, FormState, Latest},
    },
};
use leptos::prelude::*;

/// Everything about the open form, handed from part to part.
#[derive(Clone, Copy)]
pub struct Editor {
    pub list: List,
    pub toasts: Toasts,
    pub locale: Locale,
    pub query: Memo<ContactQuery>,
    pub new_contact: StoredValue<ContactDraft>,
    pub shown: RwSignal<Option<DialogTarget>>,
    /// `None` while the contact is being fetched.
    pub form: RwSignal<Option<FormState>>,
    pub failure: RwSignal<Option<AppError>>,
    /// What the failure is put into, where it says `{}`.
    pub failure_text: StoredValue<String>,
    pub saving: RwSignal<bool>,
    pub asking: RwSignal<bool>,
    pub deleting: RwSignal<bool>,
    /// Where the person wanted to go when they were asked about what they had typed.
    pub intended: StoredValue<Option<DialogTarget>>,
    /// Takes the focus when the dialog closes and what had it before is gone.
    pub successor: StoredValue<String>,
    /// An answer that was asked for in a dialog that is no longer open is stale.
    pub latest: StoredValue<Latest>,
    /// Leaving was decided; what was typed no longer holds it up.
    pub leaving: StoredValue<bool>,
    /// The dialog is a step of this page's own history, so Back closes it.
    pub opened_here: StoredValue<bool>,
    pub go: Callback<(Option<DialogTarget>, bool)>,
}

impl Editor {
    pub fn is_dirty(self) -> bool {
        self.form
            .with_untracked(|form| form.as_ref().is_some_and(FormState::is_dirty))
    }

    /// A ticket for a question of this dialog; all earlier ones are stale from now on.
    fn ticket(self) -> u64 {
        let mut ticket = 0;
        self.latest.update_value(|latest| ticket = latest.next());
        ticket
    }

    fn is_current(self, ticket: u64) -> bool {
        self.latest
            .try_with_value(|latest| latest.is_current(ticket))
            .unwrap_or(false)
    }

    pub fn open(self, target: Option<DialogTarget>) {
        self.ticket();
        self.failure.set(None);
        self.asking.set(false);
        self.deleting.set(false);
        self.saving.set(false);
        match target {
            None | Some(DialogTarget::History(_)) => {}
            Some(DialogTarget::New) => {
                self.form
                    .set(Some(FormState::new_contact(self.new_contact.get_value())));
            }
            Some(DialogTarget::Contact(id)) => {
                if let Some(row) = self.list.row(&id.to_string()) {
                    self.form
                        .set(Some(FormState::edit(row.contact.get_untracked())));
                } else {
                    self.form.set(None);
                    self.fetch(id);
                }
            }
        }
        self.shown.set(target);
    }

    fn fetch(self, id: uuid::Uuid) {
        let ticket = self.ticket();
        spawn(async move {
            let answer = rpc::get_contact(id).await;
            if !self.is_current(ticket) {
                return;
            }
            match answer {
                Ok(contact) => self.form.set(Some(FormState::edit(contact))),
                Err(error) => self.fail(error, "{}"),
            }
        });
    }

    /// Cancel, Escape, the backdrop.
    pub fn dismiss(self) {
        if self.is_dirty() {
            self.asking.set(true);
        } else {
            self.leave();
        }
    }

    pub fn leave(self) {
        // A step back takes the browser a moment; a second one would lead away from the list.
        if self.leaving.get_value() {
            return;
        }
        self.leaving.set_value(true);
        self.ticket();
        let intended = self.intended.get_value();
        self.intended.set_value(None);
        if intended.is_some() {
            self.go.run((intended, true));
        } else if self.opened_here.get_value() {
            browser::back();
        } else {
            self.go.run((None, true));
        }
    }

    pub fn change(self, field: FormField, change: impl FnOnce(&mut ContactDraft)) {
        self.form.update(|form| {
            if let Some(form) = form {
                form.change(field, change);
            }
        });
    }

    pub fn check(self, field: FormField) {
        self.form.update(|form| {
            if let Some(form) = form {
                form.check(field);
            }
        });
    }

    pub fn error(self, field: FormField) -> Signal<Option<String>> {
        Signal::derive(move || {
            self.form.with(|form| {
                form.as_ref()?
                    .error(field)
                    .map(|code| self.locale.field_error(code))
            })
        })
    }

    pub fn save(self) {
        if self.saving.get_untracked() {
            return;
        }
        self.failure.set(None);
        let mut wrong = None;
        self.form.update(|form| {
            if let Some(form) = form {
                form.apply_merge();
                wrong = form.check_all().err();
            }
        });
        if let Some(field) = wrong {
            browser::focus(field_id(field));
            return;
        }
        let Some(form) = self.form.get_untracked() else {
            return;
        };
        let m = self.locale.messages();
        let ticket = self.ticket();
        self.saving.set(true);
        spawn(async move {
            let (text, answer) = match &form.editing {
                None => (m.saved_new, rpc::create_contact(form.draft.clone()).await),
                Some(contact) => (
                    m.saved_edit,
                    rpc::update_contact(contact.id, contact.version, form.draft.clone()).await,
                ),
            };
            match answer {
                Ok(contact) => {
                    if let Some(row) = self.list.row(&contact.id.to_string()) {
                        row.take(&contact);
                    }
                    self.done(ticket, &contact, text);
                }
                Err(error) => self.refused(ticket, error, m.perhaps_not_saved),
            }
        });
    }

    /// It is on disk. That is told also where the dialog is no longer there, or another one is.
    fn done(self, ticket: u64, contact: &Contact, text: &str) {
        let text = filled(text, contact.fields.label());
        self.toasts.done(&contact.id.to_string(), text, None);
        self.list.reload();
        self.list.refresh_languages();
        if self.is_current(ticket) {
            // It counts as being saved until the dialog is gone, so that nothing is sent twice.
            self.deleting.set(false);
            self.leave();
        }
    }

    /// `perhaps` is what to say where it may have been done all the same.
    fn refused(self, ticket: u64, error: AppError, perhaps: &str) {
        if !self.is_current(ticket) {
            // Whoever left has given up what was typed.
            return;
        }
        self.saving.set(false);
        self.deleting.set(false);
        let mut told = false;
        let mut field = None;
        self.form.update(|form| {
            if let Some(form) = form {
                told = form.refused(&error);
                field = form.errors.first().map(|error| error.field);
            }
        });
        if !told {
            let text = if error.leaves_open() { perhaps } else { "{}" };
            self.fail(error, text);
        } else if let Some(field) = field {
            browser::focus(field_id(field));
        }
    }

    fn fail(self, error: AppError, text: &str) {
        self.failure_text.set_value(text.to_owned());
        self.failure.set(Some(error));
    }

    pub fn delete(self) {
        let Some(contact) = self
            .form
            .with_untracked(|form| form.as_ref().and_then(|form| form.editing.clone()))
        else {
            return;
        };
        let m = self.locale.messages();
        let ticket = self.ticket();
        self.saving.set(true);
        spawn(async move {
            match rpc::delete_contact(contact.id, contact.version).await {
                Ok(()) => {
                    self.successor.set_value(self.list.successor(contact.id));
                    self.list.forget(contact.id);
                    self.done(ticket, &contact, m.deleted);
                }
                Err(error) => self.refused(ticket, error, m.perhaps_not_deleted),
            }
        });
    }
}

pub const fn field_id(field: FormField) -> &'static str {
    match field {
        FormField::Name => "contact-name",
        FormField::ContactId => "contact-contact-id",
        FormField::ExternalCode => "contact-external-code",
        FormField::Language => "contact-language",
        FormField::Channel => "contact-channel",
        FormField::Proactive => "contact-proactive",
        FormField::Reactive => "contact-reactive",
        FormField::Reason => "contact-reason",
        FormField::Evidence => "contact-evidence",
        FormField::CapturedAt => "contact-captured-at",
    }
}
