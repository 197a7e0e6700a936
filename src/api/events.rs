//! `GET /api/v1/events`: what happened to contacts, for whoever follows it.

use super::{
    ApiState, Problem, ProblemBody,
    call::{By, number, parameters, unknown},
    contacts::{
        ContactBody,
        history::{ActorBody, PermissionEventBody},
    },
    moment,
};
use crate::{domain::Timestamp, service::Followed};
use axum::{
    Json,
    extract::{RawQuery, State},
};
use serde::Serialize;
use serde_json::Value;
use std::time::Duration;
use utoipa::ToSchema;
use uuid::Uuid;

const MAX_LIMIT: u32 = 1_000;
const DEFAULT_LIMIT: u32 = 100;
/// The longest wait that can be asked for, in seconds.
const MAX_WAIT: u64 = 60;

/// Something that happened to a contact.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Event)]
pub struct EventBody {
    /// Ask for what comes after it.
    seq: i64,
    /// contact.created, contact.updated, contact.deleted or permission.changed.
    #[serde(rename = "type")]
    kind: &'static str,
    #[serde(serialize_with = "moment::serialize")]
    #[schema(schema_with = super::schemas::moment)]
    at: Timestamp,
    actor: ActorBody,
    contact_id: Uuid,
    /// The contact's version after it.
    version: i64,
    /// The contact as it is by now; `null` once it is erased.
    contact: Option<ContactBody>,
    /// Of contact.updated: the names of the fields that changed.
    changed: Vec<String>,
    /// Of permission.changed: the ledger's entry.
    permission: Option<PermissionEventBody>,
}

impl From<Followed> for EventBody {
    fn from(Followed { event, contact }: Followed) -> Self {
        Self {
            seq: event.seq,
            kind: event.kind.name(),
            at: event.at,
            actor: ActorBody::new(event.actor_kind.code(), event.actor_id, event.actor_name),
            contact_id: event.contact,
            version: event.version,
            contact: contact.as_ref().map(ContactBody::from),
            changed: event
                .fields
                .into_iter()
                .map(|change| change.field)
                .collect(),
            permission: event.permission.map(Into::into),
        }
    }
}

/// An event as `/api/v1/events` has it, for whoever is sent it.
#[must_use]
pub fn event(followed: Followed) -> Value {
    // It is made of text, numbers and null, so it always is JSON.
    serde_json::to_value(EventBody::from(followed)).unwrap_or_default()
}

#[derive(Debug, Serialize, ToSchema)]
pub struct Events {
    /// In the order in which they happened.
    data: Vec<EventBody>,
    /// For `after` of the next request.
    last_seq: i64,
}

/// What happened to contacts after an event.
///
/// Where nothing did, `wait` keeps the request until something does, for so many seconds at most (long polling).
#[utoipa::path(
    get,
    path = "/api/v1/events",
    operation_id = "listEvents",
    tag = "events",
    params(
        ("after" = Option<i64>, Query, description = "The seq of the last one that is known; from the beginning where it is left out", minimum = 0),
        ("limit" = Option<u32>, Query, description = "100 where it is left out", minimum = 1, maximum = 1000),
        ("wait" = Option<u64>, Query, description = "Seconds; the server may cut it short", minimum = 0, maximum = 60),
    ),
    responses(
        (status = 200, body = Events, description = "The events"),
        (status = 400, body = ProblemBody, content_type = "application/problem+json", description = "A parameter is refused"),
        (status = "default", body = ProblemBody, content_type = "application/problem+json", description = "Refused or failed"),
    ),
)]
pub async fn events(
    State(api): State<ApiState>,
    by: By,
    RawQuery(raw): RawQuery,
) -> Result<Json<Events>, Problem> {
    let (mut after, mut limit, mut wait) = (0, DEFAULT_LIMIT, 0);
    for (name, value) in parameters(raw.as_deref())? {
        match name.as_str() {
            "after" => after = number("after", &value, 0, i64::MAX)?,
            "limit" => limit = number("limit", &value, 1, MAX_LIMIT)?,
            "wait" => wait = number("wait", &value, 0, MAX_WAIT)?,
            _ => return Err(unknown(&name)),
        }
    }
    let patience = Duration::from_secs(wait).min(api.patience);
    let followed = api.history.follow(&by.actor, after, limit, patience).await;
    let data: Vec<EventBody> = by.told(followed)?.into_iter().map(Into::into).collect();
    Ok(Json(Events {
        last_seq: data.last().map_or(after, |event| event.seq),
        data,
    }))
}
