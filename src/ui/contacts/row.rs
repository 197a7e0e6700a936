//! A row of the table.

use super::{list::RowState, marked::marked, switching::Switching};
use crate::{
    domain::Permission,
    i18n::filled,
    ui::{
        kit::{
            Icon, State, Switch,
            erased::{dynamic, text},
        },
        preferences::locale,
    },
};
use leptos::prelude::*;

/// `base` is the address of the table, to which a dialog is appended: made once for all rows, at every keystroke.
#[component]
pub fn Row(row: RowState, switching: Switching, base: Memo<String>) -> impl IntoView {
    let locale = locale();
    let m = locale.messages();
    let id = row.id;
    let channel = row.contact.with_untracked(|contact| contact.fields.channel);
    let label = {
        let contact = row.contact.clone();
        Memo::new(move |_| contact.with(|contact| contact.fields.label().to_owned()))
    };

    let (open_label, open_icon) = if switching.list.may_change {
        (m.edit_contact, "pencil")
    } else {
        (m.view_contact, "view")
    };

    let name = {
        let (contact, marks) = (row.contact.clone(), row.marks.clone());
        dynamic(move || {
            contact.with(|contact| {
                marks.with(|marks| {
                    if let Some(name) = &contact.fields.name {
                        view! { <bdi>{marked(name.as_str(), &marks.name)}</bdi> }.into_any()
                    } else {
                        // The contact ID stands in its place.
                        let id = contact.fields.contact_id.as_str();
                        view! { <bdi class="stand-in">{marked(id, &marks.contact_id)}</bdi> }
                            .into_any()
                    }
                })
            })
        })
    };
    let contact_id = {
        let (contact, marks) = (row.contact.clone(), row.marks.clone());
        dynamic(move || {
            contact.with(|contact| {
                marks.with(|marks| marked(contact.fields.contact_id.as_str(), &marks.contact_id))
            })
        })
    };
    let external_code = {
        let (contact, marks) = (row.contact.clone(), row.marks.clone());
        dynamic(move || {
            contact.with(|contact| match &contact.fields.external_code {
                Some(code) => marks.with(|marks| marked(code.as_str(), &marks.external_code)),
                None => ().into_any(),
            })
        })
    };
    let language = {
        let contact = row.contact.clone();
        dynamic(move || {
            let Some(tag) = contact.with(|contact| contact.fields.language.clone()) else {
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
        let (switcher, row) = (row.switcher.clone(), row.clone());
        let state = Signal::derive(move || switcher.with(|switcher| switcher.shown(permission)));
        if !switching.list.may_change {
            return view! { <State state/> }.into_any();
        }
        view! {
            <Switch
                label=Signal::derive(move || format!("{}, {}", locale.permission(permission), label.get()))
                state
                on_toggle=Callback::new(move |()| switching.toggle(&row, permission))
            />
        }
            .into_any()
    };

    // What is ticked when the form is sent is the selection (ui/jobs/bar.rs).
    let tick = switching.list.may_change.then(|| {
        view! {
            <td class="cell-tick">
                <input type="checkbox" name="contact" form="bulk" value=id.to_string() aria-label=label/>
            </td>
        }
    });

    view! {
        <tr tabindex="-1" data-contact=id.to_string() id=format!("row-{id}")>
            {tick}
            <td class="cell-name" data-label=m.name>{name}</td>
            <td class="cell-id" data-label=m.contact_id><bdi>{contact_id}</bdi></td>
            <td class="cell-code" data-label=m.external_code><bdi>{external_code}</bdi></td>
            <td class="cell-channel" data-label=m.channel>
                <Icon name=channel.code()/>
                {channel.label()}
            </td>
            <td class="cell-language" data-label=m.language>{language}</td>
            <td class="cell-switch" data-label=m.proactive>{switch(Permission::Proactive)}</td>
            <td class="cell-switch" data-label=m.reactive>{switch(Permission::Reactive)}</td>
            <td class="cell-actions">
                <a
                    class="icon-button"
                    href=text(move || base.with(|base| format!("{base}history={id}")))
                    aria-label=text(move || filled(m.history_of, &label.get()))
                >
                    <Icon name="clock"/>
                </a>
                <a
                    class="icon-button"
                    href=text(move || base.with(|base| format!("{base}contact={id}")))
                    aria-label=text(move || filled(open_label, &label.get()))
                >
                    <Icon name=open_icon/>
                </a>
            </td>
        </tr>
    }
}
