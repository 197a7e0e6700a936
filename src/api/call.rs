//! What every endpoint begins with: who asks, the body, the version that is meant.

use super::Problem;
use crate::{
    domain::{Actor, AppError, Identity},
    service::Failure,
};
use axum::{
    body::Bytes,
    extract::{FromRequest, FromRequestParts, Path, Request},
    response::{IntoResponse, Response},
};
use http::{HeaderMap, StatusCode, header, request::Parts};
use serde::de::DeserializeOwned;
use serde_path_to_error::Segment;
use uuid::Uuid;

/// Under which the log has a request.
const REQUEST_ID: &str = "x-request-id";

/// Somebody who is known.
pub struct By {
    pub actor: Actor,
    pub request_id: String,
}

impl<S: Sync> FromRequestParts<S> for By {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let identity = parts.extensions.get::<Identity>();
        // The door lets nobody else through.
        let actor = identity
            .and_then(Identity::actor)
            .ok_or_else(|| Problem::from(&AppError::SignedOut))?;
        let id = parts.headers.get(REQUEST_ID);
        Ok(Self {
            actor,
            request_id: id
                .and_then(|id| id.to_str().ok())
                .unwrap_or_default()
                .to_owned(),
        })
    }
}

impl By {
    /// What the caller is told where a use case failed.
    pub fn told<T>(&self, result: Result<T, Failure>) -> Result<T, Problem> {
        result.map_err(|failure| Problem::from(&failure.told(&self.request_id)))
    }
}

/// A body of JSON. What it must hold and holds no more than is told by a pointer to the place.
pub struct Body<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Body<T> {
    type Rejection = Response;

    async fn from_request(request: Request, state: &S) -> Result<Self, Response> {
        if !is_json(request.headers()) {
            let status = StatusCode::UNSUPPORTED_MEDIA_TYPE;
            return Err(Problem::of_status(status, "").into_response());
        }
        let bytes = Bytes::from_request(request, state)
            .await
            .map_err(|rejection| Problem::of_status(rejection.status(), "").into_response())?;
        read(&bytes).map(Self).map_err(IntoResponse::into_response)
    }
}

fn is_json(headers: &HeaderMap) -> bool {
    headers
        .get(header::CONTENT_TYPE)
        .and_then(|kind| kind.to_str().ok())
        .and_then(|kind| kind.split(';').next())
        .map(|kind| kind.trim().to_ascii_lowercase())
        // RFC 7396, which is how PATCH reads its body.
        .is_some_and(|kind| kind == "application/json" || kind == "application/merge-patch+json")
}

/// RFC 6901.
fn pointer(path: &serde_path_to_error::Path) -> String {
    let mut pointer = String::new();
    for segment in path {
        match segment {
            Segment::Seq { index } => {
                pointer.push('/');
                pointer.push_str(&index.to_string());
            }
            Segment::Map { key } => {
                pointer.push('/');
                pointer.push_str(&key.replace('~', "~0").replace('/', "~1"));
            }
            Segment::Enum { .. } | Segment::Unknown => {}
        }
    }
    pointer
}

fn read<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Problem> {
    let mut json = serde_json::Deserializer::from_slice(bytes);
    let value = serde_path_to_error::deserialize(&mut json).map_err(|error| {
        let pointer = pointer(error.path());
        let inner = error.inner();
        Problem::body(!inner.is_data(), pointer, inner.to_string())
    })?;
    json.end()
        .map(|()| value)
        .map_err(|error| Problem::body(true, String::new(), error.to_string()))
}

/// The contact that an address names.
pub struct Id(pub Uuid);

impl<S: Send + Sync> FromRequestParts<S> for Id {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let text = Path::<String>::from_request_parts(parts, state).await;
        // What is no id is nobody's.
        text.ok()
            .and_then(|Path(text)| Uuid::parse_str(&text).ok())
            .map(Self)
            .ok_or_else(|| Problem::of_status(StatusCode::NOT_FOUND, ""))
    }
}

/// Which version a request is made for (RFC 9110, 13.1.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IfMatch {
    /// There is no such header.
    Absent,
    /// `*`: whatever it is by now.
    Any,
    Version(i64),
    /// Only tags that are none of ours, or weak ones, which never match.
    Nothing,
}

impl<S: Sync> FromRequestParts<S> for IfMatch {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        Self::of(&parts.headers)
    }
}

impl IfMatch {
    fn of(headers: &HeaderMap) -> Result<Self, Problem> {
        let Some(value) = headers.get(header::IF_MATCH) else {
            return Ok(Self::Absent);
        };
        let text = value
            .to_str()
            .map_err(|_| Problem::header("If-Match is not text"))?;
        if text.trim() == "*" {
            return Ok(Self::Any);
        }
        let mut version = Self::Nothing;
        for tag in text.split(',') {
            let tag = tag.trim();
            let strong = tag.strip_prefix("W/").unwrap_or(tag);
            let opaque = strong
                .strip_prefix('"')
                .and_then(|rest| rest.strip_suffix('"'))
                .ok_or_else(|| {
                    Problem::header("If-Match takes entity tags, such as \"3\", or *")
                })?;
            if let (true, Ok(number)) = (strong.len() == tag.len(), opaque.parse()) {
                version = Self::Version(number);
            }
        }
        Ok(version)
    }

    /// The version to compare with, where one must be named.
    pub fn required(self) -> Result<Option<i64>, Problem> {
        if self == Self::Absent {
            return Err(Problem::precondition_required());
        }
        Ok(self.optional())
    }

    /// The version to compare with; `None`: any.
    pub const fn optional(self) -> Option<i64> {
        match self {
            Self::Absent | Self::Any => None,
            Self::Version(version) => Some(version),
            // No contact ever has it.
            Self::Nothing => Some(-1),
        }
    }
}

/// The parameters of an address, in order.
pub fn parameters(raw: Option<&str>) -> Result<Vec<(String, String)>, Problem> {
    form_urlencoded::parse(raw.unwrap_or_default().as_bytes())
        .map(|(name, value)| {
            // The parser replaces what is not UTF-8, and nobody types the replacement character.
            if name.contains('\u{fffd}') || value.contains('\u{fffd}') {
                return Err(Problem::from(&AppError::Query {
                    query: crate::domain::QueryError::NotUtf8,
                }));
            }
            Ok((name.into_owned(), value.into_owned()))
        })
        .collect()
}

/// A number that a parameter gives, within bounds.
pub fn number<T: std::str::FromStr + PartialOrd + std::fmt::Display>(
    name: &str,
    value: &str,
    least: T,
    most: T,
) -> Result<T, Problem> {
    value
        .parse()
        .ok()
        .filter(|number| *number >= least && *number <= most)
        .ok_or_else(|| Problem::parameter(name, format!("A whole number from {least} to {most}")))
}

pub fn unknown(name: &str) -> Problem {
    Problem::parameter(name, "There is no such parameter")
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::HeaderValue;

    fn if_match(text: &str) -> Result<IfMatch, Problem> {
        let mut headers = HeaderMap::new();
        headers.insert(header::IF_MATCH, HeaderValue::from_str(text).unwrap());
        IfMatch::of(&headers)
    }

    #[test]
    fn if_match_names_a_version_or_any() {
        assert_eq!(IfMatch::of(&HeaderMap::new()), Ok(IfMatch::Absent));
        assert_eq!(if_match("*"), Ok(IfMatch::Any));
        assert_eq!(if_match("\"7\""), Ok(IfMatch::Version(7)));
        assert_eq!(if_match("\"a\", \"7\""), Ok(IfMatch::Version(7)));
        assert_eq!(if_match("W/\"7\""), Ok(IfMatch::Nothing));
        assert_eq!(if_match("\"seven\""), Ok(IfMatch::Nothing));
        assert!(if_match("7").is_err());
        assert!(IfMatch::Absent.required().is_err());
        assert_eq!(IfMatch::Any.required(), Ok(None));
        assert_eq!(IfMatch::Nothing.required(), Ok(Some(-1)));
    }

    #[test]
    fn what_is_wrong_with_a_body_is_pointed_at() {
        #[derive(Debug, serde::Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Item {
            #[serde(rename = "number")]
            _number: u8,
        }
        let problem = |text: &str| {
            let problem = read::<Vec<Item>>(text.as_bytes()).unwrap_err();
            problem.body_of()
        };
        let wrong = problem(r#"[{"number":1},{"number":"x"}]"#);
        assert_eq!(wrong["status"], 422);
        assert_eq!(wrong["errors"][0]["pointer"], "/1/number");
        let more = problem(r#"[{"number":1,"other":2}]"#);
        assert_eq!(more["errors"][0]["pointer"], "/0/other");
        for text in ["", "[", "[] []"] {
            assert_eq!(problem(text)["status"], 400, "{text}");
        }
    }
}
