//! Some of the contacts that were seeded, and what can be typed to find them.

use super::floor::Floor;
use anyhow::ensure;
use chat_contacts::domain::{
    Contact, ContactQuery, Cursor, Language, LanguageCount, Name, Position, Sort, SortKey,
};
use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
};

/// By the time of creation they stand in no order that matters, so a few pages of it are a fair choice.
const PAGES: usize = 8;

pub struct Sample {
    pub contacts: Vec<Contact>,
    /// In lower case, as people type; the most frequent first.
    pub words: Vec<Word>,
    /// The most frequent first.
    pub languages: Vec<LanguageCount>,
}

/// A word of the names, and how many of the sample have it.
#[derive(Clone)]
pub struct Word {
    pub text: String,
    pub frequency: usize,
}

/// What occurs, the most frequent first.
fn ranked(occurrences: impl IntoIterator<Item = String>) -> Vec<Word> {
    let mut counted = BTreeMap::new();
    for text in occurrences {
        *counted.entry(text).or_insert(0) += 1;
    }
    let mut words: Vec<Word> = counted
        .into_iter()
        .map(|(text, frequency)| Word { text, frequency })
        .collect();
    words.sort_by_key(|word| Reverse(word.frequency));
    words
}

/// So many of them, evenly from the first to the last.
pub fn spread<T: Clone>(all: &[T], count: usize) -> Vec<T> {
    let count = count.min(all.len());
    (0..count)
        .map(|at| all[at * all.len() / count].clone())
        .collect()
}

/// So many texts: half of them the most frequent ones, the others from all the rest.
pub fn frequent_and_others(words: &[Word], count: usize) -> Vec<String> {
    let (frequent, others) = words.split_at((count / 2).min(words.len()));
    frequent
        .iter()
        .cloned()
        .chain(spread(others, count - frequent.len()))
        .map(|word| word.text)
        .collect()
}

/// So many pages of 200 contacts.
pub fn contacts(floor: &Floor, pages: usize) -> anyhow::Result<Vec<Contact>> {
    let mut contacts = Vec::new();
    let mut query = ContactQuery {
        sort: Some(Sort::ascending(SortKey::Created)),
        page_size: 200,
        ..ContactQuery::default()
    };
    for _ in 0..pages {
        let page = floor.find(&query)?;
        contacts.extend(page.rows.into_iter().map(|row| row.contact));
        let Some(next) = page.next else { break };
        query.position = Position::After(Cursor::parse(&next)?);
    }
    Ok(contacts)
}

impl Sample {
    pub fn take(floor: &Floor) -> anyhow::Result<Self> {
        let contacts = contacts(floor, PAGES)?;
        ensure!(
            contacts.len() >= 1000,
            "{} contacts are too few to choose questions from",
            contacts.len()
        );
        let names = contacts.iter().filter_map(|c| c.fields.name.as_ref());
        let words = ranked(names.flat_map(words_of));
        let mut languages = floor.languages()?;
        languages.sort_by_key(|language| Reverse(language.contacts));
        Ok(Self {
            contacts,
            words,
            languages,
        })
    }

    /// The beginnings of words that have so many letters.
    pub fn beginnings(&self, letters: usize) -> Vec<Word> {
        ranked(self.words.iter().flat_map(|word| {
            let beginning: String = word.text.chars().take(letters).collect();
            let whole = beginning.chars().count() == letters;
            std::iter::repeat_n(beginning, if whole { word.frequency } else { 0 })
        }))
    }

    /// Whole words of four letters and more, for which `wanted` holds.
    pub fn words_where(&self, wanted: impl Fn(&str) -> bool) -> Vec<Word> {
        self.words
            .iter()
            .filter(|word| word.text.chars().count() >= 4 && wanted(&word.text))
            .cloned()
            .collect()
    }

    /// Two words of a name, in the other order; the pairs of frequent words first.
    pub fn pairs(&self) -> Vec<String> {
        let frequency: BTreeMap<&str, usize> = self
            .words
            .iter()
            .map(|word| (word.text.as_str(), word.frequency))
            .collect();
        let mut seen = BTreeSet::new();
        let mut pairs: Vec<(usize, String)> = self
            .contacts
            .iter()
            .filter_map(|contact| {
                let words = words_of(contact.fields.name.as_ref()?);
                let [first, .., last] = words.as_slice() else {
                    return None;
                };
                let of = |word: &str| frequency.get(word).copied().unwrap_or(0);
                Some((of(first).min(of(last)), format!("{last} {first}")))
            })
            .filter(|(_, pair)| seen.insert(pair.clone()))
            .collect();
        pairs.sort_by(|one, two| two.cmp(one));
        pairs.into_iter().map(|(_, pair)| pair).collect()
    }

    /// Contact IDs of those who are known by a telephone number.
    pub fn numbers(&self) -> Vec<String> {
        self.contacts
            .iter()
            .map(|contact| contact.fields.contact_id.as_str())
            .map(|id| id.trim_start_matches('+'))
            .filter(|id| id.len() >= 10 && id.bytes().all(|byte| byte.is_ascii_digit()))
            .map(str::to_owned)
            .collect()
    }

    /// The tag of the language with this rank; some contacts have none, which is no tag.
    pub fn language(&self, rank: usize) -> &str {
        let tags: Vec<&str> = self
            .languages
            .iter()
            .filter_map(|count| count.language.as_ref().map(Language::as_str))
            .collect();
        tags[rank.min(tags.len() - 1)]
    }
}

fn words_of(name: &Name) -> Vec<String> {
    name.as_str()
        .to_lowercase()
        .split_whitespace()
        .filter(|word| word.chars().all(char::is_alphabetic))
        .map(str::to_owned)
        .collect()
}
