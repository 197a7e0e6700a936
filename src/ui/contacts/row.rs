//! A row of the table.

use super::{
    list::{Marks, Place},
    marked::marked,
    switching::Switching,
};
use crate::{
    domain::{Contact, Permission},
    i18n::filled,
    ui::{
        kit::{
            Icon, State, Switch,
            erased::{attr, dynamic, text},
        },
        preferences::locale,
    },
};
use leptos::prelude::*;

/// `base` is the address of the table, to which a dialog is appended: made once for all rows, at every keystroke.
#[component]
pub fn Row(place: Place, switching: Switching, base: Memo<String>) -> impl IntoView {
    let locale = locale();
    let m = locale.messages();
    let id = {
        let place = place.clone();
        Memo::new(move |_| place.row.with(|row| row.id.to_string()))
    };
    let label = {
        let place = place.clone();
        Memo::new(move |_| place.contact(|contact| contact.fields.label().to_owned()))
    };

    let (open_label, open_icon) = if switching.list.may_change {
        (m.edit_contact, "pencil")
    } else {
        (m.view_contact, "view")
    };

    // A part of the row, of the contact and of what matched in it.
    let part = |view: fn(&Contact, &Marks) -> AnyView| {
        let place = place.clone();
        dynamic(move || {
            place.row.with(|row| {
                row.contact
                    .with(|contact| row.marks.with(|marks| view(contact, marks)))
            })
        })
    };
    let name = part(|contact, marks| {
        if let Some(name) = &contact.fields.name {
            view! { <bdi>{marked(name.as_str(), &marks.name)}</bdi> }.into_any()
        } else {
            // The contact ID stands in its place.
            let id = contact.fields.contact_id.as_str();
            view! { <bdi class="stand-in">{marked(id, &marks.contact_id)}</bdi> }.into_any()
        }
    });
    let contact_id =
        part(|contact, marks| marked(contact.fields.contact_id.as_str(), &marks.contact_id));
    let external_code = part(|contact, marks| match &contact.fields.external_code {
        Some(code) => marked(code.as_str(), &marks.external_code),
        None => ().into_any(),
    });
    let channel = part(|contact, _| {
        let channel = contact.fields.channel;
        view! {
            <Icon name=channel.code()/>
            {channel.label()}
        }
        .into_any()
    });
    let language = {
        let place = place.clone();
        dynamic(move || {
            let Some(tag) = place.contact(|contact| contact.fields.language.clone()) else {
                return ().into_any();
            };
            let name = locale.language_name(tag.as_str()).unwrap_or_default();
            view! {
                <span class="language-name">{name}</span>
                <span class="tag">{tag.as_str().to_owned()}</span>
            }
            .into_any()
        })
    };
    let switch = |permission: Permission| {
        let (shown, place) = (place.clone(), place.clone());
        let state = Signal::derive(move || {
            shown
                .row
                .with(|row| row.switcher.with(|switcher| switcher.shown(permission)))
        });
        if !switching.list.may_change {
            return view! { <State state/> }.into_any();
        }
        view! {
            <Switch
                label=Signal::derive(move || format!("{}, {}", locale.permission(permission), label.get()))
                state
                on_toggle=Callback::new(move |()| switching.toggle(&place.row.get_untracked(), permission))
            />
        }
            .into_any()
    };

    // What is ticked when the form is sent is the selection (ui/jobs/bar.rs).
    let tick = switching.list.may_change.then(|| {
        view! {
            <td class="cell-tick">
                <input type="checkbox" name="contact" form="bulk" value=text(move || id.get()) aria-label=label/>
            </td>
        }
    });

    view! {
        <tr tabindex="-1" data-contact=attr(move || Some(id.get())) id=text(move || format!("row-{}", id.get()))>
            {tick}
            <td class="cell-name" data-label=m.name>{name}</td>
            <td class="cell-id" data-label=m.contact_id><bdi>{contact_id}</bdi></td>
            <td class="cell-code" data-label=m.external_code><bdi>{external_code}</bdi></td>
            <td class="cell-channel" data-label=m.channel>{channel}</td>
            <td class="cell-language" data-label=m.language>{language}</td>
            <td class="cell-switch" data-label=m.proactive>{switch(Permission::Proactive)}</td>
            <td class="cell-switch" data-label=m.reactive>{switch(Permission::Reactive)}</td>
            <td class="cell-actions">
                <a
                    class="icon-button"
                    href=text(move || base.with(|base| format!("{base}history={}", id.get())))
                    aria-label=text(move || filled(m.history_of, &label.get()))
                >
                    <Icon name="clock"/>
                </a>
                <a
                    class="icon-button"
                    href=text(move || base.with(|base| format!("{base}contact={}", id.get())))
                    aria-label=text(move || filled(open_label, &label.get()))
                >
                    <Icon name=open_icon/>
                </a>
            </td>
        </tr>
    }
}
