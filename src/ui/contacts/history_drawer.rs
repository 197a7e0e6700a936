//! What happened to a contact, beside the table. The server writes what is in it.

use crate::{
    domain::ContactQuery,
    i18n::Locale,
    rpc,
    ui::{
        browser,
        kit::{
            Dialog, Icon,
            erased::{effect, on_click, spawn},
        },
        location::{Location, use_visit},
        preferences::locale,
        state::{Address, DialogTarget},
    },
};
use leptos::prelude::*;

#[component]
pub fn HistoryDrawer(address: Memo<Address>, query: Memo<ContactQuery>) -> impl IntoView {
    let locale: Locale = locale();
    let m = locale.messages();
    let search = expect_context::<Location>().search();
    let visit = use_visit();
    let open = RwSignal::new(false);
    let html = RwSignal::new(String::new());
    // A step of this page's own history, so that Back closes it.
    let opened_here = StoredValue::new(false);
    effect(move |first| {
        let shown =
            address.with(|address| matches!(address.dialog, Some(DialogTarget::History(_))));
        if shown && !open.get_untracked() {
            opened_here.set_value(!first);
            html.set(String::new());
        }
        open.set(shown);
        if !shown {
            return;
        }
        let asked = search.get();
        spawn(async move {
            let answer = rpc::get_history(asked.clone()).await;
            // Another one is asked for by now.
            if search.try_get_untracked().as_ref() != Some(&asked) {
                return;
            }
            html.set(match answer {
                Ok(written) => written,
                // Texts of ours, without markup.
                Err(error) => format!(
                    "<p class=\"notice\" role=\"alert\">{}</p>",
                    locale.app_error(&error)
                ),
            });
        });
    });
    let close = move || {
        if opened_here.get_value() {
            browser::back();
        } else {
            visit(
                &query.with_untracked(|query| Address::link(query, None)),
                true,
            );
        }
    };
    let dismiss = Callback::new({
        let close = close.clone();
        move |()| close()
    });
    view! {
        <Dialog open on_dismiss=dismiss labelled_by="history-title" class="drawer">
            <header class="dialog-head">
                <h2 id="history-title">{m.history}</h2>
                <button type="button" class="icon-button" aria-label=m.close on:click=on_click(move || dismiss.run(()))>
                    <Icon name="close"/>
                </button>
            </header>
            <div prop:innerHTML=html></div>
        </Dialog>
    }
}
