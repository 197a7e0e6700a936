//! `/account`: one's own password and sessions.

use super::{
    done,
    refusals::{Form, Refused},
    signed_out,
    visit::{Person, Sent, html, refused},
    with_session,
};
use crate::{
    domain::Password,
    server::AppState,
    service::{AccountError, Failure},
    ui::{
        account::{Done, MyAccountPage, Refusal},
        paths,
    },
};
use axum::{extract::State, response::Response};
use http::StatusCode;
use serde::Deserialize;
use uuid::Uuid;

#[derive(Deserialize)]
pub struct Passwords {
    current: String,
    new: String,
}

#[derive(Deserialize)]
pub struct OneSession {
    id: Uuid,
}

pub async fn show(State(state): State<AppState>, person: Person) -> Response {
    let page = page(&state, &person, None).await;
    person.answer(page.map(|page| html(StatusCode::OK, page)))
}

pub async fn change_password(
    State(state): State<AppState>,
    person: Person,
    Sent(Passwords { current, new }): Sent<Passwords>,
) -> Response {
    let accounts = &state.accounts;
    let current = Password::typed(current);
    let changed = accounts
        .change_password(&person.caller, &person.session, current, new)
        .await;
    match changed {
        Ok(token) => with_session(&state, &token, done(paths::ACCOUNT, Done::Password)),
        Err(error) => again(&state, &person, error, Form::ChangePassword).await,
    }
}

pub async fn end_session(
    State(state): State<AppState>,
    person: Person,
    Sent(OneSession { id }): Sent<OneSession>,
) -> Response {
    let ended = state
        .accounts
        .end_session(&person.caller, &person.actor, id)
        .await;
    person.answer(ended.map(|()| done(paths::ACCOUNT, Done::SessionEnded)))
}

pub async fn end_other_sessions(State(state): State<AppState>, person: Person) -> Response {
    let (own, here) = (person.session.operator.id, person.session.id);
    let ended = state
        .accounts
        .end_sessions_of(&person.caller, &person.actor, own, Some(here))
        .await;
    person.answer(ended.map(|()| done(paths::ACCOUNT, Done::OthersEnded)))
}

/// This one too: for whoever doesn't know any more where they are signed in, or trusts no browser.
pub async fn end_all_sessions(State(state): State<AppState>, person: Person) -> Response {
    let own = person.session.operator.id;
    let ended = state
        .accounts
        .end_sessions_of(&person.caller, &person.actor, own, None)
        .await;
    person.answer(ended.map(|()| signed_out(&state, Done::SignedOutEverywhere)))
}

/// The page once more, with what was wrong.
pub async fn again(state: &AppState, person: &Person, error: AccountError, form: Form) -> Response {
    let answer = match Refused::new(error, form, person.locale()) {
        Ok(why) => page(state, person, Some(why.refusal.clone()))
            .await
            .map(|page| refused(&why, page)),
        Err(failure) => Err(failure),
    };
    person.answer(answer)
}

async fn page(
    state: &AppState,
    person: &Person,
    refusal: Option<Refusal>,
) -> Result<String, Failure> {
    let own = person.session.operator.id;
    let page = MyAccountPage {
        session: person.session.clone(),
        sessions: state.accounts.sessions_of(&person.actor, own).await?,
        done: person.done(),
        refusal,
    };
    Ok(page.render(person.frame(paths::ACCOUNT)))
}
