//! The native modal dialog: the browser holds the focus inside and gives it back.

use super::erased::{effect, on_event, on_key, when};
use leptos::{ev, html, prelude::*};

#[component]
pub fn Dialog(
    #[prop(into)] open: Signal<bool>,
    /// Escape or a click beside it; whoever owns `open` decides whether that closes it.
    on_dismiss: Callback<()>,
    /// The id of its heading.
    labelled_by: &'static str,
    #[prop(optional)] class: &'static str,
    children: ChildrenFn,
) -> impl IntoView {
    let node = NodeRef::<html::Dialog>::new();
    let pressed_outside = RwSignal::new(false);
    // The dialog's own box is its backdrop: its content fills it.
    let is_outside = move |event: &ev::MouseEvent| {
        let dialog = node
            .get_untracked()
            .map(|dialog| web_sys::EventTarget::from((*dialog).clone()));
        event.target().is_some() && event.target() == dialog
    };
    view! {
        <dialog
            node_ref=node
            class=format!("dialog {class}")
            aria-labelledby=labelled_by
            on:keydown=on_key(move |event| {
                if event.key() == "Escape" && !event.default_prevented() {
                    // Before the browser closes it on its own.
                    event.prevent_default();
                    event.stop_propagation();
                    on_dismiss.run(());
                }
            })
            on:cancel=on_event(move |event| {
                event.prevent_default();
                on_dismiss.run(());
            })
            on:mousedown=move |event| pressed_outside.set(is_outside(&event))
            on:click=move |event| {
                // Both ends of the click: who selects text and lets go outside doesn't mean to leave.
                if pressed_outside.get_untracked() && is_outside(&event) {
                    on_dismiss.run(());
                }
            }
        >
            {when(
                move || open.get(),
                move || {
                    view! {
                        <Shown node/>
                        <div class="dialog-box">{children()}</div>
                    }
                        .into_any()
                },
            )}
        </dialog>
    }
}

/// Lives as long as the content: opens the dialog when it is there, closes it before it goes, so that the
/// browser can give the focus back.
#[component]
fn Shown(node: NodeRef<html::Dialog>) -> impl IntoView {
    effect(move |_| {
        if let Some(dialog) = node.get_untracked()
            && !dialog.open()
        {
            // Fails only for an element that is not in the document, and then there is nothing to see.
            let _ = dialog.show_modal();
        }
    });
    on_cleanup(move || {
        if let Some(Some(dialog)) = node.try_get_untracked() {
            dialog.close();
        }
    });
}
