//! How errors travel: one flat object with a stable `code` and the parameters that the code has.
//!
//! One shape for all of them, because the browser's half carries the code that reads each shape.

use super::{
    channel::Channel,
    contact::Contact,
    error::{AppError, Field, FieldError, FieldErrorCode, QueryError},
};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use uuid::Uuid;

/// The code is unknown, or a parameter that it has is missing.
const NOT_OURS: &str = "not one of our errors";

#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Wire {
    code: Cow<'static, str>,
    /// Of a refused field.
    #[serde(skip_serializing_if = "Option::is_none")]
    field: Option<Field>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    fields: Vec<Wire>,
    /// The longest text in characters, or how many seconds to wait.
    #[serde(skip_serializing_if = "Option::is_none")]
    limit: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    channel: Option<Channel>,
    /// Of the contact that is in the way.
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<Uuid>,
    /// That contact's name, a parameter's name, or the request's id.
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    current: Option<Box<Contact>>,
}

impl Wire {
    fn read_limit<T: TryFrom<u64>>(&self) -> Result<T, &'static str> {
        self.limit
            .and_then(|limit| T::try_from(limit).ok())
            .ok_or(NOT_OURS)
    }
}

impl From<FieldError> for Wire {
    fn from(FieldError { field, code }: FieldError) -> Self {
        let mut wire = Self {
            field: Some(field),
            ..Self::default()
        };
        wire.code = Cow::Borrowed(match code {
            FieldErrorCode::Required => "required",
            FieldErrorCode::TooLong { max } => {
                wire.limit = Some(max as u64);
                "too_long"
            }
            FieldErrorCode::ControlCharacter => "control_character",
            FieldErrorCode::NationalNumber => "national_number",
            FieldErrorCode::ContactIdFormat { channel } => {
                wire.channel = Some(channel);
                "contact_id_format"
            }
            FieldErrorCode::LanguageTag => "language_tag",
            FieldErrorCode::UnknownChannel => "unknown_channel",
            FieldErrorCode::NotPast => "not_past",
            FieldErrorCode::Duplicate { id, label } => {
                wire.id = Some(id);
                wire.name = Some(label);
                "duplicate"
            }
        });
        wire
    }
}

impl TryFrom<Wire> for FieldError {
    type Error = &'static str;

    fn try_from(mut wire: Wire) -> Result<Self, &'static str> {
        let field = wire.field.ok_or(NOT_OURS)?;
        let code = match &*wire.code {
            "required" => FieldErrorCode::Required,
            "too_long" => FieldErrorCode::TooLong {
                max: wire.read_limit()?,
            },
            "control_character" => FieldErrorCode::ControlCharacter,
            "national_number" => FieldErrorCode::NationalNumber,
            "contact_id_format" => FieldErrorCode::ContactIdFormat {
                channel: wire.channel.ok_or(NOT_OURS)?,
            },
            "language_tag" => FieldErrorCode::LanguageTag,
            "unknown_channel" => FieldErrorCode::UnknownChannel,
            "not_past" => FieldErrorCode::NotPast,
            "duplicate" => FieldErrorCode::Duplicate {
                id: wire.id.ok_or(NOT_OURS)?,
                label: wire.name.take().ok_or(NOT_OURS)?,
            },
            _ => return Err(NOT_OURS),
        };
        Ok(Self { field, code })
    }
}

impl From<AppError> for Wire {
    fn from(error: AppError) -> Self {
        let mut wire = Self::default();
        wire.code = Cow::Borrowed(match error {
            AppError::Invalid { fields } => {
                wire.fields = fields.into_iter().map(Self::from).collect();
                "invalid"
            }
            AppError::Query { query } => match query {
                QueryError::NotUtf8 => "query_not_utf8",
                QueryError::Value { parameter } => {
                    wire.name = Some(parameter);
                    "query_value"
                }
                QueryError::SearchTooLong { max } => {
                    wire.limit = Some(max as u64);
                    "search_too_long"
                }
                QueryError::Cursor => "cursor",
            },
            AppError::NotFound => "not_found",
            AppError::SignedOut => "signed_out",
            AppError::Forbidden => "forbidden",
            AppError::TooMany { seconds } => {
                wire.limit = Some(seconds.into());
                "too_many"
            }
            AppError::Stale { current } => {
                wire.current = Some(current);
                "stale"
            }
            AppError::Stopped { current } => {
                wire.current = Some(current);
                "stopped"
            }
            AppError::KeyReused => "key_reused",
            AppError::Malformed => "malformed",
            AppError::Unavailable => "unavailable",
            AppError::Internal { request_id } => {
                wire.name = Some(request_id);
                "internal"
            }
            AppError::Unreachable => "unreachable",
        });
        wire
    }
}

impl TryFrom<Wire> for AppError {
    type Error = &'static str;

    fn try_from(mut wire: Wire) -> Result<Self, &'static str> {
        let query = |query| Self::Query { query };
        Ok(match &*wire.code {
            "invalid" => Self::Invalid {
                fields: std::mem::take(&mut wire.fields)
                    .into_iter()
                    .map(FieldError::try_from)
                    .collect::<Result<_, _>>()?,
            },
            "query_not_utf8" => query(QueryError::NotUtf8),
            "query_value" => query(QueryError::Value {
                parameter: wire.name.take().ok_or(NOT_OURS)?,
            }),
            "search_too_long" => query(QueryError::SearchTooLong {
                max: wire.read_limit()?,
            }),
            "cursor" => query(QueryError::Cursor),
            "not_found" => Self::NotFound,
            "signed_out" => Self::SignedOut,
            "forbidden" => Self::Forbidden,
            "too_many" => Self::TooMany {
                seconds: wire.read_limit()?,
            },
            "stale" => Self::Stale {
                current: wire.current.take().ok_or(NOT_OURS)?,
            },
            "stopped" => Self::Stopped {
                current: wire.current.take().ok_or(NOT_OURS)?,
            },
            "key_reused" => Self::KeyReused,
            "malformed" => Self::Malformed,
            "unavailable" => Self::Unavailable,
            "internal" => Self::Internal {
                request_id: wire.name.take().ok_or(NOT_OURS)?,
            },
            "unreachable" => Self::Unreachable,
            _ => return Err(NOT_OURS),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{ContactDraft, PermissionState, Timestamp};
    use serde_json::json;

    #[test]
    fn every_error_reads_back() {
        let draft = ContactDraft {
            contact_id: "34666123456".to_owned(),
            ..ContactDraft::empty(PermissionState::Blocked, PermissionState::Active)
        };
        let current = Contact {
            id: Uuid::from_u128(7),
            fields: draft.parse().unwrap(),
            version: 3,
            created_at: Timestamp(1),
            updated_at: Timestamp(2),
            stopped_at: None,
        };
        let codes = [
            FieldErrorCode::Required,
            FieldErrorCode::TooLong { max: 128 },
            FieldErrorCode::ControlCharacter,
            FieldErrorCode::NationalNumber,
            FieldErrorCode::ContactIdFormat {
                channel: Channel::Sms,
            },
            FieldErrorCode::LanguageTag,
            FieldErrorCode::UnknownChannel,
            FieldErrorCode::NotPast,
            FieldErrorCode::Duplicate {
                id: Uuid::from_u128(9),
                label: "Ana".to_owned(),
            },
        ];
        let fields = codes.map(|code| FieldError::new(Field::ContactId, code));
        for error in [
            AppError::Invalid {
                fields: fields.to_vec(),
            },
            QueryError::NotUtf8.into(),
            QueryError::Value {
                parameter: "size".to_owned(),
            }
            .into(),
            QueryError::SearchTooLong { max: 200 }.into(),
            QueryError::Cursor.into(),
            AppError::NotFound,
            AppError::SignedOut,
            AppError::Forbidden,
            AppError::TooMany { seconds: 7 },
            AppError::Stale {
                current: Box::new(current.clone()),
            },
            AppError::Stopped {
                current: Box::new(current),
            },
            AppError::KeyReused,
            AppError::Malformed,
            AppError::Unavailable,
            AppError::Internal {
                request_id: "id".to_owned(),
            },
            AppError::Unreachable,
        ] {
            let text = serde_json::to_string(&error).unwrap();
            assert_eq!(
                serde_json::from_str::<AppError>(&text).unwrap(),
                error,
                "{text}"
            );
        }
    }

    #[test]
    fn the_codes_are_those_that_others_may_rely_on() {
        let duplicate = FieldErrorCode::Duplicate {
            id: Uuid::nil(),
            label: "Ana".to_owned(),
        };
        let error = AppError::Invalid {
            fields: vec![FieldError::new(Field::ContactId, duplicate)],
        };
        assert_eq!(
            serde_json::to_value(error).unwrap(),
            json!({"code": "invalid", "fields": [
                {"code": "duplicate", "field": "contact_id", "id": Uuid::nil(), "name": "Ana"},
            ]})
        );
    }

    #[test]
    fn what_is_no_error_is_refused() {
        for text in [
            r#"{"code":"other"}"#,
            r#"{"code":"stale"}"#,
            "{}",
            r#"{"code":"invalid","fields":[{"code":"required"}]}"#,
        ] {
            assert!(serde_json::from_str::<AppError>(text).is_err(), "{text}");
        }
    }
}
