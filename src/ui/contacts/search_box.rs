//! The search box, which asks as one types.

use super::toolbar::Asking;
use crate::{
    domain::{ContactQuery, MAX_SEARCH_CHARS, Position},
    ui::{
        browser,
        kit::{
            Icon,
            erased::{effect, flag, on_click, on_event, on_key, text},
        },
        preferences::locale,
        state::Latest,
    },
};
use gloo_timers::callback::Timeout;
use leptos::prelude::*;

/// Short enough to feel immediate, long enough for the two strokes of a fast typist to be one question.
const DEBOUNCE_MILLISECONDS: u32 = 25;

#[component]
pub fn SearchBox(asking: Asking) -> impl IntoView {
    let m = locale().messages();
    let query = asking.query;
    let typed = RwSignal::new(query.with_untracked(|query| query.search.clone()));
    let latest = StoredValue::new(Latest::default());

    let ticket = move || {
        let mut ticket = 0;
        latest.update_value(|latest| ticket = latest.next());
        ticket
    };
    let ask = move |text: String| {
        // Whatever was typed before and still waits is not wanted any more.
        ticket();
        let known = query.with_untracked(|query| query.search.clone());
        if text == known {
            return;
        }
        // The first letter leaves the unsearched list in the history; the following ones don't.
        let replace = !known.is_empty();
        let query = query.with_untracked(|query| ContactQuery {
            search: text,
            ..query.at(Position::First)
        });
        asking.go.run((query, replace));
    };
    let on_input = move |event| {
        let text: String = event_target_value(&event)
            .chars()
            .take(MAX_SEARCH_CHARS)
            .collect();
        typed.set(text.clone());
        let ticket = ticket();
        Timeout::new(DEBOUNCE_MILLISECONDS, move || {
            if latest.try_with_value(|latest| latest.is_current(ticket)) == Some(true) {
                ask(text);
            }
        })
        .forget();
    };
    // Back and links change the address: the box follows, unless someone is typing a newer text right now.
    let pending = move || typed.with_untracked(|typed| query.with(|query| *typed != query.search));
    effect(move |first| {
        if pending() && !first {
            typed.set(query.with_untracked(|query| query.search.clone()));
        }
    });

    view! {
        <div class="search-box">
            <Icon name="search"/>
            <input
                type="search"
                id="search"
                name="q"
                autocomplete="off"
                spellcheck="false"
                maxlength=MAX_SEARCH_CHARS.to_string()
                placeholder=m.search_label
                aria-label=m.search_label
                value=query.with_untracked(|query| query.search.clone())
                prop:value=text(move || typed.get())
                on:input=on_event(on_input)
                on:keydown=on_key(move |event| {
                    if event.key() == "Escape" && typed.with_untracked(|typed| !typed.is_empty()) {
                        event.prevent_default();
                        typed.set(String::new());
                        ask(String::new());
                    } else if event.key() == "ArrowDown" {
                        event.prevent_default();
                        super::shortcuts::focus_first_row();
                    }
                })
            />
            <button
                type="button"
                class="icon-button"
                aria-label=m.clear_search
                hidden=flag(move || typed.with(String::is_empty))
                on:click=on_click(move || {
                    typed.set(String::new());
                    ask(String::new());
                    browser::focus("search");
                })
            >
                <Icon name="close"/>
            </button>
        </div>
    }
}
