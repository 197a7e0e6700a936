//! What is searched (the text of a contact) and what is asked (the words of a query), in one notation.
//!
//! A contact's search text is indexed by trigrams. To let the same index answer "begins a word with",
//! one- and two-letter searches and the filters, the text carries markers that no name can contain:
//!
//! - each word is preceded by two `WORD` marks, so that `WORD WORD a` is the trigram of "a word begins with a"
//!   and `WORD a b` of "a word begins with ab";
//! - what can be filtered by stands in front as tags of one trigram each: channel, language, the two together, the
//!   state (both permissions and "has an external code"), and channel, language and state together. A filter is one list
//!   of the index, or a few to choose from, so that a search with filters costs about what the search costs. The tags
//!   overlap, because each trigram of each contact is paid for in the index:
//!
//! | CHANNEL | letter | PAIR | hash of channel, language | | state | STATE | LANGUAGE | hash of language | |
//! |---|---|---|---|---|---|---|---|---|---|
//! | channel | channel | channel, pair | pair, facet | pair, facet | facet, state | state | state, language | language | language |
//!
//! A word is what stands between spaces; inside it, a new one begins after and at punctuation (`O'Brien` is
//! found by "brien") and at every Han or Kana character, because those scripts don't separate words.

mod codes;
mod tags;

pub use codes::{NO_CONTACT, PassingCodes, passing_codes};
pub use tags::{filter_tags, fnv1a, tags};

use super::fold::{Folded, fold};
use crate::domain::{ContactFields, ContactId, ExternalCode, Name};
use std::collections::BTreeSet;

const WORD: char = '\u{e000}';
/// Sorts behind every text; stands for "none" in a sort key, so that empty cells come last.
const LAST: &str = "\u{10ffff}";

/// Changes when `fold` or the notation does: a database written with another is indexed again at start.
pub const NOTATION: &str = "4";
/// The tags and the marks of the first word, in characters: what the trigger `contacts_search_retag` (migration 0004) takes for the
/// part that a change of permissions or of the language changes.
pub const TAGS_CHARS: usize = 12;

/// So many characters of a word that repeats itself are few enough lists, and seldom in other words.
const BEGINNING: usize = 6;

/// The derived columns of a contact.
pub struct Keys {
    pub name: String,
    pub contact_id: String,
    pub external_code: String,
    pub search_text: String,
}

impl Keys {
    pub fn of(fields: &ContactFields) -> Self {
        let contact_id = fold(fields.contact_id.as_str());
        let name = fields.name.as_ref().map(|name| fold(name.as_str()));
        let external_code = fields
            .external_code
            .as_ref()
            .map(|code| fold(code.as_str()));

        let mut text = String::with_capacity(160);
        tags::push_tags(&mut text, fields);
        for part in name.iter().chain([&contact_id]).chain(&external_code) {
            push_words(&mut text, part);
        }
        Self {
            name: joined(name.as_deref().unwrap_or(&contact_id)),
            contact_id: without_plus(&contact_id).to_owned(),
            external_code: external_code.map_or_else(|| LAST.to_owned(), |code| joined(&code)),
            search_text: text,
        }
    }
}

/// The sort key of an external code.
pub fn external_code_key(code: &ExternalCode) -> String {
    joined(&fold(code.as_str()))
}

fn joined(folded: &str) -> String {
    folded.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// `+34…` and `34…` are the same number to whoever searches or sorts.
fn without_plus(contact_id: &str) -> &str {
    contact_id.strip_prefix('+').unwrap_or(contact_id)
}

/// Scripts in which words follow each other without a space.
fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{2e80}'..='\u{a4cf}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

fn begins_part(previous: char, c: char) -> bool {
    !c.is_alphanumeric() || !previous.is_alphanumeric() || is_unspaced(c)
}

fn push_words(out: &mut String, folded: &str) {
    for word in folded.split_whitespace() {
        out.extend([WORD, WORD]);
        out.push_str(word);
        let mut previous = None;
        for (at, c) in word.char_indices() {
            if previous.is_some_and(|previous| begins_part(previous, c)) {
                out.extend([WORD, WORD]);
                push_part(out, &word[at..]);
            }
            previous = Some(c);
        }
    }
}

/// The part up to where the next one begins; where each character begins one, two of them, so that a
/// two-character search finds it (longer ones are found anywhere).
fn push_part(out: &mut String, rest: &str) {
    let mut previous = None;
    for (count, c) in rest.chars().enumerate() {
        if count >= 2 && previous.is_some_and(|previous| begins_part(previous, c)) {
            break;
        }
        out.push(c);
        previous = Some(c);
    }
}

/// The words of a search, folded. Never empty.
#[derive(Debug, PartialEq, Eq)]
pub struct Search {
    /// Every word of one of these must occur. The second way, if any, is the digits of what looks like a
    /// phone number.
    ways: Vec<Vec<String>>,
    /// The whole text, for "the name begins with it".
    pub name_prefix: String,
    /// What a contact ID would have to be, or begin with; `None` for several words.
    pub contact_id: Option<String>,
}

impl Search {
    /// `None` where there is nothing to search for.
    pub fn parse(text: &str) -> Option<Self> {
        let folded = fold(text);
        let words: Vec<String> = folded.split_whitespace().map(str::to_owned).collect();
        if words.is_empty() {
            return None;
        }
        let digits = phone_digits(&folded);
        let contact_id = digits.clone().or_else(|| match words.as_slice() {
            [word] => Some(word.clone()),
            _ => None,
        });
        let name_prefix = words.join(" ");
        let mut ways = vec![words];
        if let Some(digits) = digits.filter(|digits| ways[0] != [digits.as_str()]) {
            ways.push(vec![digits]);
        }
        Some(Self {
            ways,
            name_prefix,
            contact_id,
        })
    }

    /// All words, for marking what matched.
    fn words(&self) -> Vec<String> {
        self.ways.iter().flatten().cloned().collect()
    }

    pub fn marker(&self) -> Marker {
        Marker {
            words: self.words(),
        }
    }

    /// For each way, the pieces of search text that must all be there.
    pub fn inside(&self) -> Vec<Vec<String>> {
        self.pieces(|word| {
            if word.chars().nth(2).is_some() {
                word.to_owned()
            } else {
                word_prefix(word)
            }
        })
    }

    /// The same, where each word must begin one.
    pub fn word_prefixes(&self) -> Vec<Vec<String>> {
        self.pieces(word_prefix)
    }

    fn pieces(&self, piece: impl Fn(&str) -> String) -> Vec<Vec<String>> {
        self.ways
            .iter()
            .map(|way| way.iter().map(|word| piece(word)).collect())
            .collect()
    }

    /// What is quicker to look for, and finds a few too many, which are to be looked at. `None` where nothing is.
    ///
    /// For several words, as few trigrams as cover their letters, each once and in any order: each trigram more is one more list to read to its
    /// end, and telling in which order they stand costs more than the lists. For a word that repeats itself (`0000000`), its beginning: the
    /// rest is the same long lists once more.
    pub fn sieve(&self) -> Option<Vec<Vec<String>>> {
        let inside = self.inside();
        let repeating = |way: &Vec<String>| way.len() == 1 && repeats(&way[0]);
        let any_repeats = inside.iter().any(repeating);
        let mut ways = Vec::new();
        for way in &inside {
            let sieved = match way.as_slice() {
                [word] if repeats(word) => vec![word.chars().take(BEGINNING).collect()],
                [_, _, ..] if way.iter().any(|piece| is_long(piece)) => {
                    let covers = way.iter().flat_map(|piece| cover(piece));
                    covers.collect::<BTreeSet<_>>().into_iter().collect()
                }
                [_] if any_repeats => way.clone(),
                _ => return None,
            };
            if !ways.contains(&sieved) {
                ways.push(sieved);
            }
        }
        Some(ways)
    }

    /// Short words are found at the beginning of words only, which makes "inside" say nothing more.
    pub fn inside_is_word_prefix(&self) -> bool {
        self.inside() == self.word_prefixes()
    }
}

fn word_prefix(word: &str) -> String {
    let mut piece = String::with_capacity(word.len() + 6);
    if word.chars().nth(1).is_none() {
        piece.push(WORD);
    }
    piece.push(WORD);
    piece.push_str(word);
    piece
}

/// Longer than a trigram.
fn is_long(piece: &str) -> bool {
    piece.chars().nth(3).is_some()
}

/// Whether it is long and half of its trigrams were there before.
fn repeats(piece: &str) -> bool {
    let characters: Vec<char> = piece.chars().collect();
    let trigrams = characters.windows(3);
    let different: BTreeSet<&[char]> = trigrams.clone().collect();
    characters.len() > BEGINNING && different.len() * 2 <= trigrams.len()
}

/// Every third trigram, and the last: together they have every letter of a piece.
fn cover(piece: &str) -> Vec<String> {
    let characters: Vec<char> = piece.chars().collect();
    let last = characters.len().saturating_sub(3);
    let starts = (0..last).step_by(3).chain([last]);
    starts
        .map(|at| characters[at..].iter().take(3).collect())
        .collect()
}

/// The digits of what is written like a phone number: digits, spaces and the usual punctuation, an
/// optional `+` or `00` in front.
fn phone_digits(folded: &str) -> Option<String> {
    let text = folded.trim();
    let written_so = text.char_indices().all(|(at, c)| {
        c.is_ascii_digit() || (c == '+' && at == 0) || crate::domain::is_phone_punctuation(c)
    });
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let digits = match digits.strip_prefix("00") {
        Some(rest) if !rest.is_empty() => rest.to_owned(),
        _ => digits,
    };
    (written_so && !digits.is_empty()).then_some(digits)
}

/// Finds the matching parts of what a row shows.
pub struct Marker {
    words: Vec<String>,
}

impl Marker {
    pub fn name(&self, name: &Name) -> Vec<(usize, usize)> {
        Folded::new(name.as_str()).marks(&self.words)
    }

    pub fn contact_id(&self, id: &ContactId) -> Vec<(usize, usize)> {
        Folded::new(id.as_str()).marks(&self.words)
    }

    pub fn external_code(&self, code: &ExternalCode) -> Vec<(usize, usize)> {
        Folded::new(code.as_str()).marks(&self.words)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Channel, ContactDraft, ContactQuery, PermissionState};
    use proptest::prelude::*;

    fn keys(name: &str, channel: Channel, id: &str, code: &str) -> Keys {
        let draft = ContactDraft {
            name: name.to_owned(),
            contact_id: id.to_owned(),
            external_code: code.to_owned(),
            channel: channel.code().to_owned(),
            ..ContactDraft::empty(PermissionState::Blocked, PermissionState::Active)
        };
        Keys::of(&draft.parse().unwrap())
    }

    fn finds(keys: &Keys, search: &str) -> bool {
        let search = Search::parse(search).unwrap();
        search
            .inside()
            .iter()
            .any(|way| way.iter().all(|piece| keys.search_text.contains(piece)))
    }

    #[test]
    fn every_word_in_any_order_without_accents() {
        let keys = keys(
            "María José Schmidt",
            Channel::Whatsapp,
            "34666123456",
            "CRM-0042",
        );
        for search in [
            "jose",
            "JOSÉ",
            "schmidt maria",
            "mar sch",
            "m j s",
            "crm",
            "crm-0042",
            "0042",
            "42",
        ] {
            assert_eq!(finds(&keys, search), search != "42", "{search}");
        }
        assert!(!finds(&keys, "maria lopez"));
    }

    #[test]
    fn numbers_are_found_however_they_are_written() {
        let whatsapp = keys("", Channel::Whatsapp, "34666123456", "");
        let sms = keys("", Channel::Sms, "+34666123456", "");
        for search in [
            "+34 666-12",
            "34666",
            "0034 666",
            "(34) 666.123",
            "666123",
            "+34666123456",
        ] {
            assert!(finds(&whatsapp, search), "{search}");
            assert!(finds(&sms, search), "{search}");
        }
        assert!(finds(&keys("", Channel::Webchat, "x", "12 34"), "12 34"));
    }

    #[test]
    fn short_searches_find_beginnings_of_words_and_of_their_parts() {
        let keys = keys(
            "Ana O'Brien-López 王小明",
            Channel::Telegram,
            "-1001234",
            "100% \"x\"",
        );
        for search in [
            "a",
            "o",
            "o'",
            "br",
            "l",
            "lo",
            "王",
            "小",
            "明",
            "小明",
            "王小明",
            "-1",
            "10",
            "%",
            "\"",
            "\"x",
        ] {
            assert!(finds(&keys, search), "{search}");
        }
        for search in ["n", "ri", "z"] {
            assert!(!finds(&keys, search), "{search}");
        }
    }

    #[test]
    fn a_sort_key_has_single_spaces_and_an_empty_one_comes_last() {
        let keys = keys(" Ana   María ", Channel::Sms, "+34666123456", "");
        assert_eq!(keys.name, "ana maria");
        assert_eq!(keys.contact_id, "34666123456");
        assert!(keys.external_code.as_str() > "zzz");
    }

    #[test]
    fn a_filter_is_a_choice_of_tags_that_a_contact_carries() {
        let keys = keys("Ana", Channel::Sms, "+34666123456", "");
        let passes = |filters: &str| {
            let query = ContactQuery::parse(filters).unwrap();
            filter_tags(&query)
                .iter()
                .all(|list| list.iter().any(|tag| keys.search_text.contains(tag)))
        };
        for filters in [
            "",
            "channel=sms",
            "channel=sms&channel=rcs&language=none&language=es",
            "language=none",
            "proactive=blocked",
            "reactive=active&external_code=without",
            "channel=sms&language=none&reactive=active",
            "channel=sms&channel=rcs&language=none&proactive=blocked&reactive=active&external_code=without",
        ] {
            assert!(passes(filters), "{filters}");
        }
        for filters in [
            "channel=rcs",
            "channel=sms&language=es",
            "language=es",
            "proactive=active",
            "reactive=blocked&external_code=without",
            "external_code=with",
            "channel=sms&language=none&reactive=blocked",
            "channel=sms&language=es&reactive=active",
        ] {
            assert!(!passes(filters), "{filters}");
        }
        let tags = filter_tags(&ContactQuery::parse("proactive=active&channel=sms").unwrap());
        assert!(tags.iter().flatten().all(|tag| tag.chars().count() == 3));
        assert_eq!(tags.iter().map(Vec::len).collect::<Vec<_>>(), [1, 4]);
    }

    #[test]
    fn permissions_and_language_stand_in_the_tags_alone() {
        let draft = |language: &str, proactive| ContactDraft {
            name: "Ana".to_owned(),
            contact_id: "x".to_owned(),
            language: language.to_owned(),
            channel: "webchat".to_owned(),
            ..ContactDraft::empty(proactive, PermissionState::Active)
        };
        let split = |draft: ContactDraft| {
            let text = Keys::of(&draft.parse().unwrap()).search_text;
            let tags: String = text.chars().take(TAGS_CHARS).collect();
            let rest: String = text.chars().skip(TAGS_CHARS).collect();
            (tags, rest)
        };
        let (tags, rest) = split(draft("", PermissionState::Blocked));
        for other in [
            draft("es", PermissionState::Blocked),
            draft("", PermissionState::Active),
        ] {
            let (other_tags, other_rest) = split(other);
            assert_ne!(other_tags, tags);
            assert_eq!(other_rest, rest);
        }
        assert!(tags.ends_with(&WORD.to_string().repeat(2)) && rest.starts_with("ana"));
        let plain = draft("", PermissionState::Blocked).parse().unwrap();
        assert_eq!(super::tags(&plain), tags);
    }

    #[test]
    fn several_words_are_sieved_by_the_trigrams_that_cover_them_each_once() {
        let sieve = |text: &str| Search::parse(text).unwrap().sieve();
        let (marked, twice) = (format!("{WORD}ma"), format!("{WORD}{WORD}m"));
        for (text, expected) in [
            ("martín maría", vec!["mar", "ria", "tin"]),
            ("gonzález ma", vec!["gon", "lez", "zal", &marked]),
            ("ana m lopez", vec!["ana", "lop", "pez", &twice]),
        ] {
            let expected: Vec<String> = expected.into_iter().map(str::to_owned).collect();
            assert_eq!(sieve(text), Some(vec![expected]), "{text}");
        }
        for text in ["martín", "ana luz", "a b"] {
            assert_eq!(sieve(text), None, "{text}");
        }
    }

    #[test]
    fn a_word_that_repeats_itself_is_sieved_by_its_beginning() {
        let sieve = |text: &str| Search::parse(text).unwrap().sieve();
        // As it is typed, and as the number after the prefix for abroad: both begin with the same six digits.
        assert_eq!(
            sieve("0000000000000"),
            Some(vec![vec!["000000".to_owned()]])
        );
        assert_eq!(sieve("anananana"), Some(vec![vec!["ananan".to_owned()]]));
        let both = ["000000", "00000"].map(|way| vec![way.to_owned()]);
        assert_eq!(sieve("0000000"), Some(both.to_vec()));
        for text in ["000000", "banana", "34612345678", "maría"] {
            assert_eq!(sieve(text), None, "{text}");
        }
    }

    #[test]
    fn a_blank_search_is_none() {
        assert_eq!(Search::parse(" \u{a0} "), None);
        assert_eq!(Search::parse("\u{301}"), None);
    }

    proptest! {
        #[test]
        fn a_name_is_found_by_itself_and_by_the_beginnings_of_its_words(name in "\\PC{1,30}", short in 1..4usize) {
            let Ok(Some(_)) = Name::parse(&name) else { return Ok(()) };
            let keys = keys(&name, Channel::Webchat, "id", "");
            let Some(_) = Search::parse(&name) else { return Ok(()) };
            prop_assert!(finds(&keys, &name));
            for word in name.split_whitespace() {
                let beginning: String = word.chars().take(short).collect();
                if Search::parse(&beginning).is_some() {
                    prop_assert!(finds(&keys, &beginning), "{beginning:?} in {name:?}");
                }
            }
        }
    }
}
