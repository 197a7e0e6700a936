//! `/setup`: the first account.

use super::{
    onward,
    refusals::{Form, Refused},
    visit::{Sent, Visit, html, refused},
    with_session,
};
use crate::{
    domain::OneTimeLink,
    server::AppState,
    service::{AccountError, Failure},
    ui::{
        account::{LinkGonePage, SetupPage},
        paths,
    },
};
use axum::{extract::State, response::Response};
use http::StatusCode;
use serde::Deserialize;

#[derive(Deserialize)]
pub struct FirstAccount {
    token: String,
    email: String,
    password: String,
}

pub async fn show(State(state): State<AppState>, visit: Visit) -> Response {
    let page = page(&state, &visit).await;
    visit.answer(page)
}

async fn page(state: &AppState, visit: &Visit) -> Result<Response, Failure> {
    let token = visit.parameter("token");
    Ok(match state.accounts.link(&token).await? {
        Some(OneTimeLink::Setup) => {
            let address = address(&token);
            let page = SetupPage {
                token,
                ..SetupPage::default()
            };
            html(StatusCode::OK, page.render(visit.frame(&address)))
        }
        Some(OneTimeLink::Password { .. }) | None => gone(visit),
    })
}

pub async fn set_up(
    State(state): State<AppState>,
    visit: Visit,
    Sent(form): Sent<FirstAccount>,
) -> Response {
    let FirstAccount {
        token,
        email,
        password,
    } = form;
    let accounts = &state.accounts;
    match accounts
        .set_up(&visit.caller, &token, &email, password)
        .await
    {
        Ok(session) => with_session(&state, &session, onward("")),
        Err(AccountError::Link) => gone(&visit),
        Err(error) => visit.answer(Refused::new(error, Form::Usual, visit.locale()).map(|why| {
            let address = address(&token);
            let page = SetupPage {
                token,
                email,
                refusal: Some(why.refusal.clone()),
            };
            refused(&why, page.render(visit.frame(&address)))
        })),
    }
}

fn gone(visit: &Visit) -> Response {
    let page = LinkGonePage { setup: true };
    html(StatusCode::GONE, page.render(visit.frame(paths::SIGN_IN)))
}

fn address(token: &str) -> String {
    super::password::with_token(paths::SETUP, token)
}
