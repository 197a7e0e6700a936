//! A button with a popover. The browser opens, closes and stacks it, with or without our script.

use leptos::prelude::*;

#[component]
pub fn Menu(
    /// Unique on the page; the style sheet anchors the popover to the button by it.
    id: &'static str,
    #[prop(into)] label: Signal<String>,
    #[prop(optional)] class: &'static str,
    #[prop(into)] button: ViewFn,
    children: Children,
) -> impl IntoView {
    view! {
        <div class=format!("menu-anchor {class}") id=format!("{id}-anchor")>
            <button type="button" class="menu-button" popovertarget=id aria-label=label>
                {button.run()}
            </button>
            <div popover="auto" id=id class="menu" role="group" aria-label=label>
                {children()}
            </div>
        </div>
    }
}
