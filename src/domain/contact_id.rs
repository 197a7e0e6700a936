//! The person's identifier on a channel: normalised, then checked by the channel's own rule.

use super::{channel::Channel, error::FieldErrorCode};
use serde::{Deserialize, Serialize};

/// A contact ID in the form in which it is stored and compared. Unique per channel, permanent once saved.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ContactId(String);

impl ContactId {
    /// Normalises what a person or another system wrote, then checks it.
    ///
    /// # Errors
    /// `Required` for an empty text, `NationalNumber` for a phone number without its country,
    /// `TooLong` or `ContactIdFormat` where the channel's rule is not met.
    pub fn parse(channel: Channel, raw: &str) -> Result<Self, FieldErrorCode> {
        let text = without_invisible(raw);
        let text = text.trim();
        if text.is_empty() {
            return Err(FieldErrorCode::Required);
        }
        match channel {
            Channel::Whatsapp => whatsapp(text),
            Channel::Sms | Channel::Rcs => e164(channel, text),
            Channel::Telegram => telegram(text),
            Channel::Messenger | Channel::Instagram => {
                checked(channel, text, 64, |c| c.is_ascii_digit())
            }
            Channel::Line => checked(channel, text, 36, |c| c.is_ascii_alphanumeric() || c == '_'),
            Channel::Viber => checked(channel, text, 24, |c| {
                c.is_ascii_alphanumeric() || matches!(c, '_' | '=' | '/' | '+')
            }),
            Channel::Webchat => checked(channel, text, 128, |c| {
                !c.is_whitespace() && !c.is_control()
            }),
        }
        .map(Self)
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// For text that was parsed before, such as a stored one.
    #[must_use]
    pub fn from_stored(text: String) -> Self {
        Self(text)
    }
}

/// Phones' address books surround numbers with marks of writing direction that nobody sees.
fn without_invisible(raw: &str) -> String {
    raw.chars()
        .filter(|c| {
            !matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
        })
        .collect()
}

/// Spaces and punctuation that people put into phone numbers.
pub(crate) fn is_phone_punctuation(c: char) -> bool {
    c.is_whitespace() || matches!(c, '-' | '.' | '(' | ')' | '/' | '\u{2010}'..='\u{2015}')
}

fn compact_phone(text: &str) -> String {
    text.chars().filter(|c| !is_phone_punctuation(*c)).collect()
}

/// E.164 allows at most 15 digits; below 7 there is no international subscriber number.
fn is_phone_digits(text: &str) -> bool {
    (7..=15).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit())
}

fn whatsapp(text: &str) -> Result<String, FieldErrorCode> {
    let format = FieldErrorCode::ContactIdFormat {
        channel: Channel::Whatsapp,
    };
    if is_business_scoped(text) {
        return Ok(text.to_owned());
    }
    let phone = compact_phone(text);
    let digits = phone
        .strip_prefix('+')
        .or_else(|| phone.strip_prefix("00"))
        .unwrap_or(&phone);
    // Two zeros that are left would be taken for the prefix when the stored ID is read again, and be somebody else's.
    if is_phone_digits(digits) && !digits.starts_with("00") {
        Ok(digits.to_owned())
    } else {
        Err(format)
    }
}

/// A business-scoped user ID: the country's two capitals, a dot, `ENT.` where it is a parent's, then 1–128
/// letters and digits (Meta, "Business-scoped user IDs").
fn is_business_scoped(text: &str) -> bool {
    let Some((country, rest)) = text.split_once('.') else {
        return false;
    };
    let id = rest.strip_prefix("ENT.").unwrap_or(rest);
    country.len() == 2
        && country.bytes().all(|b| b.is_ascii_uppercase())
        && (1..=128).contains(&id.len())
        && id.bytes().all(|b| b.is_ascii_alphanumeric())
}

fn e164(channel: Channel, text: &str) -> Result<String, FieldErrorCode> {
    let phone = compact_phone(text);
    let digits = match (phone.strip_prefix('+'), phone.strip_prefix("00")) {
        (Some(digits), _) | (None, Some(digits)) => digits,
        (None, None) if phone.bytes().all(|b| b.is_ascii_digit()) => {
            return Err(FieldErrorCode::NationalNumber);
        }
        (None, None) => return Err(FieldErrorCode::ContactIdFormat { channel }),
    };
    if is_phone_digits(digits) && !digits.starts_with('0') {
        Ok(format!("+{digits}"))
    } else {
        Err(FieldErrorCode::ContactIdFormat { channel })
    }
}

/// Telegram's identifiers are signed 64-bit: groups and channels are negative.
fn telegram(text: &str) -> Result<String, FieldErrorCode> {
    text.replace('\u{2212}', "-")
        .parse::<i64>()
        .map(|id| id.to_string())
        .map_err(|_| FieldErrorCode::ContactIdFormat {
            channel: Channel::Telegram,
        })
}

fn checked(
    channel: Channel,
    text: &str,
    max: usize,
    allowed: impl Fn(char) -> bool,
) -> Result<String, FieldErrorCode> {
    if !text.chars().all(allowed) {
        return Err(FieldErrorCode::ContactIdFormat { channel });
    }
    if text.chars().count() > max {
        return Err(FieldErrorCode::TooLong { max });
    }
    Ok(text.to_owned())
}

#[cfg(test)]
mod properties;

#[cfg(test)]
mod tests {
    use super::*;

    fn id(channel: Channel, raw: &str) -> Result<String, FieldErrorCode> {
        ContactId::parse(channel, raw).map(|id| id.as_str().to_owned())
    }

    fn accepts(channel: Channel, raw: &str, stored: &str) {
        assert_eq!(id(channel, raw).as_deref(), Ok(stored), "{channel} {raw:?}");
    }

    fn refuses(channel: Channel, raw: &str, why: FieldErrorCode) {
        assert_eq!(id(channel, raw), Err(why), "{channel} {raw:?}");
    }

    #[test]
    fn whatsapp_numbers_lose_their_plus_spaces_and_punctuation() {
        for raw in [
            "34666123456",
            "+34 666-12-34.56",
            "0034 (666) 123456",
            "\u{202a}+34 666 123 456\u{202c}",
        ] {
            accepts(Channel::Whatsapp, raw, "34666123456");
        }
    }

    #[test]
    fn whatsapp_takes_7_to_15_digits() {
        let format = FieldErrorCode::ContactIdFormat {
            channel: Channel::Whatsapp,
        };
        accepts(Channel::Whatsapp, "1234567", "1234567");
        accepts(Channel::Whatsapp, "123456789012345", "123456789012345");
        for raw in [
            "123456",
            "1234567890123456",
            "34x666123456",
            "++34666123456",
            "+0034666123456",
            "000034666123456",
            "+",
        ] {
            refuses(Channel::Whatsapp, raw, format.clone());
        }
    }

    #[test]
    fn whatsapp_takes_business_scoped_ids() {
        let format = FieldErrorCode::ContactIdFormat {
            channel: Channel::Whatsapp,
        };
        accepts(
            Channel::Whatsapp,
            "US.13491208655302741918",
            "US.13491208655302741918",
        );
        accepts(
            Channel::Whatsapp,
            "US.ENT.11815799212886844830",
            "US.ENT.11815799212886844830",
        );
        accepts(
            Channel::Whatsapp,
            &format!("ES.{}", "a".repeat(128)),
            &format!("ES.{}", "a".repeat(128)),
        );
        for raw in [
            "us.1349",
            "US.",
            "US.ENT.",
            "USA.1349",
            "US.13-49",
            &format!("ES.{}", "a".repeat(129)),
        ] {
            refuses(Channel::Whatsapp, raw, format.clone());
        }
    }

    #[test]
    fn sms_and_rcs_are_international_numbers() {
        for channel in [Channel::Sms, Channel::Rcs] {
            let format = FieldErrorCode::ContactIdFormat { channel };
            accepts(channel, "+34 666 12 34 56", "+34666123456");
            accepts(channel, "0034666123456", "+34666123456");
            accepts(channel, "+1234567", "+1234567");
            refuses(channel, "666123456", FieldErrorCode::NationalNumber);
            refuses(channel, "0666123456", FieldErrorCode::NationalNumber);
            for raw in [
                "+034666123",
                "+123456",
                "+1234567890123456",
                "+34abc",
                "abc",
            ] {
                refuses(channel, raw, format.clone());
            }
        }
    }

    #[test]
    fn telegram_ids_are_signed_64_bit() {
        let format = FieldErrorCode::ContactIdFormat {
            channel: Channel::Telegram,
        };
        accepts(Channel::Telegram, "123456789", "123456789");
        accepts(Channel::Telegram, "-1001234567890", "-1001234567890");
        accepts(Channel::Telegram, "\u{2212}42", "-42");
        accepts(
            Channel::Telegram,
            "9223372036854775807",
            "9223372036854775807",
        );
        for raw in ["9223372036854775808", "@name", "1.5", "--1"] {
            refuses(Channel::Telegram, raw, format.clone());
        }
    }

    #[test]
    fn messenger_and_instagram_are_digits() {
        for channel in [Channel::Messenger, Channel::Instagram] {
            accepts(channel, "7204312345678901", "7204312345678901");
            refuses(
                channel,
                "72043a",
                FieldErrorCode::ContactIdFormat { channel },
            );
            refuses(
                channel,
                &"1".repeat(65),
                FieldErrorCode::TooLong { max: 64 },
            );
        }
    }

    #[test]
    fn line_viber_and_webchat_have_their_own_alphabets() {
        accepts(Channel::Line, "U4af4980629_x", "U4af4980629_x");
        refuses(
            Channel::Line,
            "U4af-498",
            FieldErrorCode::ContactIdFormat {
                channel: Channel::Line,
            },
        );
        refuses(
            Channel::Line,
            &"a".repeat(37),
            FieldErrorCode::TooLong { max: 36 },
        );
        accepts(Channel::Viber, "01234567890A=/+_", "01234567890A=/+_");
        refuses(
            Channel::Viber,
            "a-b",
            FieldErrorCode::ContactIdFormat {
                channel: Channel::Viber,
            },
        );
        refuses(
            Channel::Viber,
            &"a".repeat(25),
            FieldErrorCode::TooLong { max: 24 },
        );
        accepts(Channel::Webchat, "visitor:é-42", "visitor:é-42");
        refuses(
            Channel::Webchat,
            "two words",
            FieldErrorCode::ContactIdFormat {
                channel: Channel::Webchat,
            },
        );
        refuses(
            Channel::Webchat,
            &"a".repeat(129),
            FieldErrorCode::TooLong { max: 128 },
        );
    }

    #[test]
    fn nothing_is_missing_whatever_the_channel() {
        for channel in Channel::ALL {
            for raw in ["", "  ", "\u{200e}"] {
                refuses(channel, raw, FieldErrorCode::Required);
            }
        }
    }
}
