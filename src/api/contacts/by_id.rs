//! `/api/v1/contacts/by-id/{channel}/{contact_id}`: a contact by what the channel knows it by.

use super::{ContactBody, Grounds, answer, grounds::with_grounds, parsed_edit, sent};
use crate::{
    api::{
        ApiState, Problem, ProblemBody,
        call::{Body, By, IfMatch},
        schemas,
    },
    domain::{
        AppError, Channel, ContactEdit, ContactFields, ContactId, Field, FieldError,
        FieldErrorCode, Language, PermissionState,
    },
};
use axum::{
    extract::{FromRequestParts, Path, State},
    response::Response,
};
use http::{StatusCode, request::Parts};

/// A channel and a contact ID in an address, in any form that the channel's rule takes.
pub struct Key {
    pub channel: Channel,
    pub contact_id: ContactId,
}

impl<S: Send + Sync> FromRequestParts<S> for Key {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let Ok(Path((channel, contact_id))) =
            Path::<(String, String)>::from_request_parts(parts, state).await
        else {
            return Err(Problem::of_status(StatusCode::NOT_FOUND, ""));
        };
        let refused = |field, code| {
            let fields = vec![FieldError::new(field, code)];
            Problem::from(&AppError::Invalid { fields })
        };
        let channel: Channel = channel
            .parse()
            .map_err(|_| refused(Field::Channel, FieldErrorCode::UnknownChannel))?;
        let contact_id = ContactId::parse(channel, &contact_id)
            .map_err(|code| refused(Field::ContactId, code))?;
        Ok(Self {
            channel,
            contact_id,
        })
    }
}

/// Reads a contact by its channel and contact ID.
#[utoipa::path(
    get,
    path = "/api/v1/contacts/by-id/{channel}/{contact_id}",
    operation_id = "getContactById",
    tag = "contacts",
    params(
        ("channel" = inline(schemas::ChannelCode), Path, description = "A channel's code", example = "whatsapp"),
        ("contact_id" = String, Path, description = "In any form that the channel's rule takes, such as +34666123456", example = "34666123456"),
    ),
    responses(
        (status = 200, body = ContactBody, description = "The contact", headers(("ETag" = String))),
        (status = 404, body = ProblemBody, content_type = "application/problem+json", description = "There is no such contact"),
        (status = 422, body = ProblemBody, content_type = "application/problem+json", description = "No channel, or no contact ID of it"),
        (status = "default", body = ProblemBody, content_type = "application/problem+json", description = "Refused or failed"),
    ),
)]
pub async fn get(State(api): State<ApiState>, by: By, key: Key) -> Result<Response, Problem> {
    let found = api
        .contacts
        .contact_by_id(&by.actor, key.channel, &key.contact_id)
        .await;
    Ok(answer(StatusCode::OK, &by.told(found)?))
}

with_grounds! {
    /// The contact as it is to be. What is left out stays as it is, or is the default of a new one; `null` is none, and of a
    /// permission the same as left out.
    #[schema(example = json!({ "name": "María Prieto", "external_code": "CRM-1", "language": "es-ES" }))]
    pub struct ContactUpsert {
        #[serde(default, deserialize_with = "sent")]
        #[schema(schema_with = schemas::text_or_null)]
        name: Option<Option<String>>,
        #[serde(default, deserialize_with = "sent")]
        #[schema(schema_with = schemas::text_or_null)]
        external_code: Option<Option<String>>,
        #[serde(default, deserialize_with = "sent")]
        #[schema(schema_with = schemas::language_or_null)]
        language: Option<Option<String>>,
        #[serde(default)]
        #[schema(schema_with = schemas::state_or_null)]
        proactive: Option<PermissionState>,
        #[serde(default)]
        #[schema(schema_with = schemas::state_or_null)]
        reactive: Option<PermissionState>,
    }
}

/// Makes a contact, or changes the one that is there.
///
/// The same request twice leaves the same contact and writes nothing the second time. A contact that stopped proactive
/// messages themselves is not opened by it.
#[utoipa::path(
    put,
    path = "/api/v1/contacts/by-id/{channel}/{contact_id}",
    operation_id = "putContactById",
    tag = "contacts",
    params(
        ("channel" = inline(schemas::ChannelCode), Path, description = "A channel's code", example = "whatsapp"),
        ("contact_id" = String, Path, description = "In any form that the channel's rule takes", example = "34666123456"),
        ("If-Match" = inline(Option<schemas::EntityTags>), Header, description = "The ETag of the version that this changes; whatever it is where this is left out"),
    ),
    request_body = ContactUpsert,
    responses(
        (status = 200, body = ContactBody, description = "The contact, which was there", headers(("ETag" = String))),
        (status = 201, body = ContactBody, description = "The contact, which is new", headers(("ETag" = String), ("Location" = String))),
        (status = 409, body = ProblemBody, content_type = "application/problem+json", description = "The contact stopped proactive messages themselves"),
        (status = 412, body = ProblemBody, content_type = "application/problem+json", description = "It has changed since that version"),
        (status = 422, body = ProblemBody, content_type = "application/problem+json", description = "Some fields are refused"),
        (status = "default", body = ProblemBody, content_type = "application/problem+json", description = "Refused or failed"),
    ),
)]
pub async fn put(
    State(api): State<ApiState>,
    by: By,
    key: Key,
    version: IfMatch,
    Body(wanted): Body<ContactUpsert>,
) -> Result<Response, Problem> {
    let grounds = wanted.grounds();
    let edit = parsed_edit(wanted.name, wanted.external_code, wanted.language)
        .map_err(|error| Problem::from(&error))?;
    let edit = ContactEdit {
        proactive: wanted.proactive,
        reactive: wanted.reactive,
        ..edit
    };
    let defaults = api.contacts.new_contact();
    let mut fields = ContactFields {
        channel: key.channel,
        contact_id: key.contact_id,
        name: None,
        external_code: None,
        language: Language::parse(&defaults.language).unwrap_or_default(),
        proactive: defaults.proactive,
        reactive: defaults.reactive,
    };
    edit.apply(&mut fields);
    let done = api
        .contacts
        .upsert(&by.actor, &fields, &edit, version.optional(), &grounds)
        .await;
    let (contact, made) = by.told(done)?;
    let status = if made {
        StatusCode::CREATED
    } else {
        StatusCode::OK
    };
    Ok(answer(status, &contact))
}
