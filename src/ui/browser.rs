//! What the browser does for us. Called from effects and event handlers only, which don't run on the server.

use super::preferences::preference_cookie;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Document, Element, HtmlDialogElement, HtmlElement, HtmlInputElement};

pub fn document() -> Option<Document> {
    web_sys::window()?.document()
}

/// Puts the focus on an element, if it is there.
pub fn focus(id: &str) -> bool {
    let element = document().and_then(|document| document.get_element_by_id(id));
    element
        .and_then(|element| element.dyn_into::<HtmlElement>().ok())
        .is_some_and(|element| element.focus().is_ok())
}

/// Opens a dialog that came with the document, if it is there.
pub fn show_modal(id: &str) -> bool {
    let dialog = document().and_then(|document| document.get_element_by_id(id));
    dialog
        .and_then(|dialog| dialog.dyn_into::<HtmlDialogElement>().ok())
        .is_some_and(|dialog| dialog.show_modal().is_ok())
}

/// The element that has the focus.
pub fn focused() -> Option<Element> {
    document()?.active_element()
}

/// Whether some element has the focus; the body has it where none does.
pub fn has_focus() -> bool {
    focused().is_some_and(|element| element.tag_name() != "BODY")
}

/// The value of `data-contact` of the row around the focus.
pub fn focused_row() -> Option<String> {
    focused()?
        .closest("tr[data-contact]")
        .ok()??
        .get_attribute("data-contact")
}

/// Takes the ticks of these contacts away.
pub fn untick(is_gone: impl Fn(&str) -> bool) {
    let ticked =
        document().and_then(|document| document.query_selector_all(".rows input:checked").ok());
    let Some(ticked) = ticked else { return };
    for at in 0..ticked.length() {
        let tick = ticked.get(at).and_then(|tick| tick.dyn_into().ok());
        if let Some(tick) = tick.filter(|tick: &HtmlInputElement| is_gone(&tick.value())) {
            tick.set_checked(false);
        }
    }
}

/// Whether keys are being typed into the focused element.
pub fn is_typing() -> bool {
    focused().is_some_and(|element| {
        let text_input = element
            .matches("input:not([type=checkbox]):not([type=radio])")
            .unwrap_or(false);
        text_input
            || element
                .matches("textarea, select, [contenteditable]")
                .unwrap_or(false)
    })
}

/// Whether a dialog or a menu lies over the page.
pub fn is_covered() -> bool {
    document()
        .and_then(|document| {
            document
                .query_selector("dialog[open], [popover]:popover-open")
                .ok()
        })
        .flatten()
        .is_some()
}

/// Remembers a preference where the server reads it with the next page.
pub fn remember(preference: &str, value: &str) {
    let html = document().and_then(|document| document.dyn_into::<web_sys::HtmlDocument>().ok());
    if let Some(html) = html {
        let https = web_sys::window()
            .and_then(|window| window.location().protocol().ok())
            .is_some_and(|protocol| protocol == "https:");
        // The browser refuses a cookie only where the person told it to, and then it is forgotten.
        let _ = html.set_cookie(&preference_cookie(preference, value, https));
    }
}

/// An attribute of `<html>`.
#[cfg(not(feature = "ssr"))]
pub fn root_attribute(name: &str) -> Option<String> {
    document()?.document_element()?.get_attribute(name)
}

pub fn set_root_attribute(name: &str, value: &str) {
    if let Some(root) = document().and_then(|document| document.document_element()) {
        let _ = root.set_attribute(name, value);
    }
}

/// Path and query string, the latter without its `?`.
#[cfg(not(feature = "ssr"))]
pub fn address() -> Option<(String, String)> {
    let location = web_sys::window()?.location();
    let search = location.search().ok()?;
    let search = search.strip_prefix('?').unwrap_or_default().to_owned();
    Some((location.pathname().ok()?, search))
}

/// Another address of the page that is open.
pub fn step(address: &str, replace: bool) {
    if let Some(history) = web_sys::window().and_then(|window| window.history().ok()) {
        // Refused only for another origin, and beyond a hundred steps in half a minute.
        let _ = if replace {
            history.replace_state_with_url(&JsValue::NULL, "", Some(address))
        } else {
            history.push_state_with_url(&JsValue::NULL, "", Some(address))
        };
    }
}

/// One step back in the history, as the Back button does.
pub fn back() {
    if let Some(history) = web_sys::window().and_then(|window| window.history().ok()) {
        let _ = history.back();
    }
}

/// A moment as the language writes it, in the reader's own time zone.
pub fn local_time(milliseconds: i64, locale: &str) -> String {
    let options = js_sys::Object::new();
    for (key, value) in [("dateStyle", "medium"), ("timeStyle", "short")] {
        let _ = js_sys::Reflect::set(&options, &key.into(), &value.into());
    }
    #[expect(
        clippy::cast_precision_loss,
        reason = "milliseconds stay exact for 285,000 years"
    )]
    let date = js_sys::Date::new(&JsValue::from_f64(milliseconds as f64));
    date.to_locale_string(locale, &options).into()
}

/// Letters apart from their marks.
pub fn decomposed(text: &str) -> String {
    js_sys::JsString::from(text).normalize("NFD").into()
}
