//! What an answer tells the browser that it may do with it.

use crate::server::AppState;
use axum::{
    extract::{Request, State},
    middleware::Next,
    response::Response,
};
use http::{HeaderMap, HeaderName, HeaderValue, header};
use leptos::nonce::Nonce;

/// Headers of every answer that has none of its own by that name.
const HEADERS: [(HeaderName, HeaderValue); 6] = [
    // Pages and answers hold personal data; assets say otherwise.
    (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    (
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    ),
    (
        header::REFERRER_POLICY,
        HeaderValue::from_static("same-origin"),
    ),
    // For browsers that don't know frame-ancestors.
    (header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY")),
    (
        HeaderName::from_static("cross-origin-opener-policy"),
        HeaderValue::from_static("same-origin"),
    ),
    (
        HeaderName::from_static("cross-origin-resource-policy"),
        HeaderValue::from_static("same-origin"),
    ),
];

const PERMISSIONS_POLICY: HeaderName = HeaderName::from_static("permissions-policy");
/// The page needs none of what a browser would have to ask the reader for.
const NO_FEATURES: HeaderValue = HeaderValue::from_static(
    "accelerometer=(), autoplay=(), browsing-topics=(), camera=(), \
    clipboard-read=(), clipboard-write=(), display-capture=(), encrypted-media=(), fullscreen=(), geolocation=(), \
    gyroscope=(), hid=(), idle-detection=(), local-fonts=(), magnetometer=(), microphone=(), \
    midi=(), payment=(), picture-in-picture=(), publickey-credentials-create=(), \
    publickey-credentials-get=(), screen-wake-lock=(), serial=(), storage-access=(), usb=(), \
    window-management=(), xr-spatial-tracking=()",
);

/// Of what is no page: wherever a browser shows it, it loads nothing, runs nothing and is of no origin, least of all ours.
const NOTHING: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox",
);

/// The query of an address that lets somebody in once (a setup or password link).
const TOKEN_PARAMETER: &str = "token=";
/// No other page, not even one of ours, learns the address. `no-referrer` would say the same, but makes browsers send
/// `Origin: null` with the page's form; where there is no https they send no `Sec-Fetch-Site` either, and the form would be
/// taken for a forgery.
const ORIGIN_ONLY: HeaderValue = HeaderValue::from_static("strict-origin");

/// A year, after which a browser that hasn't been here may try http again. What is below our host counts too: a page there
/// that came by http could be anybody's.
const HTTPS_ONLY: HeaderValue = HeaderValue::from_static("max-age=31536000; includeSubDomains");

/// Adds what an answer doesn't say itself. The page's own script is known by a number used once, which the
/// request carries to where the page is rendered.
pub async fn add(State(state): State<AppState>, mut request: Request, next: Next) -> Response {
    let nonce = Nonce::new();
    request.extensions_mut().insert(nonce.clone());
    let letter = request.uri().query().is_some_and(|query| {
        query
            .split('&')
            .any(|pair| pair.starts_with(TOKEN_PARAMETER))
    });
    let mut response = next.run(request).await;
    let page = is_page(response.headers());
    let headers = response.headers_mut();
    if letter {
        headers
            .entry(header::REFERRER_POLICY)
            .or_insert(ORIGIN_ONLY);
    }
    for (name, value) in HEADERS {
        headers.entry(name).or_insert(value);
    }
    if page {
        headers.entry(PERMISSIONS_POLICY).or_insert(NO_FEATURES);
    }
    let policy = if page { of_page(&nonce) } else { NOTHING };
    headers
        .entry(header::CONTENT_SECURITY_POLICY)
        .or_insert(policy);
    if state.settings.https() {
        headers
            .entry(header::STRICT_TRANSPORT_SECURITY)
            .or_insert(HTTPS_ONLY);
    }
    response
}

fn is_page(headers: &HeaderMap) -> bool {
    headers
        .get(header::CONTENT_TYPE)
        .is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"))
}

/// Only our own files, and of scripts only what the page's one inline script loads.
fn of_page(nonce: &Nonce) -> HeaderValue {
    let policy = format!(
        "default-src 'none'; script-src 'nonce-{nonce}' 'wasm-unsafe-eval'; style-src 'self'; \
         img-src 'self'; connect-src 'self'{}; base-uri 'none'; form-action 'self'; \
         frame-ancestors 'none'; object-src 'none'",
        reload_socket()
    );
    HeaderValue::try_from(policy).unwrap_or(NOTHING)
}

/// Where a page of `make dev` hears that there is a newer one. A release build has no such page.
fn reload_socket() -> &'static str {
    if cfg!(debug_assertions) && std::env::var_os("LEPTOS_WATCH").is_some() {
        " ws: wss:"
    } else {
        ""
    }
}
