//! `POST /api/v1/contacts`.

use super::{ContactBody, Grounds, answer, grounds::with_grounds, text};
use crate::{
    api::{
        ApiState, Problem, ProblemBody,
        call::{Body, By},
        schemas,
    },
    domain::{ContactDraft, PermissionState},
    service::IdempotencyKey,
};
use axum::{extract::State, response::Response};
use http::{HeaderMap, HeaderValue, StatusCode};

/// The header by which a request that is tried again is known.
const IDEMPOTENCY_KEY: &str = "idempotency-key";
/// Says that the answer is that of the first try.
const REPLAYED: &str = "idempotency-replayed";

with_grounds! {
    /// A contact to be made. `null` is the same as left out.
    #[schema(example = json!({ "channel": "whatsapp", "contact_id": "34666123456", "name": "María Prieto" }))]
    pub struct NewContact {
        #[schema(schema_with = schemas::channel)]
        channel: String,
        /// The person's identifier on that channel; brought into its normal form.
        #[schema(min_length = 1, max_length = 140)]
        contact_id: String,
        #[serde(default)]
        #[schema(schema_with = schemas::text_or_null)]
        name: Option<String>,
        #[serde(default)]
        #[schema(schema_with = schemas::text_or_null)]
        external_code: Option<String>,
        #[serde(default)]
        #[schema(schema_with = schemas::language_or_null)]
        language: Option<String>,
        /// As the settings say where it is left out; blocked out of the box.
        #[serde(default)]
        #[schema(schema_with = schemas::state_or_null)]
        proactive: Option<PermissionState>,
        /// As the settings say where it is left out; active out of the box.
        #[serde(default)]
        #[schema(schema_with = schemas::state_or_null)]
        reactive: Option<PermissionState>,
    }
}

/// Makes a contact.
///
/// With an `Idempotency-Key` (up to 255 visible characters), trying again within 24 hours makes nothing twice: the
/// contact that the first try made comes back, as it is by then, with `Idempotency-Replayed: true`.
#[utoipa::path(
    post,
    path = "/api/v1/contacts",
    operation_id = "createContact",
    tag = "contacts",
    params(("Idempotency-Key" = Option<String>, Header, description = "Of the caller's choice, one for each contact to be made", max_length = 255, pattern = "^[!-~]+$")),
    request_body = NewContact,
    responses(
        (status = 201, body = ContactBody, description = "The contact", headers(("ETag" = String), ("Location" = String))),
        (status = 409, body = ProblemBody, content_type = "application/problem+json", description = "Another contact has this contact ID: `conflict` says which"),
        (status = 422, body = ProblemBody, content_type = "application/problem+json", description = "Some fields are refused"),
        (status = "default", body = ProblemBody, content_type = "application/problem+json", description = "Refused or failed"),
    ),
)]
pub async fn create(
    State(api): State<ApiState>,
    by: By,
    headers: HeaderMap,
    Body(new): Body<NewContact>,
) -> Result<Response, Problem> {
    let defaults = api.contacts.new_contact();
    let draft = ContactDraft {
        name: text(new.name.clone()),
        contact_id: new.contact_id.clone(),
        external_code: text(new.external_code.clone()),
        language: new
            .language
            .clone()
            .unwrap_or_else(|| defaults.language.clone()),
        channel: new.channel.clone(),
        ..ContactDraft::empty(
            new.proactive.unwrap_or(defaults.proactive),
            new.reactive.unwrap_or(defaults.reactive),
        )
    };
    let Some(key) = headers.get(IDEMPOTENCY_KEY) else {
        let created = api.contacts.create(&by.actor, &draft, &new.grounds()).await;
        return Ok(answer(StatusCode::CREATED, &by.told(created)?));
    };
    let key = key
        .to_str()
        .ok()
        .and_then(IdempotencyKey::parse)
        .ok_or_else(|| Problem::header("Idempotency-Key takes 1 to 255 visible characters"))?;
    let made = api
        .contacts
        .create_once(&by.actor, &key, &draft, &new.grounds())
        .await;
    let (contact, replayed) = by.told(made)?;
    let mut response = answer(StatusCode::CREATED, &contact);
    if replayed {
        response
            .headers_mut()
            .insert(REPLAYED, HeaderValue::from_static("true"));
    }
    Ok(response)
}
