//! Fetches what a page shows before the page is rendered.
//!
//! The framework can wait for it while rendering (a `Resource` in a `Suspense`), but now and then it never wakes up:
//! with leptos 0.8.23, one page in several hundred of a debug build hung until
//! the timeout. What is there already needs no waiting, and less code in the browser.

use super::{AppState, door};
use crate::{
    domain::{Action, AppError, Identity},
    ui::{InitialContacts, state::Address},
};
use axum::extract::Request;
use std::sync::Arc;

/// What the list shows, as far as the one who asks may see it.
pub(super) async fn contacts(state: &AppState, identity: &Identity, request: &mut Request) {
    // The door lets nobody else through.
    let Some(actor) = identity.actor() else {
        return;
    };
    let may_change = actor.may(Action::ChangeContacts).is_ok();
    let id = door::request_id(request.extensions());
    let address = Address::parse(request.uri().query().unwrap_or_default());
    let page = match address.query {
        Ok(query) => {
            let listed = state.contacts.list(&actor, &query).await;
            listed.map_err(|failure| failure.told(&id))
        }
        Err(error) => Err(AppError::from(error)),
    };
    let options = state.contacts.options(&actor).await;
    let options = options.map_err(|failure| failure.told(&id));
    request
        .extensions_mut()
        .insert(Arc::new(InitialContacts::new(may_change, page, options)));
}
