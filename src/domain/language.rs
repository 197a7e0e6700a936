//! The language a contact speaks, as a BCP-47 tag.

use super::error::FieldErrorCode;
use oxilangtag::LanguageTag;
use serde::{Deserialize, Serialize};

/// RFC 5646 sets no limit; the longest tags in use (a variant and an extension) stay far below this.
const MAX_CHARS: usize = 64;
/// Of the language itself, the first part. RFC 5646 (2.2.1) reserves four letters, and of the five to eight that it leaves to
/// registration none is registered; what people type of that length is the name of a language.
const MAX_LANGUAGE_CHARS: usize = 3;

/// What the choice of a language shows before anything is typed: the tags that chat teams use most.
pub const COMMON_LANGUAGES: [&str; 32] = [
    "es", "en", "pt", "fr", "de", "it", "ca", "es-ES", "es-MX", "es-AR", "es-CO", "en-GB", "en-US",
    "pt-BR", "pt-PT", "ar", "zh", "zh-Hant", "ja", "ko", "hi", "id", "fil", "tr", "ru", "uk", "pl",
    "nl", "sv", "ro", "el", "he",
];

/// A well-formed BCP-47 tag in its canonical letter case (`es-ES`, `zh-Hant-TW`), whose language is a code of two or three letters
/// or which begins with a single one, as private use (`x-…`) and tags of former times (`i-…`) do.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Language(String);

impl Language {
    /// `Ok(None)` for an empty text: a language is optional.
    ///
    /// `es_ES`, as operating systems and CRMs write it, is read as `es-ES`.
    pub fn parse(raw: &str) -> Result<Option<Self>, FieldErrorCode> {
        let text = raw.trim();
        if text.is_empty() {
            return Ok(None);
        }
        if text.len() > MAX_CHARS {
            return Err(FieldErrorCode::LanguageTag);
        }
        LanguageTag::parse_and_normalize(&text.replace('_', "-"))
            .ok()
            .map(LanguageTag::into_inner)
            .filter(|tag| tag.split('-').next().unwrap_or_default().len() <= MAX_LANGUAGE_CHARS)
            .map(|tag| Some(Self(tag)))
            .ok_or(FieldErrorCode::LanguageTag)
    }

    /// For text that was parsed before; `None` for the empty one, which stands for no language.
    #[must_use]
    pub fn from_stored(text: String) -> Option<Self> {
        (!text.is_empty()).then_some(Self(text))
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The region of the tag: `ES` of `es-ES`, `419` of `es-419`.
    #[must_use]
    pub fn region(&self) -> Option<&str> {
        let mut subtags = self.0.split('-').skip(1);
        subtags
            // What stands behind a single letter is an extension.
            .by_ref()
            .take_while(|subtag| subtag.len() > 1)
            .find(|subtag| {
                let letters = subtag.len() == 2 && subtag.bytes().all(|b| b.is_ascii_alphabetic());
                letters || (subtag.len() == 3 && subtag.bytes().all(|b| b.is_ascii_digit()))
            })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn tag(raw: &str) -> String {
        Language::parse(raw).unwrap().unwrap().as_str().to_owned()
    }

    #[test]
    fn letter_case_becomes_canonical() {
        assert_eq!(tag("ES-es"), "es-ES");
        assert_eq!(tag("ZH-hANT-tw"), "zh-Hant-TW");
        assert_eq!(tag("es_MX"), "es-MX");
        assert_eq!(tag(" fil "), "fil");
        assert_eq!(tag("prs-AF"), "prs-AF");
    }

    #[test]
    fn what_is_no_tag_is_refused() {
        for raw in ["e", "spanish!", "es-", "español", "123", "toolonglanguage"] {
            assert_eq!(
                Language::parse(raw),
                Err(FieldErrorCode::LanguageTag),
                "{raw}"
            );
        }
    }

    #[test]
    fn a_name_of_a_language_is_no_tag() {
        for raw in [
            "english", "spanish", "Deutsch", "urdu", "thai-TH", "klingon",
        ] {
            assert_eq!(
                Language::parse(raw),
                Err(FieldErrorCode::LanguageTag),
                "{raw}"
            );
        }
    }

    #[test]
    fn private_use_and_tags_of_former_times_are_welcome() {
        for tagged in [
            "x-whale-song",
            "qaa-x-club",
            "i-klingon",
            "sgn-BE-FR",
            "zh-min-nan",
            "art-lojban",
        ] {
            assert_eq!(tag(tagged), tagged);
        }
    }

    #[test]
    fn a_tag_says_its_region_where_it_has_one() {
        for (raw, region) in [
            ("es", None),
            ("es-ES", Some("ES")),
            ("zh-Hant-TW", Some("TW")),
            ("es-419", Some("419")),
            ("en-u-ca-buddhist", None),
        ] {
            assert_eq!(Language::parse(raw).unwrap().unwrap().region(), region);
        }
    }

    #[test]
    fn the_common_languages_are_canonical_tags() {
        for common in COMMON_LANGUAGES {
            assert_eq!(tag(common), common);
        }
    }

    proptest! {
        #[test]
        fn parsing_is_idempotent_and_never_panics(raw in "\\PC{0,70}") {
            if let Ok(Some(language)) = Language::parse(&raw) {
                prop_assert_eq!(Language::parse(language.as_str()), Ok(Some(language.clone())));
            }
        }
    }
}
