//! What is said of files that are none, and of rows that are refused.

use super::Locale;
use crate::{
    domain::import::{Delimiter, Encoding, FileProblem, ImportField, Policy, RowProblem},
    i18n::{filled, filled_all},
};

const KILO: u64 = 1024;
const MEGA: u64 = 1024 * KILO;
const GIGA: u64 = 1024 * MEGA;

impl Locale {
    /// `max_bytes` is what a file may have at most.
    #[must_use]
    pub fn file_problem(self, problem: FileProblem, max_bytes: u64) -> String {
        let m = self.job_messages();
        let text = match problem {
            FileProblem::Empty => m.file_empty,
            FileProblem::HeaderOnly => m.file_header_only,
            FileProblem::Spreadsheet => m.file_spreadsheet,
            FileProblem::Binary => m.file_binary,
            FileProblem::TooLarge => return filled(m.file_too_large, &self.bytes(max_bytes)),
            FileProblem::NoContactId => m.file_no_contact_id,
            FileProblem::NoChannel => m.file_no_channel,
            FileProblem::NoExternalCode => m.file_no_external_code,
            FileProblem::FieldTwice => m.file_field_twice,
        };
        text.to_owned()
    }

    #[must_use]
    pub fn row_problem(self, problem: &RowProblem) -> String {
        let m = self.job_messages();
        let text = match problem {
            RowProblem::FieldCount { expected, found } => {
                let counts = [found.to_string(), expected.to_string()];
                return filled_all(m.row_field_count, &[&counts[0], &counts[1]]);
            }
            RowProblem::DuplicateInFile { line } => {
                return filled(m.row_duplicate, &line.to_string());
            }
            RowProblem::Field(error) => return self.field_error(&error.code),
            RowProblem::TooLarge => m.row_too_large,
            RowProblem::UnclosedQuote => m.row_unclosed_quote,
            RowProblem::Nul => m.row_nul,
            RowProblem::Encoding => m.row_encoding,
            RowProblem::NoChannel => m.row_no_channel,
            RowProblem::UnknownPermission { .. } => m.row_unknown_permission,
            RowProblem::AmbiguousExternalCode => m.row_ambiguous_code,
            RowProblem::UnknownExternalCode => m.row_unknown_code,
            RowProblem::Stopped => m.row_stopped,
            RowProblem::TakenExternalCode => m.row_taken_code,
        };
        text.to_owned()
    }

    /// All that is wrong with a row, each with its field, for one cell.
    #[must_use]
    pub fn row_reason(self, problems: &[RowProblem]) -> String {
        let reasons: Vec<_> = problems
            .iter()
            .map(|problem| match problem.field() {
                Some(field) => format!("{}: {}", self.field(field), self.row_problem(problem)),
                None => self.row_problem(problem),
            })
            .collect();
        reasons.join(" ")
    }

    /// What a column can be.
    #[must_use]
    pub const fn import_field(self, field: ImportField) -> &'static str {
        let m = self.messages();
        let own = self.job_messages();
        match field {
            ImportField::Name => m.name,
            ImportField::GivenName => own.given_name,
            ImportField::FamilyName => own.family_name,
            ImportField::ContactId => m.contact_id,
            ImportField::ExternalCode => m.external_code,
            ImportField::Channel => m.channel,
            ImportField::Language => m.language,
            ImportField::Proactive => m.proactive,
            ImportField::Reactive => m.reactive,
            ImportField::ProactiveBlocked => own.proactive_blocked,
            ImportField::ReactiveBlocked => own.reactive_blocked,
        }
    }

    /// The policy, and what it means.
    #[must_use]
    pub const fn import_policy(self, policy: Policy) -> (&'static str, &'static str) {
        let m = self.job_messages();
        match policy {
            Policy::KeepStricter => (m.keep_stricter, m.keep_stricter_text),
            Policy::UpdateFields => (m.update_fields, m.update_fields_text),
            Policy::CreateOnly => (m.create_only, m.create_only_text),
            Policy::Overwrite => (m.overwrite, m.overwrite_text),
        }
    }

    #[must_use]
    pub const fn delimiter(self, delimiter: Delimiter) -> &'static str {
        let m = self.job_messages();
        match delimiter {
            Delimiter::Comma => m.delimiter_comma,
            Delimiter::Semicolon => m.delimiter_semicolon,
            Delimiter::Tab => m.delimiter_tab,
            Delimiter::Pipe => m.delimiter_pipe,
        }
    }

    #[must_use]
    pub const fn encoding(self, encoding: Encoding) -> &'static str {
        match encoding {
            Encoding::Utf8 => "UTF-8",
            Encoding::Utf16Le => "UTF-16 LE",
            Encoding::Utf16Be => "UTF-16 BE",
            Encoding::Windows1252 => self.job_messages().encoding_windows,
        }
    }

    /// "1 GB", "512 MB": whole units, rounded down, so that what is promised fits.
    #[must_use]
    pub fn bytes(self, bytes: u64) -> String {
        let (number, unit) = match bytes {
            GIGA.. => (bytes / GIGA, "GB"),
            MEGA.. => (bytes / MEGA, "MB"),
            KILO.. => (bytes / KILO, "KB"),
            _ => (bytes, "bytes"),
        };
        format!("{} {unit}", super::super::grouped(self, number))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Channel, Field, FieldError, FieldErrorCode};

    #[test]
    fn whatever_is_wrong_with_a_file_is_said_in_both_languages() {
        for problem in FileProblem::ALL {
            let [en, es] = Locale::ALL.map(|locale| locale.file_problem(problem, GIGA));
            assert!(!en.is_empty() && en != es && !en.contains("{}"), "{en}");
        }
        assert!(
            Locale::En
                .file_problem(FileProblem::TooLarge, GIGA)
                .contains("1 GB")
        );
    }

    #[test]
    fn a_refused_row_says_each_field_and_why() {
        let problems = [
            RowProblem::from(FieldError::new(
                Field::ContactId,
                FieldErrorCode::ContactIdFormat {
                    channel: Channel::Telegram,
                },
            )),
            RowProblem::DuplicateInFile { line: 7 },
            RowProblem::FieldCount {
                expected: 3,
                found: 2,
            },
        ];
        assert_eq!(
            Locale::En.row_reason(&problems),
            "Contact ID: A Telegram ID: a whole number, negative for groups. Contact ID: The same contact is in line 7 \
             already. The row has 2 fields, the first line 3."
        );
    }

    #[test]
    fn a_limit_is_told_in_the_largest_unit_that_it_fills() {
        for (bytes, text) in [
            (10, "10 bytes"),
            (GIGA, "1 GB"),
            (GIGA + GIGA / 2, "1 GB"),
            (512 * MEGA, "512 MB"),
            (2 * KILO, "2 KB"),
        ] {
            assert_eq!(Locale::En.bytes(bytes), text);
        }
    }
}
