//! Errors in the reader's language, made from their codes.

use super::{Locale, filled};
use crate::domain::{AppError, Channel, FieldErrorCode, QueryError};

pub(super) fn field_error(locale: Locale, code: &FieldErrorCode) -> String {
    let m = locale.messages();
    match code {
        FieldErrorCode::Required => m.error_required.to_owned(),
        FieldErrorCode::TooLong { max } => filled(m.error_too_long, &max.to_string()),
        FieldErrorCode::ControlCharacter => m.error_control_character.to_owned(),
        FieldErrorCode::NationalNumber => m.error_national_number.to_owned(),
        FieldErrorCode::ContactIdFormat { channel } => m.contact_id_rule(*channel).to_owned(),
        FieldErrorCode::LanguageTag => m.error_language.to_owned(),
        FieldErrorCode::UnknownChannel => m.error_channel.to_owned(),
        FieldErrorCode::NotPast => m.error_not_past.to_owned(),
        FieldErrorCode::Duplicate { label, .. } => filled(m.error_duplicate, label),
    }
}

pub(super) fn app_error(locale: Locale, error: &AppError) -> String {
    let m = locale.messages();
    match error {
        AppError::Invalid { fields } => fields.first().map_or_else(
            || m.error_malformed.to_owned(),
            |first| field_error(locale, &first.code),
        ),
        AppError::Query { query } => match query {
            QueryError::NotUtf8 => m.error_query_utf8.to_owned(),
            QueryError::Value { parameter } => filled(m.error_query_value, parameter),
            QueryError::SearchTooLong { max } => filled(m.error_search_too_long, &max.to_string()),
            QueryError::Cursor => m.error_cursor.to_owned(),
        },
        AppError::NotFound => m.error_not_found.to_owned(),
        AppError::SignedOut => m.error_signed_out.to_owned(),
        AppError::Forbidden => m.error_forbidden.to_owned(),
        AppError::TooMany { seconds } => filled(m.error_too_many, &seconds.to_string()),
        AppError::Stale { .. } => m.error_stale.to_owned(),
        AppError::Stopped { .. } => m.error_stopped.to_owned(),
        // No page sends such a key.
        AppError::KeyReused | AppError::Malformed => m.error_malformed.to_owned(),
        AppError::Unavailable => m.error_unavailable.to_owned(),
        AppError::Internal { request_id } => filled(m.error_internal, request_id),
        AppError::Unreachable => m.error_unreachable.to_owned(),
    }
}

impl super::Messages {
    /// What a contact ID of the channel looks like; the hint under the field and its error in one.
    #[must_use]
    pub const fn contact_id_rule(&self, channel: Channel) -> &'static str {
        match channel {
            Channel::Whatsapp => self.rule_whatsapp,
            Channel::Sms | Channel::Rcs => self.rule_phone,
            Channel::Telegram => self.rule_telegram,
            Channel::Messenger | Channel::Instagram => self.rule_digits,
            Channel::Line => self.rule_line,
            Channel::Viber => self.rule_viber,
            Channel::Webchat => self.rule_webchat,
        }
    }
}
