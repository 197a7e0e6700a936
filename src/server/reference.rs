//! `GET /api/docs`: the page that shows what the REST API takes and answers, by Swagger UI.

use axum::{
    Extension,
    response::{Html, IntoResponse, Response},
};
use http::{HeaderValue, header};
use leptos::nonce::Nonce;

pub async fn show(nonce: Option<Extension<Nonce>>) -> Response {
    let nonce = nonce.map_or_else(Nonce::new, |Extension(nonce)| nonce);
    // As every page's, but for the pictures that its style sheet has within it.
    let policy = format!(
        "default-src 'none'; script-src 'nonce-{nonce}'; style-src 'self'; img-src 'self' data:; \
         connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; object-src 'none'"
    );
    let scripts: String = [
        "swagger-ui-bundle.js",
        "swagger-ui-standalone-preset.js",
        "swagger-initializer.js",
    ]
    .map(|file| format!("<script nonce=\"{nonce}\" src=\"/api/docs/{file}\"></script>"))
    .concat();
    let page = format!(
        "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <title>REST API · Chat Contacts</title>\
         <link rel=\"icon\" href=\"/favicon.svg\" type=\"image/svg+xml\">\
         <link rel=\"stylesheet\" href=\"/api/docs/swagger-ui.css\"></head>\
         <body><main id=\"swagger-ui\"></main>{scripts}</body></html>"
    );
    let mut response = Html(page).into_response();
    if let Ok(policy) = HeaderValue::try_from(policy) {
        response
            .headers_mut()
            .insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    response
}
