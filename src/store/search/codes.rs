//! What a contact can be filtered by, but for the language, as one character: its filter code (migration 0006).

use super::tags::passing_states;
use crate::domain::{Channel, ContactQuery};

/// The code of a number that no contact has.
pub const NO_CONTACT: u8 = b' ';
/// Where the codes begin: printable.
const FIRST: u8 = NO_CONTACT;
const STATES: u8 = 8;

/// The codes that pass a query's filters: a bit for each, all of which are ASCII.
#[derive(Clone, Copy)]
pub struct PassingCodes(u128);

impl PassingCodes {
    #[must_use]
    pub const fn contains(self, code: u8) -> bool {
        code.is_ascii() && self.0 & (1 << code) != 0
    }
}

/// Which codes pass. `None` where no code tells whether a contact passes: without filters, and with one by
/// language.
#[must_use]
pub fn passing_codes(query: &ContactQuery) -> Option<PassingCodes> {
    if !query.languages.is_empty() || !query.has_filters() {
        return None;
    }
    let states = passing_states(query);
    let wanted = |channel: &Channel| query.channels.is_empty() || query.channels.contains(channel);
    let mut passing = PassingCodes(0);
    for channel in Channel::ALL.into_iter().filter(wanted) {
        for state in &states {
            let code = FIRST + STATES * number(channel) + state.number();
            passing.0 |= 1 << code;
        }
    }
    Some(passing)
}

const fn number(channel: Channel) -> u8 {
    match channel {
        Channel::Whatsapp => 1,
        Channel::Sms => 2,
        Channel::Rcs => 3,
        Channel::Telegram => 4,
        Channel::Messenger => 5,
        Channel::Instagram => 6,
        Channel::Line => 7,
        Channel::Viber => 8,
        Channel::Webchat => 9,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_language_has_no_code_and_everything_else_has() {
        let of = |filters: &str| passing_codes(&ContactQuery::parse(filters).unwrap());
        for filters in ["", "q=ana", "language=es", "language=none&channel=sms"] {
            assert!(of(filters).is_none(), "{filters}");
        }
        for (filters, codes) in [
            ("channel=sms", 8),
            ("channel=sms&channel=rcs", 16),
            ("proactive=active", 36),
            ("proactive=active&reactive=blocked", 18),
            ("external_code=with&channel=viber", 4),
        ] {
            let passing = of(filters).unwrap();
            let count = |codes: std::ops::RangeInclusive<u8>| {
                codes.filter(|code| passing.contains(*code)).count()
            };
            assert_eq!(count(NO_CONTACT + 1..=b'~'), codes, "{filters}");
            assert_eq!(count(0..=255), codes, "{filters}");
        }
    }
}
