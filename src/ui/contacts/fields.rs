//! The fields of the form.

use super::{
    editor::{Editor, field_id},
    language_field::LanguageField,
};
use crate::{
    domain::{Channel, ContactDraft, Field as FormField, Permission},
    i18n::filled,
    ui::{
        browser,
        kit::{
            Field, State, Switch,
            erased::{aria, on_blur, on_event, text, when},
        },
        state::{Address, DialogTarget, FormState},
    },
};
use leptos::prelude::*;

#[component]
#[expect(
    clippy::large_types_passed_by_value,
    reason = "the form's signals, handed over once"
)]
pub fn Fields(editor: Editor, is_new: bool) -> impl IntoView {
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
    let (reason, evidence) = (
        draft(|draft| draft.reason.clone()),
        draft(|draft| draft.evidence.clone()),
    );
    let proactive_hint = Signal::derive(move || {
        let stopped = editor
            .form
            .with(|form| form.as_ref()?.editing.as_ref()?.stopped_at);
        match stopped {
            Some(at) => filled(m.stopped, &browser::local_time(at.0, locale.code())),
            None => m.proactive_hint.to_owned(),
        }
    });
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
        <PermissionField editor permission=Permission::Proactive hint=proactive_hint/>
        <PermissionField editor permission=Permission::Reactive hint=Signal::stored(m.reactive_hint.to_owned())/>
        {when(
            move || editor.form.with(|form| form.as_ref().is_some_and(FormState::changes_permission)),
            move || {
                view! {
                    <TextField
                        editor field=FormField::Reason label=m.reason extra=m.optional hint=none
                        value=reason write=|draft, text| draft.reason = text
                    />
                    <TextField
                        editor field=FormField::Evidence label=m.evidence extra=m.optional hint=none
                        value=evidence write=|draft, text| draft.evidence = text
                    />
                }
                    .into_any()
            },
        )}
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
fn PermissionField(editor: Editor, permission: Permission, hint: Signal<String>) -> impl IntoView {
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
