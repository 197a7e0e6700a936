//! The chat channels a contact can be on.

use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// A chat channel. Its `code` is what URLs, the API and the database carry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Channel {
    Whatsapp,
    Sms,
    Rcs,
    Telegram,
    Messenger,
    Instagram,
    Line,
    Viber,
    Webchat,
}

impl Channel {
    /// Every channel, in the order in which choices show them.
    pub const ALL: [Self; 9] = [
        Self::Whatsapp,
        Self::Sms,
        Self::Rcs,
        Self::Telegram,
        Self::Messenger,
        Self::Instagram,
        Self::Line,
        Self::Viber,
        Self::Webchat,
    ];

    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Whatsapp => "whatsapp",
            Self::Sms => "sms",
            Self::Rcs => "rcs",
            Self::Telegram => "telegram",
            Self::Messenger => "messenger",
            Self::Instagram => "instagram",
            Self::Line => "line",
            Self::Viber => "viber",
            Self::Webchat => "webchat",
        }
    }

    /// The name as its owner writes it; the same in every language.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Whatsapp => "WhatsApp",
            Self::Sms => "SMS",
            Self::Rcs => "RCS",
            Self::Telegram => "Telegram",
            Self::Messenger => "Messenger",
            Self::Instagram => "Instagram",
            Self::Line => "LINE",
            Self::Viber => "Viber",
            Self::Webchat => "Web chat",
        }
    }
}

impl fmt::Display for Channel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// The text names no channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("unknown channel")]
pub struct UnknownChannel;

impl FromStr for Channel {
    type Err = UnknownChannel;

    fn from_str(code: &str) -> Result<Self, UnknownChannel> {
        Self::ALL
            .into_iter()
            .find(|channel| channel.code() == code)
            .ok_or(UnknownChannel)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_reads_back_as_its_channel() {
        for channel in Channel::ALL {
            assert_eq!(channel.code().parse(), Ok(channel));
        }
    }

    #[test]
    fn codes_are_lower_case_and_exact() {
        assert_eq!("WhatsApp".parse::<Channel>(), Err(UnknownChannel));
        assert_eq!("".parse::<Channel>(), Err(UnknownChannel));
    }
}
