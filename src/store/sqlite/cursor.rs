//! Where a page begins or ends: the sort key of its border row, in base64url JSON.

use crate::{
    domain::{ContactQuery, Cursor},
    store::{StoreError, search::fnv1a},
};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use serde::{Deserialize, Serialize};

/// How the page was found; its neighbours are found the same way, even if the count has since crossed a border.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Way {
    /// All matches gathered, ranked and sorted.
    #[serde(rename = "g")]
    Gathered,
    /// Along an index.
    #[serde(rename = "w")]
    Walked,
}

/// One value of a sort key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub(super) enum KeyValue {
    Number(i64),
    Text(String),
}

/// A border row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Place {
    /// Of the question; a cursor for another one is refused.
    #[serde(rename = "q")]
    question: u32,
    #[serde(rename = "w")]
    pub way: Way,
    /// Which tier of the ranking; 0 where the order is a column's.
    #[serde(rename = "t")]
    pub tier: u8,
    #[serde(rename = "k")]
    pub key: Vec<KeyValue>,
    #[serde(rename = "i")]
    pub id: i64,
    /// The row's place among all matches, from 1, where it is known.
    #[serde(rename = "n")]
    pub number: Option<u64>,
}

fn question(query: &ContactQuery) -> u32 {
    let conditions = query.conditions();
    fnv1a(conditions.iter().flat_map(|(parameter, value)| {
        parameter.bytes().chain([0]).chain(value.bytes()).chain([0])
    }))
}

impl Place {
    pub fn new(
        query: &ContactQuery,
        way: Way,
        tier: u8,
        key: Vec<KeyValue>,
        id: i64,
        number: Option<u64>,
    ) -> Self {
        Self {
            question: question(query),
            way,
            tier,
            key,
            id,
            number,
        }
    }

    pub fn encode(&self) -> Result<String, StoreError> {
        serde_json::to_vec(self)
            .map(|json| BASE64_URL_SAFE_NO_PAD.encode(json))
            .map_err(|error| StoreError::Database(sqlx::Error::Encode(error.into())))
    }

    /// Refuses what is not a place in this question's answer.
    pub fn decode(cursor: &Cursor, query: &ContactQuery) -> Result<Self, StoreError> {
        let json = BASE64_URL_SAFE_NO_PAD
            .decode(cursor.as_str())
            .map_err(|_| StoreError::Cursor)?;
        let place: Self = serde_json::from_slice(&json).map_err(|_| StoreError::Cursor)?;
        if place.question == question(query) {
            Ok(place)
        } else {
            Err(StoreError::Cursor)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Position, Sort, SortKey};

    #[test]
    fn a_cursor_is_read_for_its_own_question_only() {
        let query = ContactQuery {
            search: "josé".to_owned(),
            ..ContactQuery::default()
        };
        let place = Place::new(
            &query,
            Way::Walked,
            3,
            vec![KeyValue::Text("josé 😀".to_owned()), KeyValue::Number(-5)],
            42,
            Some(51),
        );
        let cursor = Cursor::parse(&place.encode().unwrap()).unwrap();
        assert_eq!(Place::decode(&cursor, &query).unwrap(), place);
        // Another page or page size of the same question is fine.
        let larger = ContactQuery {
            page_size: 200,
            position: Position::Last,
            ..query.clone()
        };
        assert_eq!(Place::decode(&cursor, &larger).unwrap(), place);
        let sorted = ContactQuery {
            sort: Some(Sort::ascending(SortKey::Name)),
            ..query
        };
        assert!(matches!(
            Place::decode(&cursor, &sorted),
            Err(StoreError::Cursor)
        ));
    }

    #[test]
    fn rubbish_is_refused() {
        for text in ["abc", "e30", "bnVsbA"] {
            let cursor = Cursor::parse(text).unwrap();
            assert!(matches!(
                Place::decode(&cursor, &ContactQuery::default()),
                Err(StoreError::Cursor)
            ));
        }
    }
}
