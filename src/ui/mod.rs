//! The screens. Components are small and take signals; what decides something is in `state`.

#[cfg(feature = "ssr")]
pub mod account;
mod app;
mod browser;
mod contacts;
#[cfg(feature = "ssr")]
mod document;
#[cfg(feature = "ssr")]
pub mod exporting;
mod header;
#[cfg(feature = "ssr")]
pub mod history;
#[cfg(feature = "ssr")]
mod hydration;
#[cfg(feature = "ssr")]
pub mod jobs;
mod kit;
mod location;
mod me;
#[cfg(feature = "ssr")]
pub mod paths;
mod preferences;
pub mod state;

pub use app::App;
pub use contacts::InitialContacts;
#[cfg(feature = "ssr")]
pub use document::shell;
pub use me::Me;
pub use preferences::Preferences;
#[cfg(feature = "ssr")]
pub use preferences::{LOCALE_COOKIE, THEME_COOKIE, preference_cookie};

/// Sets the status of the page that the server is rendering; nothing in the browser.
fn respond_with(status: u16) {
    #[cfg(feature = "ssr")]
    if let (Some(options), Ok(status)) = (
        leptos::prelude::use_context::<leptos_axum::ResponseOptions>(),
        http::StatusCode::from_u16(status),
    ) {
        options.set_status(status);
    }
    #[cfg(not(feature = "ssr"))]
    let _ = status;
}
