//! Numbers as the language writes them (CLDR: English groups by comma, Spanish by point and only from five
//! digits on).

use super::Locale;
use crate::domain::Total;

#[must_use]
pub fn grouped(locale: Locale, number: u64) -> String {
    let digits = number.to_string();
    let (separator, from) = match locale {
        Locale::En => (',', 4),
        Locale::Es => ('.', 5),
    };
    if digits.len() < from {
        return digits;
    }
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(separator);
        }
        out.push(digit);
    }
    out
}

/// "1,234", or "10,000+" where the count was not carried on.
#[must_use]
pub fn total(locale: Locale, total: Total) -> String {
    let mut text = grouped(locale, total.value);
    if total.more {
        text.push('+');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_are_grouped_as_the_language_does() {
        for (number, en, es) in [
            (0, "0", "0"),
            (999, "999", "999"),
            (1_234, "1,234", "1234"),
            (10_000, "10,000", "10.000"),
            (1_234_567, "1,234,567", "1.234.567"),
        ] {
            assert_eq!(grouped(Locale::En, number), en);
            assert_eq!(grouped(Locale::Es, number), es);
        }
        assert_eq!(
            total(
                Locale::Es,
                Total {
                    value: 10_000,
                    more: true
                }
            ),
            "10.000+"
        );
    }
}
