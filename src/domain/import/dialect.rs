//! How a file of comma-separated values is written, and what makes a file none.

use serde::{Deserialize, Serialize};

/// The encodings that spreadsheets and CRMs write.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Encoding {
    Utf8,
    Utf16Le,
    Utf16Be,
    /// Western European, as Excel saves "CSV" on Windows; takes any byte.
    Windows1252,
}

impl Encoding {
    pub const ALL: [Self; 4] = [Self::Utf8, Self::Utf16Le, Self::Utf16Be, Self::Windows1252];

    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Utf8 => "utf8",
            Self::Utf16Le => "utf16_le",
            Self::Utf16Be => "utf16_be",
            Self::Windows1252 => "windows1252",
        }
    }

    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|encoding| encoding.code() == code)
    }

    /// The table of the WHATWG's Encoding Standard.
    pub(super) fn table(self) -> &'static encoding_rs::Encoding {
        match self {
            Self::Utf8 => encoding_rs::UTF_8,
            Self::Utf16Le => encoding_rs::UTF_16LE,
            Self::Utf16Be => encoding_rs::UTF_16BE,
            Self::Windows1252 => encoding_rs::WINDOWS_1252,
        }
    }
}

/// What stands between two fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Delimiter {
    Comma,
    Semicolon,
    Tab,
    Pipe,
}

impl Delimiter {
    /// In the order in which they are preferred where a file could be any.
    pub const ALL: [Self; 4] = [Self::Comma, Self::Semicolon, Self::Tab, Self::Pipe];

    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Comma => "comma",
            Self::Semicolon => "semicolon",
            Self::Tab => "tab",
            Self::Pipe => "pipe",
        }
    }

    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|delimiter| delimiter.code() == code)
    }

    #[must_use]
    pub const fn byte(self) -> u8 {
        match self {
            Self::Comma => b',',
            Self::Semicolon => b';',
            Self::Tab => b'\t',
            Self::Pipe => b'|',
        }
    }

    #[must_use]
    pub fn from_byte(byte: u8) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|delimiter| delimiter.byte() == byte)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Dialect {
    pub encoding: Encoding,
    pub delimiter: Delimiter,
}

/// Why a whole file can't be imported.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FileProblem {
    /// Nothing but blanks.
    Empty,
    /// One line of names and nothing below it.
    HeaderOnly,
    /// A workbook (XLSX, XLS, ODS), whatever its name says.
    Spreadsheet,
    /// No text at all.
    Binary,
    TooLarge,
    /// No column is the contact ID.
    NoContactId,
    /// No column is the channel, and none was chosen for all rows.
    NoChannel,
    /// Rows are matched by external code, and no column is that.
    NoExternalCode,
    /// Two columns are the same field.
    FieldTwice,
}

impl FileProblem {
    pub const ALL: [Self; 9] = [
        Self::Empty,
        Self::HeaderOnly,
        Self::Spreadsheet,
        Self::Binary,
        Self::TooLarge,
        Self::NoContactId,
        Self::NoChannel,
        Self::NoExternalCode,
        Self::FieldTwice,
    ];

    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::HeaderOnly => "header_only",
            Self::Spreadsheet => "spreadsheet",
            Self::Binary => "binary",
            Self::TooLarge => "too_large",
            Self::NoContactId => "no_contact_id",
            Self::NoChannel => "no_channel",
            Self::NoExternalCode => "no_external_code",
            Self::FieldTwice => "field_twice",
        }
    }

    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|problem| problem.code() == code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_read_back_and_are_those_that_are_stored() {
        for encoding in Encoding::ALL {
            assert_eq!(Encoding::from_code(encoding.code()), Some(encoding));
            assert_eq!(serde_json::to_value(encoding).unwrap(), encoding.code());
        }
        for delimiter in Delimiter::ALL {
            assert_eq!(Delimiter::from_code(delimiter.code()), Some(delimiter));
            assert_eq!(Delimiter::from_byte(delimiter.byte()), Some(delimiter));
            assert_eq!(serde_json::to_value(delimiter).unwrap(), delimiter.code());
        }
        for problem in FileProblem::ALL {
            assert_eq!(FileProblem::from_code(problem.code()), Some(problem));
            assert_eq!(serde_json::to_value(problem).unwrap(), problem.code());
        }
    }
}
