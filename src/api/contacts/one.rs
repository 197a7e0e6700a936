//! `/api/v1/contacts/{id}`: one contact.

use super::{ContactBody, answer, parsed_edit, sent};
use crate::{
    api::{
        ApiState, Problem, ProblemBody,
        call::{Body, By, Id, IfMatch},
        schemas,
    },
    domain::GroundsDraft,
};
use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use http::{HeaderMap, StatusCode, header};
use serde::Deserialize;
use utoipa::ToSchema;

/// Reads a contact.
///
/// With `If-None-Match`, 304 and no body where it is still that version.
#[utoipa::path(
    get,
    path = "/api/v1/contacts/{id}",
    operation_id = "getContact",
    tag = "contacts",
    params(("id" = uuid::Uuid, Path)),
    responses(
        (status = 200, body = ContactBody, description = "The contact", headers(("ETag" = String))),
        (status = 304, description = "It is still the version that If-None-Match names"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json", description = "There is no such contact"),
        (status = "default", body = ProblemBody, content_type = "application/problem+json", description = "Refused or failed"),
    ),
)]
pub async fn get(
    State(api): State<ApiState>,
    by: By,
    Id(id): Id,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let contact = by.told(api.contacts.contact(&by.actor, id).await)?;
    let response = answer(StatusCode::OK, &contact);
    let etag = response.headers().get(header::ETAG).cloned();
    match (headers.get(header::IF_NONE_MATCH), etag) {
        (Some(known), Some(etag)) if *known == etag => {
            Ok((StatusCode::NOT_MODIFIED, [(header::ETAG, etag)]).into_response())
        }
        _ => Ok(response),
    }
}

/// The fields to change; what is left out stays, `null` is none. Permissions have an address of their own.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "name": "María Prieto", "language": null }))]
pub struct ContactPatch {
    #[serde(default, deserialize_with = "sent")]
    #[schema(schema_with = schemas::text_or_null)]
    name: Option<Option<String>>,
    #[serde(default, deserialize_with = "sent")]
    #[schema(schema_with = schemas::text_or_null)]
    external_code: Option<Option<String>>,
    #[serde(default, deserialize_with = "sent")]
    #[schema(schema_with = schemas::language_or_null)]
    language: Option<Option<String>>,
}

/// Changes some of the fields (RFC 7396).
#[utoipa::path(
    patch,
    path = "/api/v1/contacts/{id}",
    operation_id = "patchContact",
    tag = "contacts",
    params(
        ("id" = uuid::Uuid, Path),
        ("If-Match" = inline(schemas::EntityTags), Header, example = "*", description = "The ETag of the version that this changes, or * for whatever it is by now"),
    ),
    request_body(content((ContactPatch = "application/json"), (ContactPatch = "application/merge-patch+json"))),
    responses(
        (status = 200, body = ContactBody, description = "The contact as it is now", headers(("ETag" = String))),
        (status = 404, body = ProblemBody, content_type = "application/problem+json", description = "There is no such contact"),
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
    Body(patch): Body<ContactPatch>,
) -> Result<Response, Problem> {
    let version = version.required()?;
    let edit = parsed_edit(patch.name, patch.external_code, patch.language)
        .map_err(|error| Problem::from(&error))?;
    let grounds = GroundsDraft::default();
    let edited = api
        .contacts
        .edit(&by.actor, id, version, &edit, &grounds)
        .await;
    Ok(answer(StatusCode::OK, &by.told(edited)?))
}

/// Erases a contact.
///
/// The personal data is gone, also from what was written about its permissions; the ledger keeps entries that name nobody.
#[utoipa::path(
    delete,
    path = "/api/v1/contacts/{id}",
    operation_id = "deleteContact",
    tag = "contacts",
    params(
        ("id" = uuid::Uuid, Path),
        ("If-Match" = inline(Option<schemas::EntityTags>), Header, description = "The ETag of the version that is to go; whatever it is where this is left out"),
    ),
    responses(
        (status = 204, description = "It is gone"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json", description = "There is no such contact"),
        (status = 412, body = ProblemBody, content_type = "application/problem+json", description = "It has changed since that version"),
        (status = "default", body = ProblemBody, content_type = "application/problem+json", description = "Refused or failed"),
    ),
)]
pub async fn delete(
    State(api): State<ApiState>,
    by: By,
    Id(id): Id,
    version: IfMatch,
) -> Result<StatusCode, Problem> {
    by.told(api.contacts.delete(&by.actor, id, version.optional()).await)?;
    Ok(StatusCode::NO_CONTENT)
}
