//! What went wrong, as RFC 9457 has it.

use crate::domain::AppError;
use axum::response::{IntoResponse, Response};
use http::{HeaderValue, StatusCode, header};
use serde::Serialize;

/// The content type of a [`Problem`].
pub const PROBLEM: &str = "application/problem+json";

/// A refusal or a failure. `code` is stable and for programs; `title` is for whoever reads a log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Problem {
    title: &'static str,
    status: u16,
    code: &'static str,
    /// Where only the server's log can tell more: the id under which it does.
    #[serde(skip_serializing_if = "Option::is_none")]
    request_id: Option<String>,
}

impl Problem {
    const fn new(status: u16, code: &'static str, title: &'static str) -> Self {
        Self {
            title,
            status,
            code,
            request_id: None,
        }
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
            413 => Self::new(413, "too_large", "The request is too large"),
            429 => Self::new(429, "too_many", "Too many requests"),
            503 => Self::new(503, "unavailable", "Temporarily unavailable"),
            500.. => Self {
                request_id: Some(request_id.to_owned()),
                ..Self::new(number, "internal", "Something went wrong")
            },
            _ => Self::new(number, "malformed", "The request can't be understood"),
        }
    }
}

impl From<&AppError> for Problem {
    fn from(error: &AppError) -> Self {
        let status = StatusCode::from_u16(error.status()).unwrap_or(StatusCode::BAD_REQUEST);
        let request_id = match error {
            AppError::Internal { request_id } => request_id.as_str(),
            _ => "",
        };
        Self::of_status(status, request_id)
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::BAD_REQUEST);
        let body = serde_json::to_vec(&self).unwrap_or_default();
        let kind = HeaderValue::from_static(PROBLEM);
        let mut response = (status, [(header::CONTENT_TYPE, kind)], body).into_response();
        if status == StatusCode::UNAUTHORIZED {
            response
                .headers_mut()
                .insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response
    }
}
