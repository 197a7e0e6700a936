//! The server functions' endpoints.

use super::{
    door, pages,
    routes::{FUNCTIONS, function_name},
    state::AppState,
};
use crate::{
    domain::{AppError, Identity},
    rpc::Call,
};
use axum::{
    body::{Body, Bytes},
    extract::{FromRequest, Request, State},
    response::{IntoResponse, Response},
};
use http::{StatusCode, header, request::Parts};
use leptos::{prelude::provide_context, server_fn::axum::server_fn_paths};

/// What components and server functions find in their context. The one place that provides it.
pub fn context(state: &AppState, request: &Parts) -> impl Fn() + Clone + Send + Sync + 'static {
    let extensions = &request.extensions;
    let call = Call {
        actor: extensions.get::<Identity>().and_then(Identity::actor),
        contacts: state.contacts.clone(),
        history: pages::history::writer(state, request),
        request_id: door::request_id(extensions).into(),
    };
    move || provide_context(call.clone())
}

/// Runs the server function that the path names.
///
/// Only JSON is taken: a form on somebody else's page can send its fields here, but can't say that they are
/// JSON without the browser asking us first, and we don't agree.
pub async fn call(State(state): State<AppState>, request: Request) -> Response {
    let path = request.uri().path();
    // One that nobody said who may call it is none.
    let listed =
        function_name(path).is_some_and(|name| FUNCTIONS.iter().any(|(known, _)| *known == name));
    if !listed || !server_fn_paths().any(|(known, _)| known == path) {
        return refusal(StatusCode::NOT_FOUND);
    }
    if !is_json(&request) {
        return refusal(StatusCode::UNSUPPORTED_MEDIA_TYPE);
    }
    let (parts, body) = request.into_parts();
    // Read here, so that one that is too large is told apart from one that is not JSON.
    let mut unread = Request::new(body);
    // The limit is among them.
    unread.extensions_mut().clone_from(&parts.extensions);
    let body = match Bytes::from_request(unread, &state).await {
        Ok(body) => body,
        Err(rejection) => return refusal(rejection.status()),
    };
    let context = context(&state, &parts);
    let request = Request::from_parts(parts, Body::from(body));
    leptos_axum::handle_server_fns_with_context(context, request)
        .await
        .into_response()
}

fn is_json(request: &Request) -> bool {
    request
        .headers()
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.split(';').next())
        .is_some_and(|kind| kind.trim().eq_ignore_ascii_case("application/json"))
}

fn refusal(status: StatusCode) -> Response {
    (status, axum::Json(AppError::Malformed)).into_response()
}
