//! `/settings/operators`: who may come in, as what.

use super::{
    done,
    refusals::{Form, Refused},
    visit::{Person, Sent, html, refused},
};
use crate::{
    domain::{AppError, Operator, Role, Secret},
    server::AppState,
    service::{AccountError, Failure},
    ui::{
        account::{Done, LinkPage, OperatorsPage, Refusal},
        paths,
    },
};
use axum::{
    extract::State,
    response::{Redirect, Response},
};
use http::StatusCode;
use serde::Deserialize;
use uuid::Uuid;

#[derive(Deserialize)]
pub struct Invitation {
    email: String,
    role: Role,
}

#[derive(Deserialize)]
pub struct OneOperator {
    id: Uuid,
}

#[derive(Deserialize)]
pub struct NewRole {
    id: Uuid,
    role: Role,
}

/// `/settings` has no page of its own.
pub async fn first_settings() -> Redirect {
    Redirect::to(paths::OPERATORS)
}

pub async fn show(State(state): State<AppState>, person: Person) -> Response {
    let page = page(&state, &person, Invitation::none(), None).await;
    person.answer(page.map(|page| html(StatusCode::OK, page)))
}

pub async fn invite(
    State(state): State<AppState>,
    person: Person,
    Sent(form): Sent<Invitation>,
) -> Response {
    let accounts = &state.accounts;
    let invited = accounts
        .invite(&person.caller, &person.actor, &form.email, form.role)
        .await;
    match invited {
        Ok((operator, secret)) => link_page(&state, &person, &operator, &secret),
        Err(error) => again(&state, &person, error, form).await,
    }
}

pub async fn set_role(
    State(state): State<AppState>,
    person: Person,
    Sent(NewRole { id, role }): Sent<NewRole>,
) -> Response {
    let accounts = &state.accounts;
    let changed = accounts
        .set_role(&person.caller, &person.actor, id, role)
        .await;
    changed_to(&state, &person, changed, Done::Role).await
}

pub async fn disable(
    State(state): State<AppState>,
    person: Person,
    Sent(OneOperator { id }): Sent<OneOperator>,
) -> Response {
    let accounts = &state.accounts;
    let disabled = accounts.disable(&person.caller, &person.actor, id).await;
    changed_to(&state, &person, disabled, Done::Disabled).await
}

pub async fn enable(
    State(state): State<AppState>,
    person: Person,
    Sent(OneOperator { id }): Sent<OneOperator>,
) -> Response {
    let accounts = &state.accounts;
    let enabled = accounts.enable(&person.caller, &person.actor, id).await;
    changed_to(&state, &person, enabled, Done::Enabled).await
}

pub async fn reset(
    State(state): State<AppState>,
    person: Person,
    Sent(OneOperator { id }): Sent<OneOperator>,
) -> Response {
    match reset_one(&state, &person, id).await {
        Ok((operator, secret)) => link_page(&state, &person, &operator, &secret),
        Err(error) => again(&state, &person, error, Invitation::none()).await,
    }
}

/// The operator as it was before, who may never have had a password.
async fn reset_one(
    state: &AppState,
    person: &Person,
    id: Uuid,
) -> Result<(Operator, Secret), AccountError> {
    let accounts = &state.accounts;
    let operators = accounts.operators(&person.actor).await?;
    let operator = operators.into_iter().find(|operator| operator.id == id);
    let operator = operator.ok_or(AppError::NotFound)?;
    let secret = accounts.reset(&person.caller, &person.actor, id).await?;
    Ok((operator, secret))
}

pub async fn end_sessions(
    State(state): State<AppState>,
    person: Person,
    Sent(OneOperator { id }): Sent<OneOperator>,
) -> Response {
    let ended = state
        .accounts
        .end_sessions_of(&person.caller, &person.actor, id, None)
        .await;
    person.answer(ended.map(|()| done(paths::OPERATORS, Done::SessionsEnded)))
}

/// One's own session is among them.
pub async fn end_all_sessions(State(state): State<AppState>, person: Person) -> Response {
    let ended = state
        .accounts
        .end_all_sessions(&person.caller, &person.actor)
        .await;
    person.answer(ended.map(|()| done(paths::SIGN_IN, Done::SignedOut)))
}

impl Invitation {
    const fn none() -> Self {
        Self {
            email: String::new(),
            role: Role::Viewer,
        }
    }
}

fn link_page(state: &AppState, person: &Person, operator: &Operator, secret: &Secret) -> Response {
    let page = LinkPage {
        email: operator.email.as_str().to_owned(),
        link: person.link(state, paths::PASSWORD, secret.expose()),
        invited: !operator.has_password,
    };
    html(StatusCode::OK, page.render(person.frame(paths::OPERATORS)))
}

async fn changed_to(
    state: &AppState,
    person: &Person,
    changed: Result<(), AccountError>,
    what: Done,
) -> Response {
    match changed {
        Ok(()) => done(paths::OPERATORS, what),
        Err(error) => again(state, person, error, Invitation::none()).await,
    }
}

/// The page once more, with what was wrong.
async fn again(
    state: &AppState,
    person: &Person,
    error: AccountError,
    form: Invitation,
) -> Response {
    let answer = match Refused::new(error, Form::Usual, person.locale()) {
        Ok(why) => page(state, person, form, Some(why.refusal.clone()))
            .await
            .map(|page| refused(&why, page)),
        Err(failure) => Err(failure),
    };
    person.answer(answer)
}

async fn page(
    state: &AppState,
    person: &Person,
    form: Invitation,
    refusal: Option<Refusal>,
) -> Result<String, Failure> {
    let page = OperatorsPage {
        own: person.session.operator.id,
        operators: state.accounts.operators(&person.actor).await?,
        email: form.email,
        role: form.role,
        done: person.done(),
        refusal,
    };
    Ok(page.render(person.frame(paths::OPERATORS)))
}
