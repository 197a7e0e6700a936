//! What the table shows, as it stands in the URL: search, filters, sort, page.

use super::{Channel, Language, PermissionState, error::QueryError};
use form_urlencoded::Serializer;
use serde::{Deserialize, Serialize};
use std::{collections::BTreeSet, str::FromStr};

/// The longest search text, in characters.
pub const MAX_SEARCH_CHARS: usize = 200;
/// The page sizes that can be chosen.
pub const PAGE_SIZES: [u16; 4] = [25, 50, 100, 200];
pub const DEFAULT_PAGE_SIZE: u16 = 50;
/// Our longest cursor holds a sort key of 128 characters of four bytes, in base64.
const MAX_CURSOR_CHARS: usize = 2_000;

/// A column to sort by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum SortKey {
    Name,
    ContactId,
    ExternalCode,
    Channel,
    Language,
    Created,
    Updated,
}

impl SortKey {
    pub const ALL: [Self; 7] = [
        Self::Name,
        Self::ContactId,
        Self::ExternalCode,
        Self::Channel,
        Self::Language,
        Self::Created,
        Self::Updated,
    ];

    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::ContactId => "contact_id",
            Self::ExternalCode => "external_code",
            Self::Channel => "channel",
            Self::Language => "language",
            Self::Created => "created",
            Self::Updated => "updated",
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Direction {
    Ascending,
    Descending,
}

impl Direction {
    #[must_use]
    pub const fn reversed(self) -> Self {
        match self {
            Self::Ascending => Self::Descending,
            Self::Descending => Self::Ascending,
        }
    }
}

/// A column and a direction; `name` and `-name` in the URL.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Sort {
    pub key: SortKey,
    pub direction: Direction,
}

impl Sort {
    #[must_use]
    pub const fn ascending(key: SortKey) -> Self {
        Self {
            key,
            direction: Direction::Ascending,
        }
    }

    #[must_use]
    pub const fn descending(key: SortKey) -> Self {
        Self {
            key,
            direction: Direction::Descending,
        }
    }

    #[must_use]
    pub fn code(self) -> String {
        match self.direction {
            Direction::Ascending => self.key.code().to_owned(),
            Direction::Descending => format!("-{}", self.key.code()),
        }
    }
}

impl FromStr for Sort {
    type Err = ();

    fn from_str(code: &str) -> Result<Self, ()> {
        let (name, direction) = match code.strip_prefix('-') {
            Some(name) => (name, Direction::Descending),
            None => (code, Direction::Ascending),
        };
        SortKey::ALL
            .into_iter()
            .find(|key| key.code() == name)
            .map(|key| Self { key, direction })
            .ok_or(())
    }
}

/// A language to filter by, or its absence (`none` in the URL).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum LanguageFilter {
    None,
    Tag(Language),
}

impl LanguageFilter {
    #[must_use]
    pub fn code(&self) -> &str {
        match self {
            Self::None => "none",
            Self::Tag(language) => language.as_str(),
        }
    }
}

impl FromStr for LanguageFilter {
    type Err = ();

    fn from_str(code: &str) -> Result<Self, ()> {
        if code == "none" {
            return Ok(Self::None);
        }
        Language::parse(code)
            .ok()
            .flatten()
            .map(Self::Tag)
            .ok_or(())
    }
}

/// The place of a page, opaque to everyone but the store that made it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Cursor(String);

impl Cursor {
    /// Takes what looks like a cursor: base64url of a sensible length.
    pub fn parse(text: &str) -> Result<Self, QueryError> {
        let plausible = !text.is_empty()
            && text.len() <= MAX_CURSOR_CHARS
            && text
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'));
        if plausible {
            Ok(Self(text.to_owned()))
        } else {
            Err(QueryError::Cursor)
        }
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Which page of the matches.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Position {
    #[default]
    First,
    Last,
    After(Cursor),
    Before(Cursor),
}

/// The whole question that the table answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContactQuery {
    /// As typed; every word of it must occur.
    pub search: String,
    /// Empty: all.
    pub channels: BTreeSet<Channel>,
    /// Empty: all.
    pub languages: BTreeSet<LanguageFilter>,
    pub proactive: Option<PermissionState>,
    pub reactive: Option<PermissionState>,
    /// With (`true`) or without (`false`) an external code.
    pub has_external_code: Option<bool>,
    /// `None`: best match first where something is searched, by name otherwise.
    pub sort: Option<Sort>,
    pub page_size: u16,
    pub position: Position,
}

impl Default for ContactQuery {
    fn default() -> Self {
        Self {
            search: String::new(),
            channels: BTreeSet::new(),
            languages: BTreeSet::new(),
            proactive: None,
            reactive: None,
            has_external_code: None,
            sort: None,
            page_size: DEFAULT_PAGE_SIZE,
            position: Position::First,
        }
    }
}

impl ContactQuery {
    /// Reads a URL's query string (without `?`).
    ///
    /// Parameters that are not the table's are ignored, so that an open dialog can stand in the same URL;
    /// of one that may stand once, the last counts; empty values count as absent, as forms send them.
    pub fn parse(raw: &str) -> Result<Self, QueryError> {
        let mut query = Self::default();
        for (parameter, value) in form_urlencoded::parse(raw.as_bytes()) {
            // The parser replaces what is not UTF-8, and nobody types the replacement character.
            if value.contains('\u{fffd}') || parameter.contains('\u{fffd}') {
                return Err(QueryError::NotUtf8);
            }
            if value.is_empty() {
                continue;
            }
            query.set(&parameter, &value)?;
        }
        Ok(query)
    }

    fn set(&mut self, parameter: &str, value: &str) -> Result<(), QueryError> {
        let refused = || QueryError::Value {
            parameter: parameter.to_owned(),
        };
        let state = || value.parse::<PermissionState>().map_err(|()| refused());
        match parameter {
            "q" => {
                if value.chars().count() > MAX_SEARCH_CHARS {
                    return Err(QueryError::SearchTooLong {
                        max: MAX_SEARCH_CHARS,
                    });
                }
                value.clone_into(&mut self.search);
            }
            "channel" => {
                self.channels.insert(value.parse().map_err(|_| refused())?);
            }
            "language" => {
                self.languages
                    .insert(value.parse().map_err(|()| refused())?);
            }
            "proactive" => self.proactive = Some(state()?),
            "reactive" => self.reactive = Some(state()?),
            "external_code" => {
                self.has_external_code = Some(match value {
                    "with" => true,
                    "without" => false,
                    _ => return Err(refused()),
                });
            }
            "sort" => self.sort = Some(value.parse().map_err(|()| refused())?),
            "size" => {
                self.page_size = value
                    .parse()
                    .ok()
                    .filter(|size| PAGE_SIZES.contains(size))
                    .ok_or_else(refused)?;
            }
            "after" => self.position = Position::After(Cursor::parse(value)?),
            "before" => self.position = Position::Before(Cursor::parse(value)?),
            "page" => {
                self.position = match value {
                    "first" => Position::First,
                    "last" => Position::Last,
                    _ => return Err(refused()),
                };
            }
            _ => {}
        }
        Ok(())
    }

    /// Writes the query string (without `?`), the same text for the same question; empty for the default.
    #[must_use]
    pub fn to_query_string(&self) -> String {
        let mut out = Serializer::new(String::new());
        self.write(&mut out);
        out.finish()
    }

    fn write(&self, out: &mut Serializer<'_, String>) {
        for (parameter, value) in self.conditions() {
            out.append_pair(parameter, &value);
        }
        if self.page_size != DEFAULT_PAGE_SIZE {
            out.append_pair("size", &self.page_size.to_string());
        }
        match &self.position {
            Position::First => {}
            Position::Last => {
                out.append_pair("page", "last");
            }
            Position::After(cursor) => {
                out.append_pair("after", cursor.as_str());
            }
            Position::Before(cursor) => {
                out.append_pair("before", cursor.as_str());
            }
        }
    }

    /// What decides which contacts match and in which order, as parameters: all but the page.
    #[must_use]
    pub fn conditions(&self) -> Vec<(&'static str, String)> {
        let mut pairs = Vec::new();
        if !self.search.is_empty() {
            pairs.push(("q", self.search.clone()));
        }
        pairs.extend(
            self.channels
                .iter()
                .map(|c| ("channel", c.code().to_owned())),
        );
        pairs.extend(
            self.languages
                .iter()
                .map(|l| ("language", l.code().to_owned())),
        );
        if let Some(state) = self.proactive {
            pairs.push(("proactive", state.code().to_owned()));
        }
        if let Some(state) = self.reactive {
            pairs.push(("reactive", state.code().to_owned()));
        }
        if let Some(with) = self.has_external_code {
            pairs.push((
                "external_code",
                if with { "with" } else { "without" }.to_owned(),
            ));
        }
        if let Some(sort) = self.sort {
            pairs.push(("sort", sort.code()));
        }
        pairs
    }

    /// The same question from another page.
    #[must_use]
    pub fn at(&self, position: Position) -> Self {
        Self {
            position,
            ..self.clone()
        }
    }

    #[must_use]
    pub fn has_filters(&self) -> bool {
        self.filter_count() > 0
    }

    /// How many of the five filters are set.
    #[must_use]
    pub fn filter_count(&self) -> usize {
        [
            !self.channels.is_empty(),
            !self.languages.is_empty(),
            self.proactive.is_some(),
            self.reactive.is_some(),
            self.has_external_code.is_some(),
        ]
        .into_iter()
        .filter(|set| *set)
        .count()
    }

    /// Forgets the filters, keeps the search and the sort, and goes to the first page.
    #[must_use]
    pub fn without_filters(&self) -> Self {
        Self {
            search: self.search.clone(),
            sort: self.sort,
            page_size: self.page_size,
            ..Self::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::{collection::btree_set, option, prelude::*, sample::select};

    #[test]
    fn nothing_is_the_first_page_of_everything() {
        assert_eq!(ContactQuery::parse(""), Ok(ContactQuery::default()));
        assert_eq!(ContactQuery::default().to_query_string(), "");
    }

    #[test]
    fn a_form_sends_repeated_and_empty_parameters() {
        let query = ContactQuery::parse(
            "q=jos%C3%A9+p%C3%A9rez&channel=sms&channel=whatsapp&proactive=&size=100",
        )
        .unwrap();
        assert_eq!(query.search, "josé pérez");
        assert_eq!(query.channels.len(), 2);
        assert_eq!(query.proactive, None);
        assert_eq!(query.page_size, 100);
    }

    #[test]
    fn the_dialog_in_the_same_url_does_not_disturb() {
        assert_eq!(
            ContactQuery::parse("contact=abc&new=").unwrap(),
            ContactQuery::default()
        );
    }

    #[test]
    fn a_value_that_does_not_exist_is_refused_by_name() {
        for (raw, parameter) in [
            ("channel=pigeon", "channel"),
            ("language=%21%21", "language"),
            ("proactive=maybe", "proactive"),
            ("external_code=1", "external_code"),
            ("sort=age", "sort"),
            ("size=7", "size"),
            ("page=2", "page"),
        ] {
            assert_eq!(
                ContactQuery::parse(raw),
                Err(QueryError::Value {
                    parameter: parameter.to_owned()
                }),
                "{raw}"
            );
        }
    }

    #[test]
    fn bad_utf8_cursors_and_endless_searches_are_refused() {
        assert_eq!(ContactQuery::parse("q=%FF%FE"), Err(QueryError::NotUtf8));
        assert_eq!(
            ContactQuery::parse("after=%27%20OR%201"),
            Err(QueryError::Cursor)
        );
        let long = "é".repeat(MAX_SEARCH_CHARS + 1);
        assert_eq!(
            ContactQuery::parse(&format!("q={long}")),
            Err(QueryError::SearchTooLong {
                max: MAX_SEARCH_CHARS
            })
        );
    }

    fn any_query() -> impl Strategy<Value = ContactQuery> {
        let languages = select(vec!["es", "en-GB", "zh-Hant-TW", "none", "fil"])
            .prop_map(|code| code.parse::<LanguageFilter>().unwrap());
        let states = select(vec![PermissionState::Active, PermissionState::Blocked]);
        let sorts = (select(SortKey::ALL.to_vec()), any::<bool>()).prop_map(|(key, up)| {
            if up {
                Sort::ascending(key)
            } else {
                Sort::descending(key)
            }
        });
        let positions = prop_oneof![
            Just(Position::First),
            Just(Position::Last),
            "[A-Za-z0-9_-]{1,40}".prop_map(|text| Position::After(Cursor::parse(&text).unwrap())),
            "[A-Za-z0-9_-]{1,40}".prop_map(|text| Position::Before(Cursor::parse(&text).unwrap())),
        ];
        (
            "[^\u{fffd}]{0,60}",
            btree_set(select(Channel::ALL.to_vec()), 0..4),
            btree_set(languages, 0..4),
            (
                option::of(states.clone()),
                option::of(states),
                option::of(any::<bool>()),
            ),
            option::of(sorts),
            select(PAGE_SIZES.to_vec()),
            positions,
        )
            .prop_map(
                |(
                    search,
                    channels,
                    languages,
                    (proactive, reactive, has_external_code),
                    sort,
                    page_size,
                    position,
                )| {
                    ContactQuery {
                        search,
                        channels,
                        languages,
                        proactive,
                        reactive,
                        has_external_code,
                        sort,
                        page_size,
                        position,
                    }
                },
            )
    }

    proptest! {
        #[test]
        fn writing_and_reading_is_the_identity(query in any_query()) {
            prop_assert_eq!(ContactQuery::parse(&query.to_query_string()), Ok(query));
        }

        #[test]
        fn any_text_is_read_or_refused_and_what_is_read_is_stable(raw in any::<String>()) {
            if let Ok(query) = ContactQuery::parse(&raw) {
                prop_assert_eq!(ContactQuery::parse(&query.to_query_string()), Ok(query.clone()));
            }
        }
    }
}
