//! A contact's ledger: `/api/v1/contacts/{id}/events` and `/receipt`.

use super::ContactBody;
use crate::{
    api::{
        ApiState, Problem, ProblemBody,
        call::{By, Id, parameters, unknown},
        moment, schemas,
    },
    domain::{Permission, PermissionEvent, PermissionState, Timestamp, hex},
};
use axum::{
    Json,
    extract::{RawQuery, State},
};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// One entry of the ledger.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = PermissionEvent)]
pub struct PermissionEventBody {
    seq: i64,
    #[schema(schema_with = schemas::permission)]
    permission: Permission,
    /// `null`: the contact was created with it. The same as `to`: it was confirmed or explained.
    #[schema(schema_with = schemas::state_or_null)]
    from: Option<PermissionState>,
    #[schema(schema_with = schemas::state)]
    to: PermissionState,
    actor: ActorBody,
    #[schema(schema_with = schemas::source)]
    source: &'static str,
    #[schema(schema_with = schemas::legal_basis_or_null)]
    legal_basis: Option<&'static str>,
    reason: Option<String>,
    evidence: Option<String>,
    /// When the contact said so, where that was not when it was recorded.
    #[serde(with = "moment::optional")]
    #[schema(schema_with = schemas::moment_or_null)]
    captured_at: Option<Timestamp>,
    #[serde(serialize_with = "moment::serialize")]
    #[schema(schema_with = schemas::moment)]
    recorded_at: Timestamp,
    /// What it was one of many of, such as an import.
    batch: Option<Uuid>,
    /// SHA-256 in hexadecimal, with which the chain is proved.
    hash: String,
}

/// Who did something.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Actor)]
pub struct ActorBody {
    /// operator, api, import, contact or system.
    kind: &'static str,
    /// The operator's or the token's.
    id: Option<Uuid>,
    /// The operator's e-mail address or the token's name, while it is known.
    name: Option<String>,
}

impl ActorBody {
    pub const fn new(kind: &'static str, id: Option<Uuid>, name: Option<String>) -> Self {
        Self { kind, id, name }
    }
}

impl From<PermissionEvent> for PermissionEventBody {
    fn from(event: PermissionEvent) -> Self {
        Self {
            seq: event.seq,
            permission: event.permission,
            from: event.from,
            to: event.to,
            actor: ActorBody::new(event.actor_kind.code(), event.actor_id, event.actor_name),
            source: event.source.code(),
            legal_basis: event.legal_basis.map(crate::domain::LegalBasis::code),
            reason: event.reason,
            evidence: event.evidence,
            captured_at: event.captured_at,
            recorded_at: event.recorded_at,
            batch: event.batch,
            hash: hex(&event.hash),
        }
    }
}

#[derive(Debug, Serialize, ToSchema)]
pub struct PermissionEvents {
    /// The oldest first.
    data: Vec<PermissionEventBody>,
}

/// The ledger's entries of one contact: what explains its permissions.
#[utoipa::path(
    get,
    path = "/api/v1/contacts/{id}/events",
    operation_id = "getContactEvents",
    tag = "ledger",
    params(("id" = Uuid, Path)),
    responses(
        (status = 200, body = PermissionEvents, description = "The entries, the oldest first"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json", description = "There is no such contact"),
        (status = "default", body = ProblemBody, content_type = "application/problem+json", description = "Refused or failed"),
    ),
)]
pub async fn events(
    State(api): State<ApiState>,
    by: By,
    Id(id): Id,
) -> Result<Json<PermissionEvents>, Problem> {
    let entries = by.told(api.history.entries(&by.actor, id).await)?;
    Ok(Json(PermissionEvents {
        data: entries.into_iter().map(Into::into).collect(),
    }))
}

/// What a contact's permissions were at a moment, and every entry that they rest on.
#[derive(Debug, Serialize, ToSchema)]
pub struct Receipt {
    contact: ContactBody,
    #[serde(serialize_with = "moment::serialize")]
    #[schema(schema_with = schemas::moment)]
    as_of: Timestamp,
    /// `null`: the contact was not there yet.
    permissions: Option<super::Permissions>,
    /// Up to that moment, the oldest first.
    events: Vec<PermissionEventBody>,
}

/// A receipt: what the permissions were at a moment, and what that rests on.
#[utoipa::path(
    get,
    path = "/api/v1/contacts/{id}/receipt",
    operation_id = "getReceipt",
    tag = "ledger",
    params(
        ("id" = Uuid, Path),
        ("as_of" = Option<String>, Query, format = DateTime, description = "The moment; now where it is left out"),
    ),
    responses(
        (status = 200, body = Receipt, description = "The receipt"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json", description = "There is no such contact"),
        (status = "default", body = ProblemBody, content_type = "application/problem+json", description = "Refused or failed"),
    ),
)]
pub async fn receipt(
    State(api): State<ApiState>,
    by: By,
    Id(id): Id,
    RawQuery(raw): RawQuery,
) -> Result<Json<Receipt>, Problem> {
    let mut as_of = None;
    for (name, value) in parameters(raw.as_deref())? {
        match name.as_str() {
            "as_of" => {
                let at = moment::parse(&value)
                    .ok_or_else(|| Problem::parameter("as_of", "A moment as RFC 3339 has it"))?;
                as_of = Some(at);
            }
            _ => return Err(unknown(&name)),
        }
    }
    let as_of = as_of.unwrap_or_else(crate::service::now);
    let history = by.told(api.history.of_contact(&by.actor, id, Some(as_of)).await)?;
    let mut events: Vec<_> = history
        .moments
        .into_iter()
        .filter_map(|moment| match moment {
            crate::domain::Moment::Permission(event) => Some(event.into()),
            crate::domain::Moment::Contact(_) => None,
        })
        .collect();
    events.reverse();
    Ok(Json(Receipt {
        contact: ContactBody::from(&history.contact),
        as_of,
        permissions: history
            .states
            .map(|[proactive, reactive]| super::Permissions {
                proactive,
                reactive,
            }),
        events,
    }))
}
