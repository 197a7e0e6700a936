//! What can be filtered by, as trigrams in front of a contact's search text.

use super::WORD;
use crate::domain::{
    Channel, ContactFields, ContactQuery, Language, LanguageFilter, PermissionState,
};

const LANGUAGE: char = '\u{e001}';
const CHANNEL: char = '\u{e003}';
const PAIR: char = '\u{e005}';
const STATE: char = '\u{e006}';
/// The first of the eight characters that are a state.
const STATES: u32 = 0xe008;
/// More combinations of a channel and a language than this are looked for by channel and by language.
const MOST_PAIRS: usize = 24;
/// More combinations of a channel, a language and a state than this are looked for by their parts.
const MOST_FACETS: usize = 8;

/// What the search text begins with, which is all of it that permissions and language change.
#[must_use]
pub fn tags(fields: &ContactFields) -> String {
    let mut text = String::with_capacity(40);
    push_tags(&mut text, fields);
    text.extend([WORD, WORD]);
    text
}

pub(super) fn push_tags(text: &mut String, fields: &ContactFields) {
    let language = fields.language.as_ref().map_or("", Language::as_str);
    let state = State {
        proactive: fields.proactive,
        reactive: fields.reactive,
        has_external_code: fields.external_code.is_some(),
    };
    text.extend([CHANNEL, channel_letter(fields.channel), PAIR]);
    text.extend(pair_hash(fields.channel, language));
    text.extend([state.character(), STATE, LANGUAGE]);
    text.extend(hashed(language.bytes()));
}

fn channel_tag(channel: Channel) -> String {
    String::from_iter([CHANNEL, channel_letter(channel), PAIR])
}

const fn channel_letter(channel: Channel) -> char {
    match channel {
        Channel::Whatsapp => 'w',
        Channel::Sms => 's',
        Channel::Rcs => 'r',
        Channel::Telegram => 't',
        Channel::Messenger => 'm',
        Channel::Instagram => 'i',
        Channel::Line => 'l',
        Channel::Viber => 'v',
        Channel::Webchat => 'c',
    }
}

/// `language` is a tag, or empty for none.
fn language_tag(language: &str) -> String {
    let [one, two] = hashed(language.bytes());
    String::from_iter([LANGUAGE, one, two])
}

fn pair_hash(channel: Channel, language: &str) -> [char; 2] {
    let letter = u8::try_from(channel_letter(channel)).unwrap_or(b'?');
    hashed(std::iter::once(letter).chain(language.bytes()))
}

fn pair_tag(channel: Channel, language: &str) -> String {
    let [one, two] = pair_hash(channel, language);
    String::from_iter([PAIR, one, two])
}

fn facet_tag(channel: Channel, language: &str, state: State) -> String {
    let [one, two] = pair_hash(channel, language);
    String::from_iter([one, two, state.character()])
}

/// Two characters whatever the length: a hash of 32 bits in the private planes. Were two languages in use ever to share
/// a hash, a search filtered by one would show the other too.
fn hashed(bytes: impl IntoIterator<Item = u8>) -> [char; 2] {
    let hash = fnv1a(bytes);
    // Planes 15 and 16; each half of the hash is one of their 65,534 characters, the last two folded in.
    let half = |plane: u32, bits: u32| char::from_u32(plane + bits % 0xfffe).unwrap_or('\u{f0000}');
    [half(0xf_0000, hash >> 16), half(0x10_0000, hash & 0xffff)]
}

/// Stable between versions and machines, which the standard library's hash is not.
pub fn fnv1a(bytes: impl IntoIterator<Item = u8>) -> u32 {
    bytes.into_iter().fold(0x811c_9dc5, |hash, byte| {
        (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
    })
}

/// What a contact's row says beside who it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct State {
    proactive: PermissionState,
    reactive: PermissionState,
    has_external_code: bool,
}

impl State {
    fn character(self) -> char {
        char::from_u32(STATES + u32::from(self.number())).unwrap_or(STATE)
    }

    /// From 0 to 7.
    pub(super) fn number(self) -> u8 {
        let bits = [
            self.proactive.is_active(),
            self.reactive.is_active(),
            self.has_external_code,
        ];
        bits.into_iter()
            .fold(0, |number, bit| number * 2 + u8::from(bit))
    }
}

fn state_tag(state: State) -> String {
    String::from_iter([state.character(), STATE, LANGUAGE])
}

/// The tags of a query's filters: of each list, one must be there.
pub fn filter_tags(query: &ContactQuery) -> Vec<Vec<String>> {
    let languages: Vec<&str> = query
        .languages
        .iter()
        .map(|language| match language {
            LanguageFilter::None => "",
            LanguageFilter::Tag(language) => language.as_str(),
        })
        .collect();
    let channels = &query.channels;
    let states = passing_states(query);
    let pairs = || {
        channels
            .iter()
            .flat_map(|channel| languages.iter().map(move |language| (*channel, *language)))
    };
    let mut lists = Vec::new();
    let facets = pairs().count() * states.len();
    if states.len() < ALL_STATES && (1..=MOST_FACETS).contains(&facets) {
        let tags = pairs().flat_map(|(channel, language)| {
            states
                .iter()
                .map(move |state| facet_tag(channel, language, *state))
        });
        return vec![tags.collect()];
    }
    if (1..=MOST_PAIRS).contains(&pairs().count()) {
        lists.push(
            pairs()
                .map(|(channel, language)| pair_tag(channel, language))
                .collect(),
        );
    } else {
        lists.push(
            channels
                .iter()
                .map(|channel| channel_tag(*channel))
                .collect(),
        );
        lists.push(
            languages
                .iter()
                .map(|language| language_tag(language))
                .collect(),
        );
    }
    if states.len() < ALL_STATES {
        lists.push(states.into_iter().map(state_tag).collect());
    }
    lists.retain(|list: &Vec<String>| !list.is_empty());
    lists
}

const ALL_STATES: usize = 8;

pub(super) fn passing_states(query: &ContactQuery) -> Vec<State> {
    let both = [PermissionState::Active, PermissionState::Blocked];
    let mut states = Vec::with_capacity(ALL_STATES);
    for proactive in both {
        for reactive in both {
            for has_external_code in [false, true] {
                let passes = query.proactive.is_none_or(|wanted| wanted == proactive)
                    && query.reactive.is_none_or(|wanted| wanted == reactive)
                    && query
                        .has_external_code
                        .is_none_or(|wanted| wanted == has_external_code);
                if passes {
                    states.push(State {
                        proactive,
                        reactive,
                        has_external_code,
                    });
                }
            }
        }
    }
    states
}
