//! The list of what the keys do.

use crate::ui::{kit::Icon, preferences::locale};
use leptos::prelude::*;

#[must_use]
pub fn html(id: &'static str) -> String {
    let locale = locale();
    let (m, does) = (locale.messages(), locale.shortcut_messages());
    let lines: [(&[&str], &str); 8] = [
        (&["/"], does.search),
        (&["n"], does.new),
        (&["↑", "↓"], does.move_),
        (&["e"], does.edit),
        (&["p"], does.proactive),
        (&["r"], does.reactive),
        (&["?"], does.help),
        (&["Esc"], does.close),
    ];
    let lines = lines
        .map(|(keys, what)| {
            let keys = keys
                .iter()
                .map(|key| view! { <kbd>{*key}</kbd> })
                .collect_view();
            view! {
                <div>
                    <dt>{keys}</dt>
                    <dd>{what}</dd>
                </div>
            }
        })
        .collect_view();
    view! {
        <dialog id=id class="dialog dialog-small" aria-labelledby="shortcuts-title" closedby="any">
            <form class="dialog-box" method="dialog">
                <header class="dialog-head">
                    <h2 id="shortcuts-title">{m.shortcuts}</h2>
                    <button class="icon-button" aria-label=m.close>
                        <Icon name="close"/>
                    </button>
                </header>
                <dl class="shortcuts">{lines}</dl>
            </form>
        </dialog>
    }
    .to_html()
}
