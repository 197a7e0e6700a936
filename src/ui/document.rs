//! The HTML document around every page. Only the server writes it.

use super::{app::App, hydration::Hydration, preferences::Preferences};
use leptos::{nonce::use_nonce, prelude::*};

/// The console's document, with what makes it live.
pub fn shell(options: LeptosOptions) -> impl IntoView {
    let preferences = Preferences::current();
    let m = preferences.locale.messages();
    let scripts = view! {
        <AutoReload options=options.clone()/>
        <Hydration options/>
        <script type="module" nonce=use_nonce() src="/bulk.js"></script>
    };
    document(preferences, m.contacts, scripts.into_any(), || {
        view! { <App/> }.into_any()
    })
}

/// A document. `head` is what it has besides title, icon and style sheet.
pub fn document(
    preferences: Preferences,
    title: &'static str,
    head: AnyView,
    body: impl FnOnce() -> AnyView,
) -> impl IntoView {
    let Preferences { locale, theme } = preferences;
    // As one piece: a text node of its own ends in a marker, which a title would show.
    let title = format!("{title} · {}", locale.messages().app);
    view! {
        <!DOCTYPE html>
        <html lang=locale.code() data-theme=theme.code()>
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1"/>
                <meta name="color-scheme" content="light dark"/>
                <title inner_html=title></title>
                <link rel="icon" href="/favicon.svg" type="image/svg+xml"/>
                <link rel="stylesheet" href="/pkg/chat-contacts.css"/>
                {head}
            </head>
            <body>{body()}</body>
        </html>
    }
}
