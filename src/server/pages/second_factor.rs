//! `/account/second-factor`: on and off.

use super::{
    account, done,
    refusals::{Form, Refused},
    visit::{Person, Sent, html, refused},
};
use crate::{
    domain::Password,
    server::AppState,
    ui::{
        account::{Done, RecoveryCodesPage, SecondFactorPage},
        paths,
    },
};
use axum::{extract::State, response::Response};
use http::StatusCode;
use serde::Deserialize;

#[derive(Deserialize)]
pub struct Code {
    code: String,
}

#[derive(Deserialize)]
pub struct OwnPassword {
    password: String,
}

pub async fn offer(State(state): State<AppState>, person: Person) -> Response {
    let offer = state.accounts.offer_second_factor(&person.session).await;
    person.answer(offer.map(|offer| {
        let page = SecondFactorPage {
            offer: Some((offer.secret, offer.qr_svg)),
            refusal: None,
        };
        html(StatusCode::OK, page.render(person.frame(paths::ACCOUNT)))
    }))
}

pub async fn confirm(
    State(state): State<AppState>,
    person: Person,
    Sent(Code { code }): Sent<Code>,
) -> Response {
    let accounts = &state.accounts;
    let confirmed = accounts
        .confirm_second_factor(&person.caller, &person.session, &code)
        .await;
    match confirmed {
        Ok(codes) => {
            let page = RecoveryCodesPage { codes };
            html(StatusCode::OK, page.render(person.frame(paths::ACCOUNT)))
        }
        Err(error) => person.answer(
            Refused::new(error, Form::Usual, person.locale()).map(|why| {
                let page = SecondFactorPage {
                    offer: None,
                    refusal: Some(why.refusal.clone()),
                };
                refused(&why, page.render(person.frame(paths::ACCOUNT)))
            }),
        ),
    }
}

pub async fn remove(
    State(state): State<AppState>,
    person: Person,
    Sent(OwnPassword { password }): Sent<OwnPassword>,
) -> Response {
    let password = Password::typed(password);
    let removed = state
        .accounts
        .remove_second_factor(&person.caller, &person.session, password)
        .await;
    match removed {
        Ok(()) => done(paths::ACCOUNT, Done::SecondFactorOff),
        Err(error) => account::again(&state, &person, error, Form::Usual).await,
    }
}
