//! A contact's history: the drawer's content, the reasons that are added there, and the receipt.

use super::{
    onward,
    visit::{Person, Sent, html},
};
use crate::{
    domain::{
        Action, AppError, EventSource, GroundsDraft, Identity, LegalBasis, Permission,
        PermissionState, Timestamp,
    },
    rpc::HistoryWriter,
    server::AppState,
    service::{self, Failure},
    ui::{
        Preferences,
        history::{Asked, HistoryPanel, ReceiptPage},
    },
};
use axum::{
    extract::{Path, State},
    response::Response,
};
use http::{StatusCode, request::Parts};
use jiff::{civil::DateTime, tz::TimeZone};
use serde::Deserialize;
use std::sync::Arc;
use uuid::Uuid;

/// A moment as an address has it: RFC 3339, or without a zone as the browser's field writes it, in UTC. Empty: the present.
fn moment(text: &str) -> Result<Option<Timestamp>, AppError> {
    if text.is_empty() {
        return Ok(None);
    }
    let written: Option<jiff::Timestamp> = text.parse().ok().or_else(|| {
        let local: DateTime = text.parse().ok()?;
        let zoned = local.to_zoned_datetime(TimeZone::UTC).ok()?;
        Some(zoned.timestamp())
    });
    let refused = || crate::domain::QueryError::Value {
        parameter: "as_of".to_owned(),
    };
    let at = written.ok_or_else(refused)?;
    Ok(Some(Timestamp(at.as_millisecond())))
}

/// Writes the history that a query string asks for, on behalf of whoever sends the request.
pub fn writer(state: &AppState, request: &Parts) -> HistoryWriter {
    let identity = request
        .extensions
        .get::<Identity>()
        .cloned()
        .unwrap_or(Identity::Nobody);
    let preferences = Preferences::from_headers(&request.headers);
    let service = state.history.clone();
    HistoryWriter(Arc::new(move |query| {
        let (identity, service) = (identity.clone(), service.clone());
        Box::pin(async move {
            let actor = identity.actor().ok_or(AppError::SignedOut)?;
            let asked = Asked::parse(&query);
            let id = asked.contact.ok_or(AppError::NotFound)?;
            let as_of = moment(&asked.as_of)?;
            let history = service.of_contact(&actor, id, as_of).await?;
            let panel = HistoryPanel {
                history,
                asked,
                now: service::now(),
                may_change: actor.may(Action::ChangeContacts).is_ok(),
            };
            Ok(panel.render(preferences))
        })
    }))
}

/// What the form in the drawer sends.
#[derive(Deserialize)]
pub struct Explanation {
    contact: Uuid,
    /// `proactive=active`: the permission, and what it is.
    permission: String,
    reason: String,
    #[serde(default)]
    evidence: String,
    #[serde(default)]
    source: String,
    #[serde(default)]
    legal_basis: String,
    #[serde(default)]
    next: String,
}

impl Explanation {
    fn permission(&self) -> Option<(Permission, PermissionState)> {
        let (permission, state) = self.permission.split_once('=')?;
        let permission = Permission::ALL
            .into_iter()
            .find(|known| known.code() == permission)?;
        Some((permission, state.parse().ok()?))
    }

    /// Nothing where it holds what the form doesn't offer.
    fn grounds(&self) -> Option<GroundsDraft> {
        let chosen = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        Some(GroundsDraft {
            source: match chosen(&self.source) {
                Some(code) => Some(EventSource::from_code(&code)?),
                None => None,
            },
            legal_basis: match chosen(&self.legal_basis) {
                Some(code) => Some(LegalBasis::from_code(&code)?),
                None => None,
            },
            reason: self.reason.clone(),
            evidence: self.evidence.clone(),
            captured_at: None,
        })
    }
}

pub async fn explain(
    State(state): State<AppState>,
    person: Person,
    Sent(sent): Sent<Explanation>,
) -> Response {
    let (Some((permission, now)), Some(grounds)) = (sent.permission(), sent.grounds()) else {
        return person.unreadable(StatusCode::UNPROCESSABLE_ENTITY);
    };
    let explained = state
        .contacts
        .explain(&person.actor, sent.contact, permission, now, &grounds)
        .await;
    person.answer(explained.map(|_| onward(&sent.next)))
}

pub async fn receipt(
    State(state): State<AppState>,
    person: Person,
    Path(id): Path<String>,
) -> Response {
    person.answer(receipt_of(&state, &person, &id).await)
}

async fn receipt_of(state: &AppState, person: &Person, id: &str) -> Result<Response, Failure> {
    let id = Uuid::parse_str(id).map_err(|_| AppError::NotFound)?;
    let made = service::now();
    let as_of = moment(&person.parameter("as_of"))?.unwrap_or(made);
    let history = state
        .history
        .of_contact(&person.actor, id, Some(as_of))
        .await?;
    let page = ReceiptPage {
        history,
        as_of,
        made,
    };
    Ok(html(StatusCode::OK, page.render(person.preferences)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_may_come_from_the_field_or_from_a_link() {
        let at = |text: &str| moment(text).unwrap().map(Timestamp::to_rfc3339);
        let expected = Some("2026-07-01T12:30:00.000Z".to_owned());
        assert_eq!(at("2026-07-01T12:30"), expected);
        assert_eq!(at("2026-07-01T12:30:00"), expected);
        assert_eq!(at("2026-07-01T14:30:00+02:00"), expected);
        assert_eq!(at(""), None);
        assert!(moment("yesterday").is_err());
    }
}
