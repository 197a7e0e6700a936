//! The two questions that come before something is lost.

use crate::{
    i18n::filled,
    ui::{
        kit::{
            Dialog,
            erased::{on_click, text},
        },
        preferences::messages,
    },
};
use leptos::prelude::*;

/// "Discard what you typed?"
#[component]
pub fn DiscardQuestion(
    #[prop(into)] open: Signal<bool>,
    on_keep: Callback<()>,
    on_discard: Callback<()>,
) -> impl IntoView {
    let m = messages();
    view! {
        <Dialog open on_dismiss=on_keep labelled_by="discard-title" class="dialog-small">
            <h2 id="discard-title">{m.discard_title}</h2>
            <footer class="dialog-actions">
                <button type="button" class="button" autofocus on:click=on_click(move || on_keep.run(()))>{m.keep_editing}</button>
                <button type="button" class="button danger" on:click=on_click(move || on_discard.run(()))>{m.discard}</button>
            </footer>
        </Dialog>
    }
}

/// "Delete Ana?", which says what is erased and what stays.
#[component]
pub fn DeleteQuestion(
    #[prop(into)] open: Signal<bool>,
    #[prop(into)] label: Signal<String>,
    #[prop(into)] busy: Signal<bool>,
    on_keep: Callback<()>,
    on_delete: Callback<()>,
) -> impl IntoView {
    let m = messages();
    view! {
        <Dialog open on_dismiss=on_keep labelled_by="delete-title" class="dialog-small">
            <h2 id="delete-title">{text(move || filled(m.delete_title, &label.get()))}</h2>
            <p>{m.delete_text}</p>
            <footer class="dialog-actions">
                <button type="button" class="button" autofocus on:click=on_click(move || on_keep.run(()))>{m.cancel}</button>
                <button
                    type="button"
                    class="button danger"
                    disabled=busy
                    on:click=on_click(move || on_delete.run(()))
                >
                    {m.delete}
                </button>
            </footer>
        </Dialog>
    }
}
