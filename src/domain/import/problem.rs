//! Why one row is refused, or not taken as it stands.

use crate::domain::{Field, FieldError, FieldErrorCode, Permission};
use serde::{Deserialize, Serialize};

/// Why a row of the file is not imported.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "problem", rename_all = "snake_case")]
pub enum RowProblem {
    /// More or fewer fields than the header has.
    FieldCount {
        expected: usize,
        found: usize,
    },
    /// Longer than [`super::MAX_RECORD_BYTES`].
    TooLarge,
    /// A quote that is opened and never closed, or closed in the middle of a text of several lines: where the row
    /// ends can't be known.
    UnclosedQuote,
    /// A NUL character.
    Nul,
    /// Bytes that the file's encoding doesn't have.
    Encoding,
    Field(FieldError),
    /// The cell is empty, and no channel was chosen for all rows.
    NoChannel,
    /// A word that says neither active nor blocked for certain.
    UnknownPermission {
        permission: Permission,
    },
    /// The same contact stands in an earlier line.
    DuplicateInFile {
        line: u64,
    },
    /// Several contacts carry it.
    AmbiguousExternalCode,
    /// No contact carries it.
    UnknownExternalCode,
    /// The contact stopped proactive messages themselves.
    Stopped,
    /// Another contact carries it.
    TakenExternalCode,
}

impl RowProblem {
    /// Stable: for the reason column and for messages. A refused field has the code of its own error.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::FieldCount { .. } => "field_count",
            Self::TooLarge => "row_too_large",
            Self::UnclosedQuote => "unclosed_quote",
            Self::Nul => "nul",
            Self::Encoding => "encoding",
            Self::Field(error) => field_code(&error.code),
            Self::NoChannel => "no_channel",
            Self::UnknownPermission { .. } => "unknown_permission",
            Self::DuplicateInFile { .. } => "duplicate_in_file",
            Self::AmbiguousExternalCode => "ambiguous_external_code",
            Self::UnknownExternalCode => "unknown_external_code",
            Self::Stopped => "stopped",
            Self::TakenExternalCode => "taken_external_code",
        }
    }

    /// The field that is wrong; `None` where it is the row.
    #[must_use]
    pub const fn field(&self) -> Option<Field> {
        match self {
            Self::FieldCount { .. }
            | Self::TooLarge
            | Self::UnclosedQuote
            | Self::Nul
            | Self::Encoding => None,
            Self::Field(error) => Some(error.field),
            Self::NoChannel => Some(Field::Channel),
            Self::UnknownPermission {
                permission: Permission::Proactive,
            }
            | Self::Stopped => Some(Field::Proactive),
            Self::UnknownPermission {
                permission: Permission::Reactive,
            } => Some(Field::Reactive),
            Self::DuplicateInFile { .. } => Some(Field::ContactId),
            Self::AmbiguousExternalCode | Self::UnknownExternalCode | Self::TakenExternalCode => {
                Some(Field::ExternalCode)
            }
        }
    }
}

impl From<FieldError> for RowProblem {
    fn from(error: FieldError) -> Self {
        Self::Field(error)
    }
}

/// The code under which the same error travels elsewhere.
const fn field_code(code: &FieldErrorCode) -> &'static str {
    match code {
        FieldErrorCode::Required => "required",
        FieldErrorCode::TooLong { .. } => "too_long",
        FieldErrorCode::ControlCharacter => "control_character",
        FieldErrorCode::NationalNumber => "national_number",
        FieldErrorCode::ContactIdFormat { .. } => "contact_id_format",
        FieldErrorCode::LanguageTag => "language_tag",
        FieldErrorCode::UnknownChannel => "unknown_channel",
        FieldErrorCode::NotPast => "not_past",
        FieldErrorCode::Duplicate { .. } => "duplicate",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Channel;
    use uuid::Uuid;

    fn field_errors() -> Vec<RowProblem> {
        [
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
                id: Uuid::nil(),
                label: "Ana".to_owned(),
            },
        ]
        .map(|code| FieldError::new(Field::ContactId, code).into())
        .to_vec()
    }

    #[test]
    fn every_problem_reads_back() {
        let mut problems = field_errors();
        problems.extend([
            RowProblem::FieldCount {
                expected: 3,
                found: 2,
            },
            RowProblem::TooLarge,
            RowProblem::UnclosedQuote,
            RowProblem::Nul,
            RowProblem::Encoding,
            RowProblem::NoChannel,
            RowProblem::UnknownPermission {
                permission: Permission::Reactive,
            },
            RowProblem::DuplicateInFile { line: 7 },
            RowProblem::AmbiguousExternalCode,
            RowProblem::UnknownExternalCode,
            RowProblem::Stopped,
            RowProblem::TakenExternalCode,
        ]);
        for problem in problems {
            let text = serde_json::to_string(&problem).unwrap();
            assert_eq!(
                serde_json::from_str::<RowProblem>(&text).unwrap(),
                problem,
                "{text}"
            );
        }
    }

    #[test]
    fn a_refused_field_has_the_code_that_it_has_elsewhere() {
        for problem in field_errors() {
            let told = serde_json::to_value(&problem).unwrap();
            assert_eq!(told["code"], problem.code());
            assert_eq!(problem.field(), Some(Field::ContactId));
        }
    }
}
