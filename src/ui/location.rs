//! Where the reader is: the path they came by, and the query string, which changes while the page is open.
//!
//! Every path is a page of its own, fetched whole; only within one path do links and the history change what is shown in
//! place. A router would bring nested routes, parameters and transitions, none of which a single screen has
//! (docs/performance.md has what that costs in the browser's download).

use super::{browser, state::Address};
use leptos::{ev, prelude::*};
use std::sync::Arc;
use wasm_bindgen::JsCast;
use web_sys::HtmlAnchorElement;

#[derive(Clone, Debug)]
pub struct Location {
    path: Arc<str>,
    search: RwSignal<String>,
}

impl Location {
    /// Provides the location to the components below; in the browser it follows the history and the links from here on.
    pub fn provide() -> Self {
        let (path, search) = current();
        let location = Self {
            path: path.into(),
            search: RwSignal::new(search),
        };
        provide_context(location.clone());
        if cfg!(not(feature = "ssr")) {
            let search = location.search;
            window_event_listener(ev::popstate, move |_| search.set(current().1));
            window_event_listener(ev::click, move |event| {
                if let Some(link) = link_within(&event) {
                    event.prevent_default();
                    visit(search, &meant(&link, search), false);
                }
            });
        }
        location
    }

    pub fn path(&self) -> &str {
        &self.path
    }

    /// The query string without its `?`.
    pub const fn search(&self) -> RwSignal<String> {
        self.search
    }

    /// Path and query string.
    pub fn address(&self) -> String {
        let search = self.search.get();
        if search.is_empty() {
            self.path.to_string()
        } else {
            format!("{}?{search}", self.path)
        }
    }
}

/// What goes to another address of this page: a step in the history, or in the place of the present one.
pub fn use_visit() -> impl Fn(&str, bool) + Clone + Send + Sync + 'static {
    let search = expect_context::<Location>().search;
    move |address, replace| visit(search, address, replace)
}

/// Where a link leads now. A dialog opens over what is asked by now, which the link may not know yet.
fn meant(link: &HtmlAnchorElement, search: RwSignal<String>) -> String {
    let Some(dialog) = Address::parse(&link.search()).dialog else {
        return link.href();
    };
    let query = search.with_untracked(|search| Address::parse(search).query_or_default());
    Address::link(&query, Some(dialog))
}

fn visit(search: RwSignal<String>, address: &str, replace: bool) {
    browser::step(address, replace);
    search.set(current().1);
}

/// Path and query string of the request that is being answered, or of the page that is open.
fn current() -> (String, String) {
    #[cfg(feature = "ssr")]
    return use_context::<http::request::Parts>()
        .map(|parts| {
            (
                parts.uri.path().to_owned(),
                parts.uri.query().unwrap_or_default().to_owned(),
            )
        })
        .unwrap_or_default();
    #[cfg(not(feature = "ssr"))]
    browser::address().unwrap_or_default()
}

/// The link that a click means to follow within this page. Whatever the browser does better is left to it: new tabs, downloads,
/// steps within the page, other pages.
fn link_within(event: &ev::MouseEvent) -> Option<HtmlAnchorElement> {
    let modified = event.meta_key() || event.ctrl_key() || event.shift_key() || event.alt_key();
    if event.default_prevented() || event.button() != 0 || modified {
        return None;
    }
    let clicked = event.target()?.dyn_into::<web_sys::Element>().ok()?;
    let link: HtmlAnchorElement = clicked.closest("a[href]").ok()??.dyn_into().ok()?;
    let here = web_sys::window()?.location();
    let elsewhere =
        link.origin() != here.origin().ok()? || link.pathname() != here.pathname().ok()?;
    let special =
        !link.hash().is_empty() || !link.target().is_empty() || link.has_attribute("download");
    (!elsewhere && !special).then_some(link)
}
