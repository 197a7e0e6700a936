//! What a language is called, in English and Spanish, from its tag.
//!
//! The names are the Unicode CLDR's; `scripts/language-names.mjs` writes the table.

use oxilangtag::LanguageTag;
use std::{collections::HashMap, sync::LazyLock};

static TABLE: &str = include_str!("language_names.tsv");

static NAMES: LazyLock<Names> = LazyLock::new(|| Names::read(TABLE));

#[derive(Clone, Copy)]
struct Translations {
    english: &'static str,
    spanish: &'static str,
}

impl Translations {
    const fn get(self, spanish: bool) -> &'static str {
        if spanish { self.spanish } else { self.english }
    }
}

/// Names by code, the code in its canonical letter case.
type ByCode = HashMap<&'static str, Translations>;

#[derive(Default)]
struct Names {
    languages: ByCode,
    scripts: ByCode,
    regions: ByCode,
}

impl Names {
    /// Reads lines of kind, code, English and Spanish name. What is no such line is passed over; a test
    /// proves that there is none.
    fn read(table: &'static str) -> Self {
        let mut names = Self::default();
        for line in table.lines() {
            let mut columns = line.split('\t');
            let (Some(kind), Some(code), Some(english), Some(spanish)) = (
                columns.next(),
                columns.next(),
                columns.next(),
                columns.next(),
            ) else {
                continue;
            };
            let by_code = match kind {
                "language" => &mut names.languages,
                "script" => &mut names.scripts,
                "region" => &mut names.regions,
                _ => continue,
            };
            by_code.insert(code, Translations { english, spanish });
        }
        names
    }
}

/// The display name of a BCP-47 tag, such as "Spanish (Mexico)" or "Chino (tradicional, Taiwán)", its first
/// letter upper-cased as at the beginning of a table cell.
///
/// Composed as CLDR does (UTS 35, "Locale Display Name Algorithm", without dialect names): the language,
/// then in parentheses the script, the region and the variants. A script, region or variant without a name
/// stands as its code; extensions are left out. `None` where the language is unknown, which goes for
/// private-use tags and for whatever is no tag.
#[must_use]
pub fn language_name(tag: &str, spanish: bool) -> Option<String> {
    let tag = LanguageTag::parse_and_normalize(tag).ok()?;
    // `zh-yue` is an older way to write `yue`.
    let language = [tag.extended_language(), Some(tag.primary_language())]
        .into_iter()
        .flatten()
        .find_map(|code| NAMES.languages.get(code))?
        .get(spanish);

    let part = |by_code: &ByCode, code: &str| {
        by_code.get(code).map_or_else(
            || code.to_owned(),
            |names| without_parentheses(names.get(spanish)),
        )
    };
    let script = tag.script().map(|code| part(&NAMES.scripts, code));
    let region = tag.region().map(|code| part(&NAMES.regions, code));
    let variants = tag.variant_subtags().map(str::to_uppercase);
    let details: Vec<String> = script.into_iter().chain(region).chain(variants).collect();

    let name = with_first_letter_upper_case(language);
    if details.is_empty() {
        Some(name)
    } else {
        Some(format!(
            "{} ({})",
            without_parentheses(&name),
            details.join(", ")
        ))
    }
}

/// Parentheses of a part would be mistaken for those around the parts: "Burmese (Myanmar [Burma])".
fn without_parentheses(name: &str) -> String {
    name.replace('(', "[").replace(')', "]")
}

fn with_first_letter_upper_case(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(tag: &str) -> (Option<String>, Option<String>) {
        (language_name(tag, false), language_name(tag, true))
    }

    fn assert_names(tag: &str, english: &str, spanish: &str) {
        assert_eq!(
            names(tag),
            (Some(english.to_owned()), Some(spanish.to_owned())),
            "{tag}"
        );
    }

    #[test]
    fn every_line_of_the_table_is_read() {
        let read = NAMES.languages.len() + NAMES.scripts.len() + NAMES.regions.len();
        assert_eq!(read, TABLE.lines().count());
        assert!(
            TABLE
                .lines()
                .all(|line| line.split('\t').filter(|name| !name.is_empty()).count() == 4)
        );
        assert!(TABLE.lines().is_sorted());
    }

    #[test]
    fn a_language_alone() {
        assert_names("es", "Spanish", "Español");
        assert_names("fil", "Filipino", "Filipino");
        assert_names("yue", "Cantonese", "Cantonés");
        assert_names("zh-yue", "Cantonese", "Cantonés");
    }

    #[test]
    fn a_language_of_a_region() {
        assert_names("es-MX", "Spanish (Mexico)", "Español (México)");
        assert_names(
            "es-419",
            "Spanish (Latin America)",
            "Español (Latinoamérica)",
        );
        assert_names("prs-AF", "Dari (Afghanistan)", "Darí (Afganistán)");
        assert_names(
            "my-MM",
            "Burmese (Myanmar [Burma])",
            "Birmano (Myanmar [Birmania])",
        );
    }

    #[test]
    fn a_language_in_a_script() {
        assert_names("zh-Hant", "Chinese (Traditional)", "Chino (tradicional)");
        assert_names(
            "zh-Hant-TW",
            "Chinese (Traditional, Taiwan)",
            "Chino (tradicional, Taiwán)",
        );
    }

    #[test]
    fn letter_case_does_not_matter() {
        assert_names(
            "ZH-hant-tw",
            "Chinese (Traditional, Taiwan)",
            "Chino (tradicional, Taiwán)",
        );
    }

    #[test]
    fn what_has_no_name_stands_as_its_code() {
        assert_names("es-QX", "Spanish (QX)", "Español (QX)");
        assert_names(
            "ca-ES-valencia",
            "Catalan (Spain, VALENCIA)",
            "Catalán (España, VALENCIA)",
        );
    }

    #[test]
    fn an_unknown_language_has_no_name() {
        for tag in ["qq", "qq-ES", "x-private", "", "español", "i-klingon"] {
            assert_eq!(names(tag), (None, None), "{tag}");
        }
    }
}
