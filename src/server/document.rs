//! The console's document, and what is no route: the site's files.

use super::{assets, failures::Reader, pages, preload, rpc, state::AppState};
use crate::{domain::Identity, ui};
use axum::{
    Extension,
    extract::{Request, State},
    response::{IntoResponse, Response},
};
use http::{Method, StatusCode, header};
use leptos::{nonce::Nonce, prelude::provide_context};

/// The list, with its first page in it.
pub async fn contacts(
    State(state): State<AppState>,
    Extension(identity): Extension<Identity>,
    mut request: Request,
) -> Response {
    preload::contacts(&state, &identity, &mut request).await;
    page(state, request).await
}

/// A file of the site, or the page that says that there is nothing.
pub async fn asset_or_not_found(State(state): State<AppState>, request: Request) -> Response {
    let readable = matches!(*request.method(), Method::GET | Method::HEAD);
    if let Some(asset) = assets::find(request.uri().path(), request.headers()) {
        return if readable {
            asset.respond(request.headers())
        } else {
            (
                StatusCode::METHOD_NOT_ALLOWED,
                [(header::ALLOW, "GET, HEAD")],
            )
                .into_response()
        };
    }
    if !readable || Reader::of(request.uri().path()) != Reader::Person {
        return StatusCode::NOT_FOUND.into_response();
    }
    let mut page = page(state, request).await;
    if page.status() == StatusCode::OK {
        *page.status_mut() = StatusCode::NOT_FOUND;
    }
    page
}

/// The document, with what the request's path shows.
async fn page(state: AppState, request: Request) -> Response {
    let options = state.settings.leptos.clone();
    let (parts, body) = request.into_parts();
    let call = rpc::context(&state, &parts);
    let request = Request::from_parts(parts, body);
    // The one that the header names, not the framework's own.
    let nonce = request.extensions().get::<Nonce>().cloned();
    let me = request.extensions().get::<Identity>().and_then(pages::me);
    let context = move || {
        call();
        provide_context(me.clone());
        if let Some(nonce) = nonce.clone() {
            provide_context(nonce);
        }
    };
    let render =
        leptos_axum::render_app_async_with_context(context, move || ui::shell(options.clone()));
    render(request).await
}
