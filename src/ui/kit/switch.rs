//! A permission's switch: one click, with its word beside it.

use super::erased::{aria, on_click, text};
use crate::{domain::PermissionState, ui::preferences::locale};
use leptos::prelude::*;

/// The same for who may not switch: the word alone.
#[component]
pub fn State(state: Signal<PermissionState>) -> impl IntoView {
    let locale = locale();
    view! {
        <span class="state" data-active=aria(move || state.get().is_active())>
            {text(move || locale.state(state.get()).to_owned())}
        </span>
    }
}

#[component]
pub fn Switch(
    /// Said by screen readers; the state follows by itself.
    #[prop(into)]
    label: Signal<String>,
    #[prop(into)] state: Signal<PermissionState>,
    on_toggle: Callback<()>,
    #[prop(optional)] id: &'static str,
) -> impl IntoView {
    let locale = locale();
    view! {
        <button
            type="button"
            role="switch"
            class="switch"
            id=(!id.is_empty()).then_some(id)
            aria-checked=aria(move || state.get().is_active())
            aria-label=label
            on:click=on_click(move || on_toggle.run(()))
        >
            <span class="switch-track" aria-hidden="true"></span>
            <span class="switch-word" aria-hidden="true">{text(move || locale.state(state.get()).to_owned())}</span>
        </button>
    }
}
