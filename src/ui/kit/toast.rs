//! Short notices in the corner: said by screen readers, with Undo where there is something to undo.

use super::{Icon, erased::on_click};
use crate::ui::{preferences::messages, state::makes_room};
use gloo_timers::callback::Timeout;
use leptos::prelude::*;

/// Long enough to read and reach Undo; a refusal stays until it is dismissed.
const SHOWN_MILLISECONDS: u32 = 10_000;

#[derive(Clone)]
struct Toast {
    id: u64,
    /// A newer toast about the same thing takes the older one's place.
    about: String,
    text: String,
    alert: bool,
    undo: Option<Undo>,
}

/// What can be done about what was done: take it back, or say why.
#[derive(Clone)]
pub struct Undo {
    pub act: Callback<()>,
    /// Where one says why.
    pub explain: String,
}

/// The toasts of the page, from its context.
#[derive(Clone, Copy)]
pub struct Toasts {
    shown: RwSignal<Vec<Toast>>,
    count: StoredValue<u64>,
}

impl Toasts {
    pub fn provide() -> Self {
        let toasts = Self {
            shown: RwSignal::new(Vec::new()),
            count: StoredValue::new(0),
        };
        provide_context(toasts);
        toasts
    }

    /// Something was done.
    pub fn done(self, about: &str, text: String, undo: Option<Undo>) {
        let id = self.push(about, text, false, undo);
        Timeout::new(SHOWN_MILLISECONDS, move || self.dismiss(id)).forget();
    }

    /// Something was refused.
    pub fn refused(self, about: &str, text: String) {
        self.push(about, text, true, None);
    }

    fn push(self, about: &str, text: String, alert: bool, undo: Option<Undo>) -> u64 {
        self.count.update_value(|count| *count += 1);
        let id = self.count.get_value();
        self.shown.update(|shown| {
            shown.retain(|toast| toast.about != about);
            let alerts: Vec<bool> = shown.iter().map(|toast| toast.alert).collect();
            if let Some(oldest) = makes_room(&alerts, alert) {
                shown.remove(oldest);
            }
            shown.push(Toast {
                id,
                about: about.to_owned(),
                text,
                alert,
                undo,
            });
        });
        id
    }

    fn dismiss(self, id: u64) {
        // The page may be gone by the time the timer rings.
        let _ = self
            .shown
            .try_update(|shown| shown.retain(|toast| toast.id != id));
    }
}

/// Where they appear. The two live regions are there from the start: a region that comes with its text is not
/// always spoken.
#[component]
pub fn ToastRegion(toasts: Toasts) -> impl IntoView {
    let m = messages();
    let of = move |alert: bool| {
        move || {
            toasts
                .shown
                .get()
                .into_iter()
                .filter(|toast| toast.alert == alert)
                .collect::<Vec<_>>()
        }
    };
    let region = move |alert: bool| {
        view! {
            <For each=of(alert) key=|toast| toast.id let:toast>
                <div class="toast" class:toast-alert=toast.alert>
                    <span class="toast-text">{toast.text.clone()}</span>
                    {toast
                        .undo
                        .map(|Undo { act, explain }| {
                            view! {
                                <a class="toast-action" href=explain on:click=on_click(move || toasts.dismiss(toast.id))>
                                    {m.add_reason}
                                </a>
                                <button
                                    type="button"
                                    class="toast-action"
                                    on:click=on_click(move || {
                                        toasts.dismiss(toast.id);
                                        act.run(());
                                    })
                                >
                                    {m.undo}
                                </button>
                            }
                        })}
                    <button
                        type="button"
                        class="icon-button"
                        aria-label=m.dismiss
                        on:click=on_click(move || toasts.dismiss(toast.id))
                    >
                        <Icon name="close"/>
                    </button>
                </div>
            </For>
        }
    };
    view! {
        <section class="toasts" aria-label=m.notifications>
            <div role="status">{region(false)}</div>
            <div role="alert">{region(true)}</div>
        </section>
    }
}
