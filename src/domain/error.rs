//! What can go wrong, as data: a code, the field, the parameters. Prose is made from it in `i18n`.

use super::{channel::Channel, contact::Contact, wire::Wire};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A field of the contact form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    Name,
    ContactId,
    ExternalCode,
    Language,
    Channel,
    Proactive,
    Reactive,
    Reason,
    Evidence,
    CapturedAt,
}

#[cfg(feature = "ssr")]
impl Field {
    /// As the API and files name it.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::ContactId => "contact_id",
            Self::ExternalCode => "external_code",
            Self::Language => "language",
            Self::Channel => "channel",
            Self::Proactive => "proactive",
            Self::Reactive => "reactive",
            Self::Reason => "reason",
            Self::Evidence => "evidence",
            Self::CapturedAt => "captured_at",
        }
    }
}

/// Why a field's text is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FieldErrorCode {
    Required,
    TooLong {
        /// in characters
        max: usize,
    },
    ControlCharacter,
    /// A phone number without `+` or `00`: whose country it is can't be known.
    NationalNumber,
    ContactIdFormat {
        channel: Channel,
    },
    LanguageTag,
    UnknownChannel,
    /// A moment that is not in the past.
    NotPast,
    /// The channel has this contact ID already.
    Duplicate {
        id: Uuid,
        /// the name of the contact that has it, or its contact ID
        label: String,
    },
}

/// One refused field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Wire", into = "Wire")]
pub struct FieldError {
    pub field: Field,
    pub code: FieldErrorCode,
}

impl FieldError {
    #[must_use]
    pub const fn new(field: Field, code: FieldErrorCode) -> Self {
        Self { field, code }
    }
}

/// Why a query string is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum QueryError {
    #[error("the query string is not valid UTF-8")]
    NotUtf8,
    #[error("the parameter {parameter} has no such value")]
    Value { parameter: String },
    #[error("the search text is longer than {max} characters")]
    SearchTooLong { max: usize },
    /// Not one of ours, or made for another search.
    #[error("the page cursor is not valid for this search")]
    Cursor,
}

/// Every way in which a call can fail, as the other side is told. Never carries text of the database.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(try_from = "Wire", into = "Wire")]
pub enum AppError {
    #[error("invalid fields")]
    Invalid { fields: Vec<FieldError> },
    #[error(transparent)]
    Query { query: QueryError },
    #[error("no such contact")]
    NotFound,
    /// Nobody is signed in, or no longer.
    #[error("not signed in")]
    SignedOut,
    /// Signed in, but not allowed to do this.
    #[error("not allowed")]
    Forbidden,
    /// Asked too often; `seconds` until it makes sense to ask again.
    #[error("too many requests")]
    TooMany { seconds: u32 },
    /// Somebody else changed the contact in between; `current` is what it is now.
    #[error("the contact has changed")]
    Stale { current: Box<Contact> },
    /// The contact stopped proactive messages themselves: only a new opt-in of theirs, or an admin with a reason and
    /// evidence, makes them active again. `current` is the contact, with the moment of the stop.
    #[error("the contact stopped it themselves")]
    Stopped { current: Box<Contact> },
    /// A key that makes a request take effect once came with another request before.
    #[error("the key came with another request before")]
    KeyReused,
    /// The request itself can't be read.
    #[error("malformed request")]
    Malformed,
    /// The database is busy or being restarted; trying again is sensible.
    #[error("temporarily unavailable")]
    Unavailable,
    /// Logged on the server under the same id.
    #[error("internal error {request_id}")]
    Internal { request_id: String },
    /// Made by the browser: no answer came.
    #[error("the server can't be reached")]
    Unreachable,
}

impl AppError {
    /// Whether a change that ends with it may be on disk all the same: the answer was lost, the time was up, or
    /// something failed after it was written.
    #[must_use]
    pub const fn leaves_open(&self) -> bool {
        matches!(
            self,
            Self::Unavailable | Self::Internal { .. } | Self::Unreachable
        )
    }

    /// The HTTP status that goes with it.
    #[must_use]
    pub fn status(&self) -> u16 {
        match self {
            Self::Invalid { fields } => {
                let duplicate =
                    |error: &FieldError| matches!(error.code, FieldErrorCode::Duplicate { .. });
                if fields.iter().any(duplicate) {
                    409
                } else {
                    422
                }
            }
            Self::Query { .. } | Self::Malformed => 400,
            Self::KeyReused => 422,
            Self::NotFound => 404,
            Self::SignedOut => 401,
            Self::Forbidden => 403,
            Self::TooMany { .. } => 429,
            Self::Stale { .. } | Self::Stopped { .. } => 409,
            Self::Unavailable | Self::Unreachable => 503,
            Self::Internal { .. } => 500,
        }
    }
}

impl From<QueryError> for AppError {
    fn from(query: QueryError) -> Self {
        Self::Query { query }
    }
}
