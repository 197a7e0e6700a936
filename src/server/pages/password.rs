//! `/password`: an invited operator chooses a password, or one whose password was reset.

use super::{
    refusals::{Form, Refused},
    sign_in::after_password,
    visit::{Sent, Visit, html, refused},
    with_session,
};
use crate::{
    domain::OneTimeLink,
    server::AppState,
    service::{AccountError, Failure},
    ui::{
        account::{LinkGonePage, PasswordPage, Refusal},
        paths,
    },
};
use axum::{extract::State, response::Response};
use http::StatusCode;
use serde::Deserialize;

#[derive(Deserialize)]
pub struct NewPassword {
    token: String,
    password: String,
}

pub async fn show(State(state): State<AppState>, visit: Visit) -> Response {
    let token = visit.parameter("token");
    let page = page(&state, &visit, token, None).await;
    visit.answer(page.map(|page| answered(&visit, StatusCode::OK, page)))
}

pub async fn choose(
    State(state): State<AppState>,
    visit: Visit,
    Sent(NewPassword { token, password }): Sent<NewPassword>,
) -> Response {
    let accounts = &state.accounts;
    let error = match accounts
        .choose_password(&visit.caller, &token, password)
        .await
    {
        Ok((session, needs_code)) => {
            return with_session(&state, &session, after_password(needs_code, ""));
        }
        Err(AccountError::Link) => return answered(&visit, StatusCode::GONE, None),
        Err(error) => error,
    };
    let again = match Refused::new(error, Form::Usual, visit.locale()) {
        Ok(why) => page(&state, &visit, token, Some(why.refusal.clone()))
            .await
            .map(|page| match page {
                Some(page) => refused(&why, page),
                None => answered(&visit, StatusCode::GONE, None),
            }),
        Err(failure) => Err(failure),
    };
    visit.answer(again)
}

/// Nothing where the link is no good.
async fn page(
    state: &AppState,
    visit: &Visit,
    token: String,
    refusal: Option<Refusal>,
) -> Result<Option<String>, Failure> {
    let Some(OneTimeLink::Password { email, .. }) = state.accounts.link(&token).await? else {
        return Ok(None);
    };
    let frame = visit.frame(&with_token(paths::PASSWORD, &token));
    let page = PasswordPage {
        token,
        email: email.as_str().to_owned(),
        refusal,
    };
    Ok(Some(page.render(frame)))
}

fn answered(visit: &Visit, status: StatusCode, page: Option<String>) -> Response {
    if let Some(page) = page {
        return html(status, page);
    }
    let gone = LinkGonePage { setup: false };
    html(StatusCode::GONE, gone.render(visit.frame(paths::SIGN_IN)))
}

/// The address of a one-time link.
pub fn with_token(path: &str, token: &str) -> String {
    let query = form_urlencoded::Serializer::new(String::new())
        .append_pair("token", token)
        .finish();
    format!("{path}?{query}")
}
