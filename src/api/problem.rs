//! What went wrong, as RFC 9457 has it.

use super::contacts::ContactBody;
use crate::domain::{AppError, Contact, Field, FieldError, FieldErrorCode, QueryError};
use axum::response::{IntoResponse, Response};
use http::{HeaderValue, StatusCode, header};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// The content type of a [`Problem`].
pub const PROBLEM: &str = "application/problem+json";

/// A refusal or a failure: an answer by itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem(Box<ProblemBody>);

/// A refusal or a failure (RFC 9457). `code` is stable and for programs; `title` is for whoever reads a log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = Problem)]
pub struct ProblemBody {
    title: &'static str,
    status: u16,
    /// Stable: what a program decides by.
    code: &'static str,
    /// What is wrong with this request, where the code leaves that open.
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<String>,
    /// Each field that is refused.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<FieldProblem>,
    /// The contact that is in the way.
    #[serde(skip_serializing_if = "Option::is_none")]
    conflict: Option<Conflict>,
    /// The contact as it is now, where the request was made for another version of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    current: Option<Box<ContactBody>>,
    /// Where only the server's log can tell more: the id under which it does.
    #[serde(skip_serializing_if = "Option::is_none")]
    request_id: Option<String>,
}

/// A field that is refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct FieldProblem {
    /// Where in the body it is (RFC 6901).
    #[serde(skip_serializing_if = "Option::is_none")]
    pointer: Option<String>,
    /// Which parameter of the address it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    parameter: Option<String>,
    /// Stable: what a program decides by.
    code: &'static str,
    /// What it takes, for whoever reads it.
    detail: String,
}

/// The contact that has this contact ID already.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Conflict {
    id: Uuid,
    /// Its address here.
    href: String,
}

impl Problem {
    fn new(status: u16, code: &'static str, title: &'static str) -> Self {
        Self(Box::new(ProblemBody {
            title,
            status,
            code,
            detail: None,
            errors: Vec::new(),
            conflict: None,
            current: None,
            request_id: None,
        }))
    }

    /// Of an answer that has a status and no words. `request_id` is told where the server is at fault.
    #[must_use]
    pub fn of_status(status: StatusCode, request_id: &str) -> Self {
        let number = status.as_u16();
        match number {
            401 => Self::new(401, "signed_out", "A valid token is needed"),
            403 => Self::new(403, "forbidden", "Not allowed"),
            404 => Self::new(404, "not_found", "There is nothing here"),
            405 => Self::new(
                405,
                "method_not_allowed",
                "This address does not take that method",
            ),
            408 => Self::new(408, "timeout", "Nothing came for too long"),
            413 => Self::new(413, "too_large", "The request is too large"),
            415 => Self::new(415, "not_json", "The body must be JSON, and say so"),
            429 => Self::new(429, "too_many", "Too many requests"),
            503 => Self::new(503, "unavailable", "Temporarily unavailable"),
            500.. => {
                let mut problem = Self::new(number, "internal", "Something went wrong");
                problem.0.request_id = Some(request_id.to_owned());
                problem
            }
            _ => Self::new(number, "malformed", "The request can't be understood"),
        }
    }

    /// The body is not JSON at all, or its JSON not what is expected, at `pointer`.
    #[must_use]
    pub fn body(syntax: bool, pointer: String, detail: String) -> Self {
        if syntax {
            return Self::new(400, "malformed", "The body is not JSON").with_detail(detail);
        }
        let error = FieldProblem {
            pointer: Some(pointer),
            parameter: None,
            code: "shape",
            detail,
        };
        Self::new(422, "invalid", "Some fields are refused").with_errors(vec![error])
    }

    /// A parameter of the address has no such value.
    #[must_use]
    pub fn parameter(name: &str, detail: impl Into<String>) -> Self {
        let error = FieldProblem {
            pointer: None,
            parameter: Some(name.to_owned()),
            code: "value",
            detail: detail.into(),
        };
        Self::new(400, "query", "A parameter of the address is refused").with_errors(vec![error])
    }

    /// A header that has to be there is not (RFC 6585).
    #[must_use]
    pub fn precondition_required() -> Self {
        Self::new(
            428,
            "precondition_required",
            "If-Match must name the version that this changes",
        )
        .with_detail("Send the ETag of the contact as If-Match, or * for whatever it is by now")
    }

    /// The request is right, but not now.
    #[must_use]
    pub fn conflict(code: &'static str, title: &'static str) -> Self {
        Self::new(409, code, title)
    }

    #[must_use]
    pub fn unprocessable(code: &'static str, title: &'static str) -> Self {
        Self::new(422, code, title)
    }

    /// The same, where the field that is refused stands in `value`.
    #[must_use]
    pub fn at_value(mut self) -> Self {
        for error in &mut self.0.errors {
            error.pointer = Some("/value".to_owned());
        }
        self
    }

    #[must_use]
    pub fn header(detail: &str) -> Self {
        Self::new(400, "header", "A header can't be understood").with_detail(detail)
    }

    fn with_detail(mut self, detail: impl Into<String>) -> Self {
        self.0.detail = Some(detail.into());
        self
    }

    fn with_errors(mut self, errors: Vec<FieldProblem>) -> Self {
        self.0.errors = errors;
        self
    }

    fn with_current(mut self, current: &Contact) -> Self {
        self.0.current = Some(Box::new(ContactBody::from(current)));
        self
    }

    #[cfg(test)]
    pub(super) fn body_of(&self) -> serde_json::Value {
        serde_json::to_value(&self.0).unwrap()
    }
}

/// A field's place in a body.
const fn pointer(field: Field) -> &'static str {
    match field {
        Field::Name => "/name",
        Field::ContactId => "/contact_id",
        Field::ExternalCode => "/external_code",
        Field::Language => "/language",
        Field::Channel => "/channel",
        Field::Proactive => "/proactive",
        Field::Reactive => "/reactive",
        Field::Reason => "/reason",
        Field::Evidence => "/evidence",
        Field::CapturedAt => "/captured_at",
    }
}

impl From<&FieldError> for FieldProblem {
    fn from(error: &FieldError) -> Self {
        let (code, detail) = match &error.code {
            FieldErrorCode::Required => ("required", "It must be given".to_owned()),
            FieldErrorCode::TooLong { max } => ("too_long", format!("At most {max} characters")),
            FieldErrorCode::ControlCharacter => (
                "control_character",
                "No line breaks or other control characters".to_owned(),
            ),
            FieldErrorCode::NationalNumber => (
                "national_number",
                "It must begin with + and the country code".to_owned(),
            ),
            FieldErrorCode::ContactIdFormat { channel } => (
                "contact_id_format",
                format!("Not a contact ID of the channel {channel}"),
            ),
            FieldErrorCode::LanguageTag => ("language_tag", "Not a BCP-47 tag".to_owned()),
            FieldErrorCode::UnknownChannel => {
                ("unknown_channel", "There is no such channel".to_owned())
            }
            FieldErrorCode::NotPast => ("not_past", "It must not lie in the future".to_owned()),
            FieldErrorCode::Duplicate { .. } => (
                "duplicate",
                "Another contact has this contact ID".to_owned(),
            ),
        };
        Self {
            pointer: Some(pointer(error.field).to_owned()),
            parameter: None,
            code,
            detail,
        }
    }
}

impl From<&AppError> for Problem {
    fn from(error: &AppError) -> Self {
        match error {
            AppError::Invalid { fields } => {
                let errors = fields.iter().map(FieldProblem::from).collect();
                let conflict = fields.iter().find_map(|field| match &field.code {
                    FieldErrorCode::Duplicate { id, .. } => Some(Conflict {
                        id: *id,
                        href: super::contacts::href(*id),
                    }),
                    _ => None,
                });
                let mut problem = if conflict.is_some() {
                    Self::new(409, "duplicate", "Another contact has this contact ID")
                } else {
                    Self::new(422, "invalid", "Some fields are refused")
                };
                problem.0.conflict = conflict;
                problem.with_errors(errors)
            }
            AppError::Query { query } => match query {
                QueryError::NotUtf8 => Self::parameter("", "The query string is not valid UTF-8"),
                QueryError::Value { parameter } => Self::parameter(parameter, "It has no such value"),
                QueryError::SearchTooLong { max } => {
                    Self::parameter("q", format!("At most {max} characters"))
                }
                QueryError::Cursor => {
                    Self::parameter("cursor", "Not a cursor of this search")
                }
            },
            AppError::Stale { current } => {
                Self::new(412, "stale", "The contact has changed since that version")
                    .with_current(current)
            }
            AppError::Stopped { current } => {
                Self::new(409, "stopped", "The contact stopped proactive messages themselves")
                    .with_current(current)
                    .with_detail(
                        "Only a later opt-in of theirs (source opt-in-message or provider-preference), or an admin with \
                         a reason and evidence, makes them active again",
                    )
            }
            AppError::KeyReused => Self::new(
                422,
                "idempotency_key_reused",
                "This Idempotency-Key came with another request before",
            ),
            AppError::Internal { request_id } => {
                Self::of_status(StatusCode::INTERNAL_SERVER_ERROR, request_id)
            }
            _ => {
                let status = StatusCode::from_u16(error.status()).unwrap_or(StatusCode::BAD_REQUEST);
                Self::of_status(status, "")
            }
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.0.status).unwrap_or(StatusCode::BAD_REQUEST);
        let etag = self.0.current.as_ref().map(|current| current.etag());
        let body = serde_json::to_vec(&self.0).unwrap_or_default();
        let kind = HeaderValue::from_static(PROBLEM);
        let mut response = (status, [(header::CONTENT_TYPE, kind)], body).into_response();
        let headers = response.headers_mut();
        if status == StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        if let Some(etag) = etag {
            headers.insert(header::ETAG, etag);
        }
        response
    }
}
