//! What the other side of a failed request gets to read: JSON of an [`AppError`] where a server function was
//! called, a problem document where another system asked, a line of text elsewhere. The request's id stands in it where only
//! the log can tell more.

use super::door;
use crate::{
    api::{self, Problem},
    domain::AppError,
    rpc,
};
use axum::{
    Json,
    body::{Body, to_bytes},
    extract::Request,
    middleware::Next,
    response::{IntoResponse, Response},
};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use std::any::Any;
use tower_http::csrf::ProtectionError;

/// An error holds at most one contact, so this is ample.
const MAX_ERROR_BYTES: usize = 64 * 1024;

/// Who reads the answer, by the address that was asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reader {
    /// In a browser's window.
    Person,
    /// The page's, by a server function.
    Script,
    /// Another system, by the REST API.
    Machine,
}

impl Reader {
    pub fn of(path: &str) -> Self {
        let below = |prefix: &str| {
            path.strip_prefix(prefix)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        if below(rpc::PREFIX) {
            Self::Script
        } else if below(api::PREFIX) {
            Self::Machine
        } else {
            Self::Person
        }
    }
}

/// The answer that tells an error; [`explain`] puts it into words where a person reads it.
pub fn answer(reader: Reader, error: &AppError) -> Response {
    let status = StatusCode::from_u16(error.status()).unwrap_or(StatusCode::BAD_REQUEST);
    match reader {
        Reader::Person => status.into_response(),
        Reader::Script => (status, Json(error)).into_response(),
        Reader::Machine => Problem::from(error).into_response(),
    }
}

/// The answer to a request whose handler panicked. What it was is in the log, without the request's content.
pub fn panicked(_panic: Box<dyn Any + Send + 'static>) -> Response {
    tracing::error!("a handler panicked");
    StatusCode::INTERNAL_SERVER_ERROR.into_response()
}

/// Puts the explanation into every answer that says that something failed.
pub async fn explain(request: Request, next: Next) -> Response {
    let reader = Reader::of(request.uri().path());
    let id = door::request_id(request.extensions());
    let response = next.run(request).await;
    let status = response.status();
    if !status.is_client_error() && !status.is_server_error() {
        return response;
    }
    let kind = response.headers().get(header::CONTENT_TYPE);
    match reader {
        Reader::Script => as_app_error(response, id).await,
        Reader::Machine if kind.is_some_and(|kind| kind == api::PROBLEM) => response,
        Reader::Machine => as_problem(response, &id),
        Reader::Person if kind.is_some() => response,
        Reader::Person => as_text(response, &id),
    }
}

/// Gives the answer of a server function the status of its error: leptos sends them all as 500.
async fn as_app_error(response: Response, request_id: String) -> Response {
    let (mut parts, body) = response.into_parts();
    let body = to_bytes(body, MAX_ERROR_BYTES).await.unwrap_or_default();
    let told = serde_json::from_slice::<AppError>(&body).ok();
    let error = match told {
        Some(error) => {
            if parts.status == StatusCode::INTERNAL_SERVER_ERROR {
                parts.status = StatusCode::from_u16(error.status()).unwrap_or(parts.status);
            }
            error
        }
        None => match parts.status {
            StatusCode::SERVICE_UNAVAILABLE => AppError::Unavailable,
            StatusCode::UNAUTHORIZED => AppError::SignedOut,
            StatusCode::FORBIDDEN => AppError::Forbidden,
            StatusCode::TOO_MANY_REQUESTS => AppError::TooMany {
                seconds: retry_after(&parts.headers),
            },
            status if status.is_client_error() => AppError::Malformed,
            _ => AppError::Internal { request_id },
        },
    };
    parts.headers.remove(header::CONTENT_LENGTH);
    let body = serde_json::to_vec(&error).unwrap_or_default();
    parts.headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("application/json"),
    );
    Response::from_parts(parts, Body::from(body))
}

fn retry_after(headers: &HeaderMap) -> u32 {
    headers
        .get(header::RETRY_AFTER)
        .and_then(|value| value.to_str().ok())
        .and_then(|seconds| seconds.parse().ok())
        .unwrap_or(1)
}

/// Keeps the headers: which methods there are, when to come again.
fn as_problem(response: Response, request_id: &str) -> Response {
    let (before, _) = response.into_parts();
    let mut problem = Problem::of_status(before.status, request_id).into_response();
    for (name, value) in &before.headers {
        if name != header::CONTENT_TYPE && name != header::CONTENT_LENGTH {
            problem.headers_mut().insert(name, value.clone());
        }
    }
    problem
}

fn as_text(response: Response, request_id: &str) -> Response {
    let (mut parts, _) = response.into_parts();
    let forged = parts.extensions.get::<ProtectionError>().is_some();
    let text = match parts.status {
        StatusCode::FORBIDDEN if forged => {
            "This request did not come from a page of this console, so nothing was done.\n"
                .to_owned()
        }
        StatusCode::FORBIDDEN => "You are not allowed to do this.\n".to_owned(),
        StatusCode::NOT_FOUND => "There is nothing here.\n".to_owned(),
        StatusCode::METHOD_NOT_ALLOWED => "This address does not take that method.\n".to_owned(),
        StatusCode::PAYLOAD_TOO_LARGE => "The request is too large.\n".to_owned(),
        StatusCode::TOO_MANY_REQUESTS => {
            let seconds = retry_after(&parts.headers);
            format!("Too many requests. Please try again in {seconds} s.\n")
        }
        StatusCode::SERVICE_UNAVAILABLE => "This took too long. Please try again.\n".to_owned(),
        status if status.is_server_error() => {
            format!("Something went wrong. It is in the server's log as request {request_id}.\n")
        }
        _ => "The request can't be understood.\n".to_owned(),
    };
    parts.headers.remove(header::CONTENT_LENGTH);
    parts.headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("text/plain; charset=utf-8"),
    );
    Response::from_parts(parts, Body::from(text))
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::{Json, Router, middleware::from_fn, routing::get};
    use http_body_util::BodyExt;
    use std::time::Duration;
    use tower::{ServiceBuilder, ServiceExt};
    use tower_http::{
        catch_panic::CatchPanicLayer,
        request_id::{MakeRequestUuid, SetRequestIdLayer},
        timeout::TimeoutLayer,
    };

    async fn panics() -> StatusCode {
        panic!("the text of a contact");
    }

    async fn answer(path: &str) -> (StatusCode, String) {
        let failing = Router::new()
            .route("/panic", get(panics))
            .route("/rpc/panic", get(panics))
            .route("/rpc/slow", get(std::future::pending::<()>))
            .route(
                "/rpc/told",
                get(|| async { (StatusCode::INTERNAL_SERVER_ERROR, Json(AppError::NotFound)) }),
            )
            .route(
                "/said",
                get(|| async { (StatusCode::BAD_REQUEST, "its own words") }),
            )
            .layer(
                ServiceBuilder::new()
                    .layer(SetRequestIdLayer::x_request_id(MakeRequestUuid))
                    .layer(from_fn(explain))
                    .layer(CatchPanicLayer::custom(panicked))
                    .layer(TimeoutLayer::with_status_code(
                        StatusCode::SERVICE_UNAVAILABLE,
                        Duration::from_millis(1),
                    )),
            );
        let request = Request::get(path)
            .header("x-request-id", "id-of-the-request")
            .body(Body::empty())
            .unwrap();
        let (parts, body) = failing.oneshot(request).await.unwrap().into_parts();
        let body = body.collect().await.unwrap().to_bytes();
        (parts.status, String::from_utf8(body.to_vec()).unwrap())
    }

    async fn error(path: &str) -> (StatusCode, AppError) {
        let (status, body) = answer(path).await;
        (status, serde_json::from_str(&body).unwrap())
    }

    #[tokio::test]
    async fn a_panic_is_told_by_the_requests_id_only() {
        let (status, text) = answer("/panic").await;
        assert_eq!(status, StatusCode::INTERNAL_SERVER_ERROR);
        assert!(
            text.contains("id-of-the-request") && !text.contains("contact"),
            "{text}"
        );
        let internal = AppError::Internal {
            request_id: "id-of-the-request".to_owned(),
        };
        assert_eq!(
            error("/rpc/panic").await,
            (StatusCode::INTERNAL_SERVER_ERROR, internal)
        );
    }

    #[tokio::test]
    async fn a_call_answers_with_the_error_that_fits() {
        assert_eq!(
            error("/rpc/slow").await,
            (StatusCode::SERVICE_UNAVAILABLE, AppError::Unavailable)
        );
        assert_eq!(
            error("/rpc/told").await,
            (StatusCode::NOT_FOUND, AppError::NotFound)
        );
        assert_eq!(
            error("/rpc/nothing").await,
            (StatusCode::NOT_FOUND, AppError::Malformed)
        );
    }

    #[tokio::test]
    async fn what_explains_itself_stays_and_what_does_not_is_explained() {
        assert_eq!(
            answer("/said").await,
            (StatusCode::BAD_REQUEST, "its own words".to_owned())
        );
        let (status, text) = answer("/nothing").await;
        assert_eq!(status, StatusCode::NOT_FOUND);
        assert!(!text.is_empty());
    }
}
