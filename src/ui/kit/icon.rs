//! Icons, by name, from the one file that holds them all.

use leptos::prelude::*;

/// `name` is an id in public/icons.svg. Decorative: the word stands beside it or in the control's name.
#[component]
pub fn Icon(name: &'static str) -> impl IntoView {
    view! {
        <svg class="icon" aria-hidden="true" width="16" height="16">
            <use_ href=format!("/icons.svg#{name}")></use_>
        </svg>
    }
}
