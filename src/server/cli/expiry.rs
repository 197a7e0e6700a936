//! When a token ends, as somebody writes it: `90d` or `2026-12-31`.

use crate::domain::Timestamp;
use std::str::FromStr;

const DAY: i64 = 24 * 60 * 60 * 1000;
/// A hundred years: longer than any token should live, and small enough to add to a date.
const MAX_DAYS: i64 = 36_525;

/// The end of a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Expiry {
    Days(i64),
    /// The end of this day in UTC.
    Day(Timestamp),
}

impl Expiry {
    pub(super) const fn from(self, now: Timestamp) -> Timestamp {
        match self {
            Self::Days(days) => Timestamp(now.0 + days * DAY),
            Self::Day(end) => end,
        }
    }
}

impl FromStr for Expiry {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        days(text).or_else(|| end_of_day(text)).ok_or_else(|| {
            "write a number of days, such as 90d, or a date, such as 2026-12-31".to_owned()
        })
    }
}

fn days(text: &str) -> Option<Expiry> {
    let days = text.strip_suffix('d')?.parse().ok()?;
    (1..=MAX_DAYS).contains(&days).then_some(Expiry::Days(days))
}

fn end_of_day(text: &str) -> Option<Expiry> {
    let mut parts = text.split('-').map(|part| part.parse::<i64>().ok());
    let (year, month, day) = (parts.next()??, parts.next()??, parts.next()??);
    if parts.next().is_some() || !(1970..=9999).contains(&year) {
        return None;
    }
    // Years from March, so that the leap day is their last (Howard Hinnant's `days_from_civil`).
    let (year, from_march) = if month > 2 {
        (year, month - 3)
    } else {
        (year - 1, month + 9)
    };
    let of_year = (153 * from_march + 2) / 5 + day - 1;
    let days = year * 365 + year / 4 - year / 100 + year / 400 + of_year - 719_468;
    let start = Timestamp(days * DAY);
    // A day that there isn't, or one written another way, comes back as another text.
    start
        .to_rfc3339()
        .strip_suffix("T00:00:00.000Z")
        .filter(|written| *written == text)
        .map(|_| Expiry::Day(Timestamp(start.0 + DAY)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_count_from_now() {
        let expiry: Expiry = "90d".parse().unwrap();
        assert_eq!(expiry.from(Timestamp(5)), Timestamp(90 * DAY + 5));
    }

    #[test]
    fn a_date_is_good_until_its_day_is_over() {
        for (text, end) in [
            ("1970-01-01", "1970-01-02"),
            ("2024-02-28", "2024-02-29"),
            ("2024-02-29", "2024-03-01"),
            ("2026-12-31", "2027-01-01"),
            ("2100-02-28", "2100-03-01"),
        ] {
            let expiry: Expiry = text.parse().unwrap();
            assert!(
                expiry.from(Timestamp(0)).to_rfc3339().starts_with(end),
                "{text}"
            );
        }
    }

    #[test]
    fn what_is_neither_is_refused() {
        for text in [
            "",
            "d",
            "0d",
            "-1d",
            "99999999999d",
            "90",
            "2026-02-30",
            "2026-2-3",
            "2025-02-29",
            "2026-13-01",
            "2026-00-10",
            "31.12.2026",
            "2026-12-31-1",
            "0001-01-01",
        ] {
            assert!(text.parse::<Expiry>().is_err(), "{text:?}");
        }
    }
}
