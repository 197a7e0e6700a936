//! The formula guard: a `'` before what a spreadsheet would run as a formula, and its exact undoing.

use std::borrow::Cow;

/// Whether the text is a beginning of a formula behind any number of `'`.
///
/// The quotes before it count too, so that a text which has one of its own comes back with it.
fn begins_formula(text: &str) -> bool {
    text.trim_start_matches('\'')
        .starts_with(['=', '+', '-', '@', '\t', '\r'])
}

/// As it is written into a file: with a `'` before it where a spreadsheet would run it (CWE-1236).
#[must_use]
pub fn guarded(text: &str) -> Cow<'_, str> {
    if begins_formula(text) {
        Cow::Owned(format!("'{text}"))
    } else {
        Cow::Borrowed(text)
    }
}

/// What [`guarded`] was given: without one `'`, where it guards a formula.
#[must_use]
pub fn unguarded(text: &str) -> &str {
    match text.strip_prefix('\'') {
        Some(rest) if begins_formula(rest) => rest,
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn formulas_are_guarded_and_nothing_else() {
        for (text, written) in [
            ("=1+1", "'=1+1"),
            ("+34666123456", "'+34666123456"),
            ("-100", "'-100"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("\tx", "'\tx"),
            ("\rx", "'\rx"),
            ("'=x", "''=x"),
            ("", ""),
            ("'", "'"),
            ("'n Naam", "'n Naam"),
            ("a=b", "a=b"),
        ] {
            assert_eq!(guarded(text), written);
            assert_eq!(unguarded(written), text);
        }
    }

    #[test]
    fn what_nobody_guarded_stays() {
        for text in ["=1", "+34", "'n Naam", "'", "''"] {
            assert_eq!(unguarded(text), text);
        }
    }

    proptest! {
        #[test]
        fn unguarding_is_the_exact_undoing(text in "('{0,3}[=+@\\-\t\r]?)?\\PC{0,20}") {
            let written = guarded(&text);
            prop_assert_eq!(unguarded(&written), text.as_str());
        }

        #[test]
        fn no_spreadsheet_runs_what_is_guarded(text in any::<String>()) {
            prop_assert!(!guarded(&text).starts_with(['=', '+', '-', '@', '\t', '\r']));
        }
    }
}
