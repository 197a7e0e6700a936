//! Moments as JSON has them here: RFC 3339, in UTC when we write them, in any offset when we read them.

use crate::domain::Timestamp;
use serde::{Deserialize, Deserializer, Serializer, de::Error};

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde hands it over like this"
)]
pub fn serialize<S: Serializer>(at: &Timestamp, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&at.to_rfc3339())
}

pub fn parse(text: &str) -> Option<Timestamp> {
    let at: jiff::Timestamp = text.parse().ok()?;
    Some(Timestamp(at.as_millisecond()))
}

/// Of a field that may be left out.
pub mod optional {
    use super::{Deserialize, Deserializer, Error, Serializer, Timestamp, parse};

    #[expect(clippy::ref_option, reason = "serde hands it over like this")]
    pub fn serialize<S: Serializer>(
        at: &Option<Timestamp>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        match at {
            Some(at) => super::serialize(at, serializer),
            None => serializer.serialize_none(),
        }
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<Timestamp>, D::Error> {
        let text = Option::<String>::deserialize(deserializer)?;
        text.map(|text| {
            parse(&text).ok_or_else(|| {
                D::Error::custom("not a moment as RFC 3339 has it, such as 2026-07-01T12:30:00Z")
            })
        })
        .transpose()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_offset_is_read_and_utc_written() {
        let at = parse("2026-07-01T14:30:00.123+02:00").unwrap();
        assert_eq!(at.to_rfc3339(), "2026-07-01T12:30:00.123Z");
        for text in ["2026-07-01", "yesterday", "", "2026-07-01T12:30:00"] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
