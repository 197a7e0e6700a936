//! The modal form to add and edit, opened and closed by the address.

use super::{
    delete::{DeleteQuestion, DiscardQuestion},
    language_field::LanguageField,
    list::List,
    merge::MergePanel,
    signed_out::sign_in_link,
};
use crate::{
    domain::{
        AppError, Channel, Contact, ContactDraft, ContactQuery, Field as FormField, Permission,
    },
    i18n::{Locale, filled},
    rpc,
    ui::{
        browser,
        kit::{
            Dialog, Field, Icon, State, Switch, Toasts,
            erased::{aria, dynamic, effect, either, on_blur, on_click, on_event, spawn, text},
        },
        location::use_visit,
        preferences::locale,
        state::{Address, DialogTarget, FormState},
    },
};
use gloo_timers::callback::Timeout;
use leptos::prelude::*;

/// Everything about the open form, handed from part to part.
#[derive(Clone, Copy)]
struct Editor {
    list: List,
    toasts: Toasts,
    locale: Locale,
    query: Memo<ContactQuery>,
    new_contact: StoredValue<ContactDraft>,
    shown: RwSignal<Option<DialogTarget>>,
    /// `None` while the contact is being fetched.
    form: RwSignal<Option<FormState>>,
    failure: RwSignal<Option<AppError>>,
    saving: RwSignal<bool>,
    asking: RwSignal<bool>,
    deleting: RwSignal<bool>,
    /// Where the person wanted to go when they were asked about what they had typed.
    intended: StoredValue<Option<DialogTarget>>,
    /// Takes the focus when the dialog closes and what had it before is gone.
    successor: StoredValue<String>,
    /// Leaving was decided; what was typed no longer holds it up.
    leaving: StoredValue<bool>,
    /// The dialog is a step of this page's own history, so Back closes it.
    opened_here: StoredValue<bool>,
    go: Callback<(Option<DialogTarget>, bool)>,
}

impl Editor {
    fn is_dirty(self) -> bool {
        self.form
            .with_untracked(|form| form.as_ref().is_some_and(FormState::is_dirty))
    }

    fn open(self, target: Option<DialogTarget>) {
        self.failure.set(None);
        self.asking.set(false);
        self.deleting.set(false);
        self.saving.set(false);
        match target {
            None => {}
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
        spawn(async move {
            let answer = rpc::get_contact(id).await;
            if self.shown.try_get_untracked() != Some(Some(DialogTarget::Contact(id))) {
                return;
            }
            match answer {
                Ok(contact) => self.form.set(Some(FormState::edit(contact))),
                Err(error) => self.failure.set(Some(error)),
            }
        });
    }

    /// Cancel, Escape, the backdrop.
    fn dismiss(self) {
        if self.is_dirty() {
            self.asking.set(true);
        } else {
            self.leave();
        }
    }

    fn leave(self) {
        self.leaving.set_value(true);
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

    fn change(self, field: FormField, change: impl FnOnce(&mut ContactDraft)) {
        self.form.update(|form| {
            if let Some(form) = form {
                form.change(field, change);
            }
        });
    }

    fn check(self, field: FormField) {
        self.form.update(|form| {
            if let Some(form) = form {
                form.check(field);
            }
        });
    }

    fn error(self, field: FormField) -> Signal<Option<String>> {
        Signal::derive(move || {
            self.form.with(|form| {
                form.as_ref()?
                    .error(field)
                    .map(|code| self.locale.field_error(code))
            })
        })
    }

    fn save(self) {
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
        self.saving.set(true);
        spawn(async move {
            let answer = match &form.editing {
                None => rpc::create_contact(form.draft.clone()).await,
                Some(contact) => {
                    rpc::update_contact(contact.id, contact.version, form.draft.clone()).await
                }
            };
            self.saving.set(false);
            match answer {
                Ok(contact) => self.saved(&contact, form.editing.is_none()),
                Err(error) => self.refused(error),
            }
        });
    }

    fn saved(self, contact: &Contact, is_new: bool) {
        let m = self.locale.messages();
        if let Some(row) = self.list.row(&contact.id.to_string()) {
            row.take(contact);
        }
        let text = filled(
            if is_new { m.saved_new } else { m.saved_edit },
            contact.fields.label(),
        );
        self.toasts.done(&contact.id.to_string(), text, None);
        self.list.reload();
        self.list.refresh_languages();
        self.leave();
    }

    fn refused(self, error: AppError) {
        let mut told = false;
        let mut field = None;
        self.form.update(|form| {
            if let Some(form) = form {
                told = form.refused(&error);
                field = form.errors.first().map(|error| error.field);
            }
        });
        if !told {
            self.failure.set(Some(error));
        } else if let Some(field) = field {
            browser::focus(field_id(field));
        }
    }

    fn delete(self) {
        let Some(contact) = self
            .form
            .with_untracked(|form| form.as_ref().and_then(|form| form.editing.clone()))
        else {
            return;
        };
        self.saving.set(true);
        spawn(async move {
            let answer = rpc::delete_contact(contact.id, contact.version).await;
            self.saving.set(false);
            self.deleting.set(false);
            match answer {
                Ok(()) => {
                    self.successor.set_value(self.list.successor(contact.id));
                    self.list.forget(contact.id);
                    self.list.refresh_languages();
                    let text = filled(self.locale.messages().deleted, contact.fields.label());
                    self.toasts.done(&contact.id.to_string(), text, None);
                    self.list.reload();
                    self.leave();
                }
                Err(error) => self.refused(error),
            }
        });
    }
}

const fn field_id(field: FormField) -> &'static str {
    match field {
        FormField::Name => "contact-name",
        FormField::ContactId => "contact-contact-id",
        FormField::ExternalCode => "contact-external-code",
        FormField::Language => "contact-language",
        FormField::Channel => "contact-channel",
        FormField::Proactive => "contact-proactive",
        FormField::Reactive => "contact-reactive",
    }
}

#[component]
pub fn ContactDialog(
    list: List,
    toasts: Toasts,
    address: Memo<Address>,
    query: Memo<ContactQuery>,
    new_contact: ContactDraft,
) -> impl IntoView {
    let locale = locale();
    let m = locale.messages();
    let visit = use_visit();
    let go = Callback::new(move |(target, replace): (Option<DialogTarget>, bool)| {
        let link = query.with_untracked(|query| Address::link(query, target));
        visit(&link, replace);
    });
    let editor = Editor {
        list,
        toasts,
        locale,
        query,
        new_contact: StoredValue::new(new_contact),
        shown: RwSignal::new(None),
        form: RwSignal::new(None),
        failure: RwSignal::new(None),
        saving: RwSignal::new(false),
        asking: RwSignal::new(false),
        deleting: RwSignal::new(false),
        intended: StoredValue::new(None),
        successor: StoredValue::new(String::new()),
        leaving: StoredValue::new(false),
        opened_here: StoredValue::new(false),
        go,
    };

    effect(move |first| {
        let wanted = address.with(|address| address.dialog);
        // An address that somebody else may use.
        let wanted = wanted.filter(|target| list.may_change || *target != DialogTarget::New);
        let shown = editor.shown.get_untracked();
        if wanted == shown {
            return;
        }
        if shown.is_some() && editor.is_dirty() && !editor.leaving.get_value() {
            // Back, or a link: the dialog comes back into the address until the person has decided.
            editor.intended.set_value(wanted);
            editor.go.run((shown, false));
            editor.opened_here.set_value(true);
            editor.asking.set(true);
            return;
        }
        editor.leaving.set_value(false);
        if shown.is_none() {
            editor.opened_here.set_value(!first);
        }
        editor.open(wanted);
        if wanted.is_none() {
            // After the dialog has closed and the browser has given the focus back, if it could.
            Timeout::new(0, move || {
                if !browser::has_focus() && !browser::focus(&editor.successor.get_value()) {
                    browser::focus("search");
                }
            })
            .forget();
        }
    });
    // The tab itself: the browser asks in its own words.
    effect(move |_| {
        let listening = window_event_listener(leptos::ev::beforeunload, move |event| {
            if editor.shown.get_untracked().is_some() && editor.is_dirty() {
                event.prevent_default();
            }
        });
        on_cleanup(move || listening.remove());
    });

    let title = move |is_new| match (is_new, list.may_change) {
        (true, _) => m.new_title,
        (false, true) => m.edit_title,
        (false, false) => m.view_title,
    };
    let is_open = Signal::derive(move || editor.shown.with(Option::is_some));
    let is_new = Memo::new(move |_| editor.shown.get() == Some(DialogTarget::New));
    // Another contact is another form, also where one follows the other without the dialog closing.
    let ready = Memo::new(move |_| {
        let target = editor.shown.get();
        if editor.form.with(Option::is_some) {
            target
        } else {
            None
        }
    });
    let label = Signal::derive(move || {
        editor.form.with(|form| {
            form.as_ref()
                .and_then(|form| form.editing.as_ref())
                .map(|contact| contact.fields.label().to_owned())
                .unwrap_or_default()
        })
    });
    view! {
        <Dialog open=is_open on_dismiss=Callback::new(move |()| editor.dismiss()) labelled_by="contact-title">
            <header class="dialog-head">
                <h2 id="contact-title">{text(move || title(is_new.get()).to_owned())}</h2>
                <button type="button" class="icon-button" aria-label=m.close on:click=on_click(move || editor.dismiss())>
                    <Icon name="close"/>
                </button>
            </header>
            <Failure editor/>
            {dynamic(move || match ready.get() {
                Some(target) => view! { <ContactForm editor is_new=target == DialogTarget::New/> }.into_any(),
                None => view! { <Waiting editor/> }.into_any(),
            })}
        </Dialog>
        <DiscardQuestion
            open=Signal::from(editor.asking)
            on_keep=Callback::new(move |()| {
                editor.intended.set_value(None);
                editor.asking.set(false);
            })
            on_discard=Callback::new(move |()| {
                editor.asking.set(false);
                editor.leave();
            })
        />
        <DeleteQuestion
            open=Signal::from(editor.deleting)
            label
            busy=Signal::from(editor.saving)
            on_keep=Callback::new(move |()| editor.deleting.set(false))
            on_delete=Callback::new(move |()| editor.delete())
        />
    }
}

#[component]
fn Failure(editor: Editor) -> impl IntoView {
    dynamic(move || match editor.failure.get() {
        Some(error) => {
            let why = editor.locale.app_error(&error);
            let sign_in = sign_in_link(&error);
            view! { <div class="notice" role="alert"><p>{why} " " {sign_in}</p></div> }.into_any()
        }
        None => ().into_any(),
    })
}

#[component]
fn Waiting(editor: Editor) -> impl IntoView {
    let m = editor.locale.messages();
    view! {
        <p role="status">{text(move || if editor.failure.with(Option::is_none) { m.loading } else { "" }.to_owned())}</p>
        <footer class="dialog-actions">
            <button type="button" class="button" on:click=on_click(move || editor.dismiss())>{m.close}</button>
        </footer>
    }
}

#[component]
fn ContactForm(editor: Editor, is_new: bool) -> impl IntoView {
    let m = editor.locale.messages();
    let may_change = editor.list.may_change;
    // When it is there, which for a contact that was fetched is after the dialog itself.
    effect(move |_| {
        browser::focus("contact-name");
    });
    let merging = Memo::new(move |_| {
        editor
            .form
            .with(|form| form.as_ref().is_some_and(|form| form.merge.is_some()))
    });
    view! {
        <form
            class="contact-form"
            novalidate
            on:submit=move |event| {
                event.prevent_default();
                editor.save();
            }
        >
            {either(
                move || merging.get(),
                move || view! { <MergePanel form=editor.form/> }.into_any(),
                move || view! { <fieldset class="contact-fields" disabled=!may_change><Fields editor is_new/></fieldset> }.into_any(),
            )}
            <footer class="dialog-actions">
                {(!is_new && may_change)
                    .then(|| {
                        view! {
                            <button
                                type="button"
                                class="button danger-quiet"
                                on:click=on_click(move || editor.deleting.set(true))
                            >
                                {m.delete_contact}
                            </button>
                        }
                    })}
                <button type="button" class="button" on:click=on_click(move || editor.dismiss())>
                    {if may_change { m.cancel } else { m.close }}
                </button>
                {may_change.then(|| view! {
                    <button
                        type="submit"
                        class="button primary"
                        aria-disabled=aria(move || editor.saving.get())
                    >
                        {text(move || if editor.saving.get() { m.saving } else { m.save }.to_owned())}
                    </button>
                })}
            </footer>
        </form>
    }
}

#[component]
fn Fields(editor: Editor, is_new: bool) -> impl IntoView {
    let locale = editor.locale;
    let m = locale.messages();
    let draft = move |of: fn(&ContactDraft) -> String| {
        Signal::derive(move || {
            editor.form.with(|form| {
                form.as_ref()
                    .map(|form| of(&form.draft))
                    .unwrap_or_default()
            })
        })
    };
    let channel = draft(|draft| draft.channel.clone());
    let contact_id_hint = Signal::derive(move || {
        if is_new {
            channel
                .with(|code| {
                    code.parse::<Channel>()
                        .map(|channel| m.contact_id_rule(channel).to_owned())
                })
                .unwrap_or_default()
        } else {
            m.contact_id_permanent.to_owned()
        }
    });
    let duplicate = move || {
        let id = editor
            .form
            .with(|form| form.as_ref().and_then(FormState::duplicate));
        id.map(|id| {
            let href = editor
                .query
                .with(|query| Address::link(query, Some(DialogTarget::Contact(id))));
            view! { <a href=href>{m.open_contact}</a> }
        })
    };
    let none = Signal::stored(String::new());
    view! {
        <TextField
            editor field=FormField::Name label=m.name extra=m.optional hint=none
            value=draft(|draft| draft.name.clone()) write=|draft, text| draft.name = text
        />
        <Field id="contact-contact-id" label=m.contact_id_field hint=contact_id_hint
            error=editor.error(FormField::ContactId) remedy=duplicate
        >
            <ContactIdInput editor readonly=!is_new value=draft(|draft| draft.contact_id.clone())/>
        </Field>
        <TextField
            editor field=FormField::ExternalCode label=m.external_code extra=m.optional hint=none
            value=draft(|draft| draft.external_code.clone()) write=|draft, text| draft.external_code = text
        />
        <LanguageField form=editor.form error=editor.error(FormField::Language)/>
        <ChannelField editor is_new channel/>
        <PermissionField editor permission=Permission::Proactive hint=m.proactive_hint/>
        <PermissionField editor permission=Permission::Reactive hint=m.reactive_hint/>
        {(!is_new).then(|| view! { <Times editor/> })}
    }
}

#[component]
fn TextField(
    editor: Editor,
    field: FormField,
    label: &'static str,
    extra: &'static str,
    hint: Signal<String>,
    value: Signal<String>,
    write: fn(&mut ContactDraft, String),
) -> impl IntoView {
    let id = field_id(field);
    let error = editor.error(field);
    view! {
        <Field id label extra hint error>
            <input
                id=id
                type="text"
                autocomplete="off"
                dir="auto"
                aria-describedby=format!("{id}-note")
                aria-invalid=aria(move || error.with(Option::is_some))
                prop:value=value
                on:input=on_event(move |event| {
                    let text = event_target_value(&event);
                    editor.change(field, |draft| write(draft, text));
                })
                on:blur=on_blur(move || editor.check(field))
            />
        </Field>
    }
}

#[component]
fn ContactIdInput(editor: Editor, readonly: bool, value: Signal<String>) -> impl IntoView {
    let field = FormField::ContactId;
    let error = editor.error(field);
    view! {
        <input
            id="contact-contact-id"
            type="text"
            class="tabular"
            autocomplete="off"
            spellcheck="false"
            autocapitalize="none"
            readonly=readonly
            required=!readonly
            aria-describedby="contact-contact-id-note"
            aria-invalid=aria(move || error.with(Option::is_some))
            prop:value=value
            on:input=on_event(move |event| {
                let text = event_target_value(&event);
                editor.change(field, |draft| draft.contact_id = text);
            })
            on:blur=on_blur(move || {
                // Leaving an untouched form says nothing about it yet.
                if editor.is_dirty() {
                    editor.check(field);
                }
            })
        />
    }
}

#[component]
fn ChannelField(editor: Editor, is_new: bool, channel: Signal<String>) -> impl IntoView {
    let m = editor.locale.messages();
    let error = editor.error(FormField::Channel);
    let hint = Signal::stored(if is_new {
        String::new()
    } else {
        m.channel_permanent.to_owned()
    });
    view! {
        <Field id="contact-channel" label=m.channel hint error>
            {if is_new {
                view! {
                    <select
                        id="contact-channel"
                        aria-describedby="contact-channel-note"
                        prop:value=channel
                        on:change=on_event(move |event| {
                            let code = event_target_value(&event);
                            editor.change(FormField::Channel, |draft| draft.channel = code);
                        })
                    >
                        {Channel::ALL
                            .map(|choice| {
                                let selected = channel.get_untracked() == choice.code();
                                view! { <option value=choice.code() selected=selected>{choice.label()}</option> }
                            })
                            .collect_view()}
                    </select>
                }
                    .into_any()
            } else {
                let label = channel.get_untracked().parse::<Channel>().map_or("", Channel::label);
                view! {
                    <input id="contact-channel" type="text" readonly aria-describedby="contact-channel-note" value=label/>
                }
                    .into_any()
            }}
        </Field>
    }
}

#[component]
fn PermissionField(editor: Editor, permission: Permission, hint: &'static str) -> impl IntoView {
    let label = editor.locale.permission(permission);
    let (id, field) = match permission {
        Permission::Proactive => ("contact-proactive", FormField::Proactive),
        Permission::Reactive => ("contact-reactive", FormField::Reactive),
    };
    let state = Signal::derive(move || {
        editor.form.with(|form| {
            let draft = form.as_ref().map(|form| &form.draft);
            match permission {
                Permission::Proactive => draft.map(|draft| draft.proactive),
                Permission::Reactive => draft.map(|draft| draft.reactive),
            }
            .unwrap_or(crate::domain::PermissionState::Blocked)
        })
    });
    let toggle = Callback::new(move |()| {
        editor.change(field, |draft| match permission {
            Permission::Proactive => draft.proactive = draft.proactive.flipped(),
            Permission::Reactive => draft.reactive = draft.reactive.flipped(),
        });
    });
    view! {
        <div class="field field-switch">
            <span class="field-label" aria-hidden="true">{label}</span>
            {if editor.list.may_change {
                view! { <Switch id label=label.to_owned() state on_toggle=toggle/> }.into_any()
            } else {
                view! { <State state/> }.into_any()
            }}
            <p class="field-note">{hint}</p>
        </div>
    }
}

/// When it was made and last changed, in the reader's own time.
#[component]
fn Times(editor: Editor) -> impl IntoView {
    let m = editor.locale.messages();
    let times = text(move || {
        editor.form.with(|form| {
            let Some(contact) = form.as_ref().and_then(|form| form.editing.as_ref()) else {
                return String::new();
            };
            let time =
                |at: crate::domain::Timestamp| browser::local_time(at.0, editor.locale.code());
            format!(
                "{} {} · {} {}",
                m.created,
                time(contact.created_at),
                m.updated,
                time(contact.updated_at)
            )
        })
    });
    view! { <p class="times">{times}</p> }
}
