//! What a contact can be filtered by, but for the language, as one character: its filter code (migration 0006).

use super::tags::passing_states;
use crate::domain::{Channel, ContactQuery};

/// Where the codes begin: printable, and none is the space of a number without a contact.
const FIRST: u8 = b' ';
const STATES: u8 = 8;

/// The codes that pass a query's filters. `None` where no code tells whether a contact passes: without filters, and with one by
/// language.
#[must_use]
pub fn passing_codes(query: &ContactQuery) -> Option<Vec<u8>> {
    if !query.languages.is_empty() || !query.has_filters() {
        return None;
    }
    let states = passing_states(query);
    let wanted = |channel: &Channel| query.channels.is_empty() || query.channels.contains(channel);
    let channels = Channel::ALL.into_iter().filter(wanted);
    let code = |channel| {
        let states = states.iter();
        states.map(move |state| FIRST + STATES * number(channel) + state.number())
    };
    Some(channels.flat_map(code).collect())
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
            assert_eq!(of(filters), None, "{filters}");
        }
        for (filters, codes) in [
            ("channel=sms", 8),
            ("channel=sms&channel=rcs", 16),
            ("proactive=active", 36),
            ("proactive=active&reactive=blocked", 18),
            ("external_code=with&channel=viber", 4),
        ] {
            let passing = of(filters).unwrap();
            assert_eq!(passing.len(), codes, "{filters}");
            assert!(!passing.contains(&b' ') && passing.is_ascii(), "{filters}");
        }
    }
}
