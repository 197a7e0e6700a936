//! Chat Contacts: the console for the contacts of chat channels and the permissions to write to them.
//!
//! `domain ← store ← service ← {rpc, api} ← server`, and `ui → {rpc, domain, i18n}`; tests/architecture.rs
//! holds it so.

#![recursion_limit = "512"]
#[cfg(feature = "ssr")]
pub mod api;
pub mod domain;
pub mod i18n;
pub mod rpc;
#[cfg(feature = "ssr")]
pub mod server;
#[cfg(feature = "ssr")]
pub mod service;
#[cfg(feature = "ssr")]
pub mod store;
pub mod ui;

/// Where the browser's half begins: takes over the page that the server rendered.
#[cfg(feature = "hydrate")]
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    console_error_panic_hook::set_once();
    leptos::mount::hydrate_body(ui::App);
}
