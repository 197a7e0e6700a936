//! The console: what its address shows, under the header.

use super::{
    contacts::ContactsPage,
    header::{Header, PreferencesMenu},
    kit::{Icon, ToastRegion, Toasts, erased::text},
    location::Location,
    preferences::{Preferences, messages},
    state::LIST_PATH,
};
use leptos::prelude::*;

/// Everything inside `<body>`.
#[component]
pub fn App() -> impl IntoView {
    provide_context(Preferences::current());
    let toasts = Toasts::provide();
    let location = Location::provide();
    let m = messages();
    let next = {
        let location = location.clone();
        text(move || location.address())
    };
    let screen = if location.path() == LIST_PATH {
        view! { <ContactsPage/> }.into_any()
    } else {
        view! { <NotFound/> }.into_any()
    };
    view! {
        <a class="skip-link" href="#main">{m.skip_to_content}</a>
        <Header>
            <button type="button" class="icon-button" id="help-button" aria-label=m.shortcuts title=m.shortcuts>
                <Icon name="keyboard"/>
            </button>
            <PreferencesMenu next/>
        </Header>
        <main id="main" tabindex="-1">{screen}</main>
        <ToastRegion toasts/>
    }
}

#[component]
fn NotFound() -> impl IntoView {
    super::respond_with(404);
    let m = messages();
    view! {
        <div class="empty">
            <h1>{m.page_not_found}</h1>
            <p><a class="button" href=LIST_PATH>{m.go_to_contacts}</a></p>
        </div>
    }
}
