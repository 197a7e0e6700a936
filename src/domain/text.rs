//! The two free texts of a contact: its display name and its external code.

use super::error::FieldErrorCode;
use serde::{Deserialize, Serialize};

/// The longest name or external code, in characters (Unicode scalar values).
pub(super) const MAX_CHARS: usize = 128;

/// Trims, and answers `None` where nothing is left; `max` counts characters.
///
/// Control characters (line breaks, NUL, tab inside the text) are refused: they can't be seen in the
/// table and break exports. Everything else that Unicode has is a legitimate part of somebody's name.
pub(super) fn parse_optional(raw: &str, max: usize) -> Result<Option<String>, FieldErrorCode> {
    let text = raw.trim();
    if text.is_empty() {
        return Ok(None);
    }
    if text.chars().any(char::is_control) {
        return Err(FieldErrorCode::ControlCharacter);
    }
    if text.chars().count() > max {
        return Err(FieldErrorCode::TooLong { max });
    }
    Ok(Some(text.to_owned()))
}

/// A display name, 1–128 characters.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Name(String);

impl Name {
    /// `Ok(None)` for an empty text: a name is optional.
    pub fn parse(raw: &str) -> Result<Option<Self>, FieldErrorCode> {
        Ok(parse_optional(raw, MAX_CHARS)?.map(Self))
    }

    /// For text that was parsed before, such as a stored one.
    #[must_use]
    pub const fn from_stored(text: String) -> Self {
        Self(text)
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A link to the same person in another system, up to 128 characters. Several contacts may carry the same.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ExternalCode(String);

impl ExternalCode {
    /// `Ok(None)` for an empty text: an external code is optional.
    pub fn parse(raw: &str) -> Result<Option<Self>, FieldErrorCode> {
        Ok(parse_optional(raw, MAX_CHARS)?.map(Self))
    }

    /// For text that was parsed before, such as a stored one.
    #[must_use]
    pub const fn from_stored(text: String) -> Self {
        Self(text)
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn empty_and_blank_are_no_name() {
        assert_eq!(Name::parse(""), Ok(None));
        assert_eq!(Name::parse(" \u{a0}\t"), Ok(None));
    }

    #[test]
    fn the_limit_counts_characters_not_bytes() {
        let longest = "é".repeat(MAX_CHARS);
        assert_eq!(Name::parse(&longest).unwrap().unwrap().as_str(), longest);
        assert_eq!(
            Name::parse(&"é".repeat(MAX_CHARS + 1)),
            Err(FieldErrorCode::TooLong { max: MAX_CHARS })
        );
    }

    #[test]
    fn line_breaks_and_nul_are_refused() {
        for text in ["a\nb", "a\0b", "a\u{85}b"] {
            assert_eq!(
                ExternalCode::parse(text),
                Err(FieldErrorCode::ControlCharacter)
            );
        }
    }

    proptest! {
        #[test]
        fn what_is_accepted_is_trimmed_short_and_stays_the_same(raw in any::<String>()) {
            if let Ok(Some(name)) = Name::parse(&raw) {
                prop_assert_eq!(name.as_str(), raw.trim());
                prop_assert!(name.as_str().chars().count() <= MAX_CHARS);
                prop_assert_eq!(Name::parse(name.as_str()), Ok(Some(name.clone())));
            }
        }
    }
}
