//! The keyboard on the page, and the list of what it does.

use super::{list::List, switching::Switching};
use crate::{
    domain::{ContactQuery, Permission},
    ui::{
        browser,
        kit::{erased::effect, from_server},
        location::use_visit,
        state::{Action, Address, DialogTarget, Key, action},
    },
};
use leptos::{ev, prelude::*};
use uuid::Uuid;

/// The id of the list of what the keys do.
const LIST: &str = "shortcuts";

/// Puts the focus on the first row.
pub fn focus_first_row() {
    let first = browser::document()
        .and_then(|document| document.query_selector("tr[data-contact]").ok().flatten());
    if let Some(row) = first {
        browser::focus(&row.id());
    }
}

/// Moves the focus by one row; from outside the table to its first.
fn move_row(list: List, down: bool) {
    let ids = list.ids();
    let current = browser::focused_row()
        .and_then(|id| Uuid::parse_str(&id).ok())
        .and_then(|id| ids.iter().position(|known| *known == id));
    let next = match (current, down) {
        (None, _) => 0,
        (Some(at), true) => (at + 1).min(ids.len().saturating_sub(1)),
        (Some(at), false) => at.saturating_sub(1),
    };
    if let Some(id) = ids.get(next) {
        browser::focus(&format!("row-{id}"));
    }
}

#[component]
pub fn Shortcuts(list: List, switching: Switching, query: Memo<ContactQuery>) -> impl IntoView {
    let visit = use_visit();
    let go = move |target: DialogTarget| {
        let link = query.with_untracked(|query| Address::link(query, Some(target)));
        visit(&link, false);
    };
    let row = move || browser::focused_row().and_then(|id| list.row(&id));
    let on_key = move |event: ev::KeyboardEvent| {
        let key = event.key();
        let pressed = Key {
            key: &key,
            modified: event.ctrl_key() || event.alt_key() || event.meta_key(),
            typing: browser::is_typing(),
            covered: browser::is_covered(),
        };
        let Some(action) = action(pressed) else {
            return;
        };
        let done = match action {
            Action::Search => browser::focus("search"),
            Action::New => {
                if list.may_change {
                    go(DialogTarget::New);
                }
                list.may_change
            }
            Action::Up | Action::Down => {
                move_row(list, action == Action::Down);
                true
            }
            Action::Edit => row().map(|row| go(DialogTarget::Contact(row.id))).is_some(),
            Action::Proactive => row()
                .map(|row| switching.toggle(&row, Permission::Proactive))
                .is_some(),
            Action::Reactive => row()
                .map(|row| switching.toggle(&row, Permission::Reactive))
                .is_some(),
            Action::Help => browser::show_modal(LIST),
        };
        if done {
            event.prevent_default();
        }
    };
    effect(move |_| {
        let listening = window_event_listener(ev::keydown, on_key.clone());
        on_cleanup(move || listening.remove());
        // The button stands in the header of every screen; here it has something to show.
        let clicking = window_event_listener(ev::click, move |event| {
            let target = event
                .target()
                .and_then(|target| wasm_bindgen::JsCast::dyn_into::<web_sys::Element>(target).ok());
            if target.is_some_and(|target| target.closest("#help-button").ok().flatten().is_some())
            {
                browser::show_modal(LIST);
            }
        });
        on_cleanup(move || clicking.remove());
    });
    // Opened and closed by the browser itself.
    view! { <div inner_html=from_server!(super::shortcut_list::html(LIST))></div> }
}
