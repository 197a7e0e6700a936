//! `PATCH /api/v1/contacts/{id}/permissions`.

use super::{ContactBody, Grounds, answer, grounds::with_grounds};
use crate::{
    api::{
        ApiState, Problem, ProblemBody,
        call::{Body, By, Id, IfMatch},
        schemas,
    },
    domain::{Permission, PermissionState},
};
use axum::{extract::State, response::Response};
use http::StatusCode;

with_grounds! {
    /// The permissions to set, and what that rests on. `null` is the same as left out.
    #[schema(example = json!({
        "proactive": "active", "source": "website", "legal_basis": "consent",
        "reason": "Signed up for news", "evidence": "form 4711"
    }))]
    pub struct PermissionsPatch {
        #[serde(default)]
        #[schema(schema_with = schemas::state_or_null)]
        proactive: Option<PermissionState>,
        #[serde(default)]
        #[schema(schema_with = schemas::state_or_null)]
        reactive: Option<PermissionState>,
    }
}

/// Sets permissions, with what that rests on.
///
/// A stop that the contact wrote (`opt-out-message`) or chose with the provider (`provider-preference`) locks proactive
/// messages: only a later opt-in of theirs opens them again. What is already so is written to the ledger too where there is
/// something to say of it, such as a consent renewed.
#[utoipa::path(
    patch,
    path = "/api/v1/contacts/{id}/permissions",
    operation_id = "patchPermissions",
    tag = "contacts",
    params(
        ("id" = uuid::Uuid, Path),
        ("If-Match" = inline(schemas::EntityTags), Header, example = "*", description = "The ETag of the version that this changes, or * for whatever it is by now"),
    ),
    request_body(content((PermissionsPatch = "application/json"), (PermissionsPatch = "application/merge-patch+json"))),
    responses(
        (status = 200, body = ContactBody, description = "The contact as it is now", headers(("ETag" = String))),
        (status = 404, body = ProblemBody, content_type = "application/problem+json", description = "There is no such contact"),
        (status = 409, body = ProblemBody, content_type = "application/problem+json", description = "The contact stopped proactive messages themselves"),
        (status = 412, body = ProblemBody, content_type = "application/problem+json", description = "It has changed since that version: `current` is what it is now"),
        (status = 428, body = ProblemBody, content_type = "application/problem+json", description = "If-Match is missing"),
        (status = "default", body = ProblemBody, content_type = "application/problem+json", description = "Refused or failed"),
    ),
)]
pub async fn patch(
    State(api): State<ApiState>,
    by: By,
    Id(id): Id,
    version: IfMatch,
    Body(patch): Body<PermissionsPatch>,
) -> Result<Response, Problem> {
    let version = version.required()?;
    let wanted: Vec<_> = [
        (Permission::Proactive, patch.proactive),
        (Permission::Reactive, patch.reactive),
    ]
    .into_iter()
    .filter_map(|(permission, state)| Some((permission, state?)))
    .collect();
    let set = api
        .contacts
        .set_permissions(&by.actor, id, version, &wanted, &patch.grounds())
        .await;
    Ok(answer(StatusCode::OK, &by.told(set)?))
}
