//! `/settings/activity`: what happened to the door.

use super::visit::{Person, html};
use crate::{
    server::AppState,
    service::Failure,
    ui::{account::ActivityPage, paths},
};
use axum::{extract::State, response::Response};
use http::StatusCode;

/// Events a page.
const PAGE: u16 = 50;

pub async fn show(State(state): State<AppState>, person: Person) -> Response {
    let page = page(&state, &person).await;
    person.answer(page.map(|page| html(StatusCode::OK, page)))
}

async fn page(state: &AppState, person: &Person) -> Result<String, Failure> {
    // An address that somebody has spoilt shows the newest.
    let before: Option<i64> = person.parameter("before").parse().ok();
    // One more than is shown says whether there are more.
    let mut events = state
        .accounts
        .activity(&person.actor, before, PAGE + 1)
        .await?;
    let more = events.len() > usize::from(PAGE);
    events.truncate(PAGE.into());
    let page = ActivityPage {
        newer: before.is_some(),
        older: events.last().filter(|_| more).map(|event| event.seq),
        events,
    };
    let address = before.map_or_else(
        || paths::ACTIVITY.to_owned(),
        |seq| format!("{}?before={seq}", paths::ACTIVITY),
    );
    Ok(page.render(person.frame(&address)))
}
