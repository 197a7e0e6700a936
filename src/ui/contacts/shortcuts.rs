//! The keyboard on the page, and the list of what it does.

use super::{list::List, switching::Switching};
use crate::{
    domain::{ContactQuery, Permission},
    ui::{
        browser,
        kit::{
            Dialog, Icon,
            erased::{effect, on_click},
        },
        location::use_visit,
        preferences::messages,
        state::{Action, Address, DialogTarget, Key, action},
    },
};
use leptos::{ev, prelude::*};
use uuid::Uuid;

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
    let ids: Vec<Uuid> = list
        .rows
        .with_untracked(|rows| rows.iter().map(|row| row.id).collect());
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
    let m = messages();
    let open = RwSignal::new(false);
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
            Action::Help => {
                open.set(true);
                true
            }
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
                open.set(true);
            }
        });
        on_cleanup(move || clicking.remove());
    });
    let lines: [(&[&str], &str); 8] = [
        (&["/"], m.shortcut_search),
        (&["n"], m.shortcut_new),
        (&["↑", "↓"], m.shortcut_move),
        (&["e"], m.shortcut_edit),
        (&["p"], m.shortcut_proactive),
        (&["r"], m.shortcut_reactive),
        (&["?"], m.shortcut_help),
        (&["Esc"], m.shortcut_close),
    ];
    view! {
        <Dialog
            open=open
            on_dismiss=Callback::new(move |()| open.set(false))
            labelled_by="shortcuts-title"
            class="dialog-small"
        >
            <header class="dialog-head">
                <h2 id="shortcuts-title">{m.shortcuts}</h2>
                <button type="button" class="icon-button" aria-label=m.close on:click=on_click(move || open.set(false))>
                    <Icon name="close"/>
                </button>
            </header>
            <dl class="shortcuts">
                {lines
                    .map(|(keys, what)| {
                        view! {
                            <div>
                                <dt>{keys.iter().map(|key| view! { <kbd>{*key}</kbd> }).collect_view()}</dt>
                                <dd>{what}</dd>
                            </div>
                        }
                    })
                    .collect_view()}
            </dl>
        </Dialog>
    }
}
