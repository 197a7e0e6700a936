//! `/sign-in`, `/sign-in/code`, `/sign-out`.

use super::{
    onward,
    refusals::{Form, Refused},
    signed_out,
    visit::{Sent, Visit, html, refused},
    with_session,
};
use crate::{
    domain::{Identity, Password, Session},
    server::{AppState, preferences::local},
    service::Failure,
    ui::{
        account::{CodePage, Done, SignInPage},
        paths,
    },
};
use axum::{
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use http::StatusCode;
use serde::Deserialize;

#[derive(Deserialize)]
pub struct Credentials {
    email: String,
    password: String,
    #[serde(default)]
    next: String,
}

#[derive(Deserialize)]
pub struct Code {
    code: String,
    #[serde(default)]
    next: String,
}

pub async fn show(visit: Visit) -> Response {
    let next = visit.parameter("next");
    if visit.identity.actor().is_some() {
        return onward(&next);
    }
    let page = SignInPage {
        done: visit.done(),
        next: kept(next),
        ..SignInPage::default()
    };
    html(
        StatusCode::OK,
        page.render(visit.frame(&back(paths::SIGN_IN, &visit))),
    )
}

pub async fn sign_in(
    State(state): State<AppState>,
    visit: Visit,
    Sent(form): Sent<Credentials>,
) -> Response {
    let Credentials {
        email,
        password,
        next,
    } = form;
    let accounts = &state.accounts;
    let password = Password::typed(password);
    match accounts.sign_in(&visit.caller, &email, password).await {
        Ok((token, needs_code)) => {
            // Whoever was signed in here isn't any longer.
            if let Some(former) = visit.identity.session()
                && let Err(failure) = accounts.sign_out(&visit.caller, former).await
            {
                return visit.answer(Err(failure));
            }
            let response = after_password(needs_code, &next);
            with_session(&state, &token, response)
        }
        Err(error) => visit.answer(
            Refused::new(error, Form::SignIn, visit.locale()).map(|why| {
                let address = with_next(paths::SIGN_IN, &next);
                let page = SignInPage {
                    email,
                    next: kept(next),
                    refusal: Some(why.refusal.clone()),
                    ..SignInPage::default()
                };
                refused(&why, page.render(visit.frame(&address)))
            }),
        ),
    }
}

/// Where a right password leads.
pub fn after_password(needs_code: bool, next: &str) -> Response {
    if needs_code {
        Redirect::to(&with_next(paths::SIGN_IN_CODE, next)).into_response()
    } else {
        onward(next)
    }
}

pub async fn show_code(visit: Visit) -> Response {
    let next = visit.parameter("next");
    if visit.identity.actor().is_some() {
        return onward(&next);
    }
    let page = CodePage {
        next: kept(next),
        refusal: None,
    };
    let address = back(paths::SIGN_IN_CODE, &visit);
    html(StatusCode::OK, page.render(visit.frame(&address)))
}

pub async fn give_code(
    State(state): State<AppState>,
    visit: Visit,
    Sent(Code { code, next }): Sent<Code>,
) -> Response {
    let session = match &visit.identity {
        Identity::Person(session) if !session.complete => session,
        Identity::Person(_) => return onward(&next),
        Identity::Nobody | Identity::Machine(_) => {
            return Redirect::to(&with_next(paths::SIGN_IN, &next)).into_response();
        }
    };
    match state
        .accounts
        .give_code(&visit.caller, session, &code)
        .await
    {
        Ok(token) => with_session(&state, &token, onward(&next)),
        Err(error) => visit.answer(Refused::new(error, Form::Usual, visit.locale()).map(|why| {
            let address = with_next(paths::SIGN_IN_CODE, &next);
            let page = CodePage {
                next: kept(next),
                refusal: Some(why.refusal.clone()),
            };
            refused(&why, page.render(visit.frame(&address)))
        })),
    }
}

pub async fn sign_out(State(state): State<AppState>, visit: Visit) -> Response {
    let ended = end(&state, &visit, visit.identity.session()).await;
    visit.answer(ended.map(|()| signed_out(&state, Done::SignedOut)))
}

async fn end(state: &AppState, visit: &Visit, session: Option<&Session>) -> Result<(), Failure> {
    match session {
        Some(session) => state.accounts.sign_out(&visit.caller, session).await,
        None => Ok(()),
    }
}

/// What the form carries on: an address of ours, or nothing.
fn kept(next: String) -> String {
    local(&next).map_or_else(String::new, |_| next)
}

fn with_next(path: &str, next: &str) -> String {
    if local(next).is_none() {
        return path.to_owned();
    }
    let query = form_urlencoded::Serializer::new(String::new())
        .append_pair("next", next)
        .finish();
    format!("{path}?{query}")
}

/// The page's own address, for coming back to it in another language.
fn back(path: &str, visit: &Visit) -> String {
    with_next(path, &visit.parameter("next"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_an_address_of_ours_is_carried_on() {
        assert_eq!(
            with_next("/sign-in", "/a?b=c&d"),
            "/sign-in?next=%2Fa%3Fb%3Dc%26d"
        );
        for elsewhere in [
            "",
            "//evil.example",
            "https://evil.example",
            "/\\evil.example",
        ] {
            assert_eq!(with_next("/sign-in", elsewhere), "/sign-in");
            assert_eq!(kept(elsewhere.to_owned()), "");
        }
    }
}
