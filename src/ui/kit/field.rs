//! A labelled form field with its hint and its error.

use super::erased::{dynamic, flag, text};
use leptos::prelude::*;

/// The control inside must have `id` and `aria-describedby={id}-note`.
#[component]
pub fn Field(
    id: &'static str,
    label: &'static str,
    /// Said after the label, such as "optional".
    #[prop(optional)]
    extra: &'static str,
    /// What to know before typing; an error takes its place.
    #[prop(into)]
    hint: Signal<String>,
    #[prop(into)] error: Signal<Option<String>>,
    /// Stands beside the error, such as a link to what is in the way.
    #[prop(optional, into)]
    remedy: ViewFn,
    children: Children,
) -> impl IntoView {
    view! {
        <div class="field" class:invalid=flag(move || error.with(Option::is_some))>
            <label for=id>{label}</label>
            {(!extra.is_empty()).then(|| view! { <span class="field-extra" aria-hidden="true">{extra}</span> })}
            {children()}
            <p class="field-note" id=format!("{id}-note")>
                {text(move || error.get().unwrap_or_else(|| hint.get()))} " " {dynamic(move || remedy.run().into_any())}
            </p>
        </div>
    }
}
