//! The pages of accounts and settings: what was sent, the use case, then a page or the way to one.

pub mod account;
pub mod activity;
pub mod bulk;
pub mod export;
pub mod history;
pub mod imports;
mod job_events;
mod job_view;
pub mod jobs;
pub mod operators;
pub mod password;
mod refusals;
mod refused_rows;
pub mod second_factor;
pub mod setup;
pub mod sign_in;
pub mod tokens;
mod visit;
pub mod webhooks;

pub use visit::{Visit, forbidden, me};

use super::{preferences::local, state::AppState};
use crate::{
    domain::Secret,
    server::{cleared_cookie, session_cookie},
    ui::{account::Done, paths, state::LIST_PATH},
};
use axum::response::{IntoResponse, Redirect, Response};
use http::header;

/// To a page that says what was done.
fn done(path: &str, done: Done) -> Response {
    Redirect::to(&format!("{path}?done={}", done.code())).into_response()
}

/// To where somebody wanted to go, if that is on this server.
fn onward(next: &str) -> Response {
    let next = local(next)
        .and_then(|address| address.to_str().map(str::to_owned).ok())
        .unwrap_or_else(|| LIST_PATH.to_owned());
    Redirect::to(&next).into_response()
}

/// To where one signs in, with no session any more.
fn signed_out(state: &AppState, how: Done) -> Response {
    let mut response = done(paths::SIGN_IN, how);
    let cookie = cleared_cookie(&state.settings);
    response.headers_mut().append(header::SET_COOKIE, cookie);
    response
}

/// The answer, which also gives the browser its session from now on.
fn with_session(state: &AppState, token: &Secret, mut response: Response) -> Response {
    let cookie = session_cookie(&state.settings, token);
    response.headers_mut().append(header::SET_COOKIE, cookie);
    response
}
