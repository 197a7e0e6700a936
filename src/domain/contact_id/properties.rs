//! What holds for every contact ID, whatever it is made of: each channel's rule from generated texts.

use super::*;
use proptest::prelude::*;

fn id(channel: Channel, raw: &str) -> Result<String, FieldErrorCode> {
    ContactId::parse(channel, raw).map(|id| id.as_str().to_owned())
}

/// The channels that take a text as it is where its characters are right: each with a text that is, and how many
/// characters it takes.
fn taken() -> impl Strategy<Value = (Channel, String, usize)> {
    prop_oneof![
        "[0-9]{1,64}".prop_map(|text| (Channel::Messenger, text, 64)),
        "[0-9]{1,64}".prop_map(|text| (Channel::Instagram, text, 64)),
        "[A-Za-z0-9_]{1,36}".prop_map(|text| (Channel::Line, text, 36)),
        "[A-Za-z0-9_=/+]{1,24}".prop_map(|text| (Channel::Viber, text, 24)),
        r"[^\s\p{C}]{1,128}".prop_map(|text| (Channel::Webchat, text, 128)),
    ]
}

/// With another character at about this place, but neither first nor last: what stands around a text is trimmed.
fn interrupted(text: &str, place: usize, by: char) -> String {
    let mut letters: Vec<char> = text.chars().chain(['1']).collect();
    let inside = 1 + place % (letters.len() - 1);
    letters.insert(inside, by);
    letters.into_iter().collect()
}

proptest! {
    #[test]
    fn normalising_twice_changes_nothing(raw in "\\PC{0,40}", pick in 0..9usize) {
        let channel = Channel::ALL[pick];
        if let Ok(stored) = id(channel, &raw) {
            prop_assert_eq!(id(channel, &stored), Ok(stored));
        }
    }

    #[test]
    fn normalising_a_number_twice_changes_nothing(raw in "[+]?[0]{0,4}[0-9 ]{0,16}", pick in 0..9usize) {
        let channel = Channel::ALL[pick];
        if let Ok(stored) = id(channel, &raw) {
            prop_assert_eq!(id(channel, &stored), Ok(stored));
        }
    }

    #[test]
    fn any_way_to_write_a_number_is_the_same_contact(
        digits in "[1-9][0-9]{6,14}", gaps in proptest::collection::vec(0..15usize, 0..6)
    ) {
        let mut written = digits.clone();
        for gap in gaps {
            written.insert(gap.min(written.len()), [' ', '-', '.', '(', ')'][gap % 5]);
        }
        prop_assert_eq!(id(Channel::Whatsapp, &format!("+{written}")), Ok(digits.clone()));
        for channel in [Channel::Sms, Channel::Rcs] {
            prop_assert_eq!(id(channel, &format!("+{written}")), Ok(format!("+{digits}")));
        }
    }

    #[test]
    fn a_business_scoped_id_is_taken_as_it_is(
        country in "[A-Z]{2}", parent in any::<bool>(), own in "[A-Za-z0-9]{1,128}", place in 0..128usize
    ) {
        let kind = if parent { ".ENT." } else { "." };
        let scoped = format!("{country}{kind}{own}");
        prop_assert_eq!(id(Channel::Whatsapp, &scoped), Ok(scoped.clone()));
        let format = Err(FieldErrorCode::ContactIdFormat { channel: Channel::Whatsapp });
        for wrong in [
            scoped.to_lowercase(),
            format!("A{scoped}"),
            format!("{country}{kind}{}", interrupted(&own, place, '-')),
            format!("{scoped}{}", "a".repeat(129)),
        ] {
            prop_assert_eq!(id(Channel::Whatsapp, &wrong), format.clone(), "{}", wrong);
        }
    }

    #[test]
    fn every_signed_64_bit_number_is_one_of_telegrams(number in any::<i64>()) {
        let stored = number.to_string();
        for written in [
            stored.clone(),
            format!(" {stored}\u{200e}"),
            stored.replace('-', "\u{2212}"),
        ] {
            prop_assert_eq!(id(Channel::Telegram, &written), Ok(stored.clone()));
        }
    }

    #[test]
    fn no_other_number_is_one_of_telegrams(beyond in any::<u64>(), negative in any::<bool>()) {
        let format = Err(FieldErrorCode::ContactIdFormat { channel: Channel::Telegram });
        let number = if negative {
            i128::from(i64::MIN) - 1 - i128::from(beyond)
        } else {
            i128::from(i64::MAX) + 1 + i128::from(beyond)
        };
        prop_assert_eq!(id(Channel::Telegram, &number.to_string()), format.clone());
        prop_assert_eq!(id(Channel::Telegram, &interrupted(&beyond.to_string(), 0, '.')), format);
    }

    #[test]
    fn what_has_the_right_characters_is_taken_as_it_is((channel, text, _) in taken()) {
        prop_assert_eq!(id(channel, &text), Ok(text.clone()));
        prop_assert_eq!(id(channel, &format!("\u{202a} {text}\t")), Ok(text));
    }

    #[test]
    fn one_wrong_character_is_enough((channel, text, _) in taken(), place in 0..128usize) {
        let wrong: &[char] = match channel {
            Channel::Webchat => &[' ', '\t', '\u{7}', '\u{a0}', '\u{3000}'],
            _ => &[' ', '-', '.', '@', 'ñ', '٣'],
        };
        for by in wrong {
            let text = interrupted(&text, place, *by);
            prop_assert_eq!(id(channel, &text), Err(FieldErrorCode::ContactIdFormat { channel }));
        }
    }

    #[test]
    fn what_is_too_long_is_told_with_the_limit((channel, text, max) in taken(), more in 1..9usize) {
        let long: String = text.chars().cycle().take(max + more).collect();
        prop_assert_eq!(id(channel, &long), Err(FieldErrorCode::TooLong { max }));
    }
}
