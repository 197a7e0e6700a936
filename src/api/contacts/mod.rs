//! Contacts as JSON, and what is done with them.

pub mod by_id;
pub mod create;
mod grounds;
pub mod history;
pub mod list;
pub mod one;
pub mod permissions;

use super::{moment, schemas};
use crate::domain::{Contact, ExternalCode, Language, Name, PermissionState, Timestamp};
use axum::{
    Json,
    response::{IntoResponse, Response},
};
use grounds::Grounds;
use http::{HeaderValue, StatusCode, header};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// One person on one channel.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = Contact)]
pub struct ContactBody {
    id: Uuid,
    #[schema(schema_with = schemas::channel)]
    channel: &'static str,
    /// The person's identifier on that channel, in its normal form; unique there, permanent.
    contact_id: String,
    name: Option<String>,
    external_code: Option<String>,
    /// A BCP-47 tag.
    language: Option<String>,
    permissions: Permissions,
    /// When the contact stopped proactive messages themselves, as long as that stands.
    #[serde(with = "moment::optional")]
    #[schema(schema_with = schemas::moment_or_null)]
    stopped_at: Option<Timestamp>,
    /// Grows by one with every change; the ETag.
    version: i64,
    #[serde(serialize_with = "moment::serialize")]
    #[schema(schema_with = schemas::moment)]
    created_at: Timestamp,
    #[serde(serialize_with = "moment::serialize")]
    #[schema(schema_with = schemas::moment)]
    updated_at: Timestamp,
}

/// Whether we may write first, and whether we may answer automatically.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Permissions {
    #[schema(schema_with = schemas::state)]
    proactive: PermissionState,
    #[schema(schema_with = schemas::state)]
    reactive: PermissionState,
}

impl From<&Contact> for ContactBody {
    fn from(contact: &Contact) -> Self {
        let fields = &contact.fields;
        Self {
            id: contact.id,
            channel: fields.channel.code(),
            contact_id: fields.contact_id.as_str().to_owned(),
            name: fields.name.as_ref().map(|name| name.as_str().to_owned()),
            external_code: fields
                .external_code
                .as_ref()
                .map(|code| code.as_str().to_owned()),
            language: fields
                .language
                .as_ref()
                .map(|language| language.as_str().to_owned()),
            permissions: Permissions {
                proactive: fields.proactive,
                reactive: fields.reactive,
            },
            stopped_at: contact.stopped_at,
            version: contact.version,
            created_at: contact.created_at,
            updated_at: contact.updated_at,
        }
    }
}

impl ContactBody {
    pub fn etag(&self) -> HeaderValue {
        // Digits and quotes are always a header's value.
        HeaderValue::try_from(format!("\"{}\"", self.version))
            .unwrap_or(HeaderValue::from_static("\"\""))
    }
}

/// Where a contact is.
pub fn href(id: Uuid) -> String {
    format!("/api/v1/contacts/{id}")
}

/// A contact with its ETag.
fn answer(status: StatusCode, contact: &Contact) -> Response {
    let body = ContactBody::from(contact);
    let etag = body.etag();
    let mut response = (status, [(header::ETAG, etag)], Json(body)).into_response();
    if status == StatusCode::CREATED
        && let Ok(location) = HeaderValue::try_from(href(contact.id))
    {
        response.headers_mut().insert(header::LOCATION, location);
    }
    response
}

/// The text of an optional field, as the form has it.
fn text(value: Option<String>) -> String {
    value.unwrap_or_default()
}

/// Tells a field that is `null` from one that is left out.
fn sent<'de, D, T>(deserializer: D) -> Result<Option<Option<T>>, D::Error>
where
    D: serde::Deserializer<'de>,
    T: serde::Deserialize<'de>,
{
    serde::Deserialize::deserialize(deserializer).map(Some)
}

/// The optional fields of a request, parsed: those that were sent, and everything that is wrong with them.
fn parsed_edit(
    name: Option<Option<String>>,
    external_code: Option<Option<String>>,
    language: Option<Option<String>>,
) -> Result<crate::domain::ContactEdit, crate::domain::AppError> {
    use crate::domain::{AppError, ContactEdit, Field, FieldError};
    let mut errors = Vec::new();
    let mut note = |field, code| errors.push(FieldError::new(field, code));
    let name = name.map(|name| Name::parse(&text(name)).map_err(|code| note(Field::Name, code)));
    let external_code = external_code.map(|code| {
        ExternalCode::parse(&text(code)).map_err(|code| note(Field::ExternalCode, code))
    });
    let language = language.map(|language| {
        Language::parse(&text(language)).map_err(|code| note(Field::Language, code))
    });
    match (
        name.transpose(),
        external_code.transpose(),
        language.transpose(),
    ) {
        (Ok(name), Ok(external_code), Ok(language)) => Ok(ContactEdit {
            name,
            external_code,
            language,
            ..ContactEdit::default()
        }),
        _ => Err(AppError::Invalid { fields: errors }),
    }
}
