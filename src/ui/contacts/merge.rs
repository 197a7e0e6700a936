//! Somebody else saved in the meantime: both values, and the choice between them.

use crate::{
    domain::{ContactDraft, ContactFields, Field},
    i18n::Locale,
    ui::{
        kit::erased::{flag, on_event},
        preferences::locale,
        state::{FormState, Merge, Side},
    },
};
use leptos::prelude::*;

/// A field's value as a person reads it.
fn shown(locale: Locale, fields: &ContactFields, field: Field) -> String {
    let draft = ContactDraft::from(fields);
    let text = match field {
        Field::Name => draft.name,
        Field::ContactId => draft.contact_id,
        Field::ExternalCode => draft.external_code,
        Field::Language => locale
            .language_name(&draft.language)
            .unwrap_or(draft.language),
        Field::Channel => fields.channel.label().to_owned(),
        Field::Proactive => locale.state(draft.proactive).to_owned(),
        Field::Reactive => locale.state(draft.reactive).to_owned(),
        // Of a change, not of the contact: nothing to merge.
        Field::Reason | Field::Evidence | Field::CapturedAt => String::new(),
    };
    if text.is_empty() {
        locale.messages().stale_empty.to_owned()
    } else {
        text
    }
}

const fn name(field: Field) -> &'static str {
    match field {
        Field::Name => "merge-name",
        Field::ContactId => "merge-contact-id",
        Field::ExternalCode => "merge-external-code",
        Field::Language => "merge-language",
        Field::Channel => "merge-channel",
        Field::Proactive => "merge-proactive",
        Field::Reactive => "merge-reactive",
        Field::Reason | Field::Evidence | Field::CapturedAt => "merge-grounds",
    }
}

#[component]
pub fn MergePanel(form: RwSignal<Option<FormState>>) -> impl IntoView {
    let locale = locale();
    let m = locale.messages();
    // The differences stay; only the choices change while the panel is open.
    let merge: Option<Merge> =
        form.with_untracked(|form| form.as_ref().and_then(|form| form.merge.clone()));
    let side = move |field| {
        form.with(|form| {
            form.as_ref()
                .and_then(|form| form.merge.as_ref()?.side(field))
        })
    };
    let choose = move |field, side| {
        form.update(|form| {
            if let Some(merge) = form.as_mut().and_then(|form| form.merge.as_mut()) {
                merge.choose(field, side);
            }
        });
    };
    let groups = merge.map(|merge| {
        merge
            .choices
            .iter()
            .map(|(field, _)| {
                let field = *field;
                let option = |of: Side, label: &'static str, value: String| {
                    view! {
                        <label class="choice">
                            <input
                                type="radio"
                                name=name(field)
                                prop:checked=flag(move || side(field) == Some(of))
                                on:change=on_event(move |_| choose(field, of))
                            />
                            <span class="merge-side">{label}</span>
                            <bdi class="merge-value">{value}</bdi>
                        </label>
                    }
                };
                view! {
                    <fieldset class="merge-field">
                        <legend>{locale.field(field)}</legend>
                        {option(Side::Mine, m.stale_yours, shown(locale, &merge.mine, field))}
                        {option(Side::Theirs, m.stale_theirs, shown(locale, &merge.theirs.fields, field))}
                    </fieldset>
                }
            })
            .collect_view()
    });
    view! {
        <div class="merge" role="alert">
            <p><strong>{m.stale_title}</strong></p>
            <p>{m.stale_text}</p>
        </div>
        {groups}
    }
}
