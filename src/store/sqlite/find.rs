//! A page of the table: chooses the way to it by how many contacts match, and knows its neighbours.
//!
//! Few matches are gathered and sorted. Many are walked: along the index of the sort column, or tier by tier of
//! the ranking, stopping when the page is full. The figures behind the borders are in docs/performance.md.

mod ranked;

use super::{
    SqliteStore,
    candidates::{Facets, Lookers, candidates},
    cursor::{KeyValue, Place, Way},
    error::store_error,
    row::StoredContact,
    sql::{self, Source, Sql, Test, Tier, Travel},
};
use crate::{
    domain::{
        ContactPage, ContactQuery, ContactRow, Direction, ExternalCode, Name, Position, SortKey,
        TOTAL_CAP, Total,
    },
    store::{
        StoreError,
        search::{Marker, Search},
    },
};
use ranked::walk_ranked;
use serde::Deserialize;
use sqlx::SqliteConnection;

/// Up to this many matches of a search are gathered and sorted.
const GATHER_MATCHES: u64 = 1_000;
/// Up to this many where a column sorts them: a walk along its index would pass a hundred rows for one that matches, and
/// far more where the matches stand late in it.
pub(super) const GATHER_SORTED: u64 = TOTAL_CAP;
/// A walk along a column's index looks at this many rows itself before it takes the set of all matches with it.
const LOOK_AT_ROWS: i64 = 1_500;
/// So many where the index alone tells whether a row passes the filters: those without a name come first, as their contact IDs, and
/// whole channels have none such.
const LOOK_AT_NAMES: i64 = 40_000;
/// Up to this many contacts with the filters' values are gathered.
pub(super) const GATHER_FACETS: u64 = 2_000;
/// A filter by more languages than this walks the whole name index.
const MERGE_LANGUAGES: usize = 8;

#[derive(Deserialize)]
struct Found {
    tier: u8,
    contact: StoredContact,
}

/// The question, and what decides how it is answered.
struct Question<'a> {
    query: &'a ContactQuery,
    search: Option<Search>,
    /// `None`: by rank.
    sort: Option<(SortKey, Direction)>,
}

impl<'a> Question<'a> {
    fn new(query: &'a ContactQuery) -> Self {
        let search = Search::parse(&query.search);
        let sort = match (query.sort, &search) {
            (Some(sort), _) => Some((sort.key, sort.direction)),
            (None, None) => Some((SortKey::Name, Direction::Ascending)),
            (None, Some(_)) => None,
        };
        Self {
            query,
            search,
            sort,
        }
    }

    /// The sort key that a place of this question must have.
    fn key_columns(&self, way: Way, tier: u8) -> Result<&'static [&'static str], StoreError> {
        match (self.sort, way) {
            (Some((key, _)), _) => Ok(sql::sort_columns(key).0),
            (None, Way::Gathered) => Ok(&["name_key"]),
            (None, Way::Walked) => self
                .tiers()
                .into_iter()
                .find(|known| *known as u8 == tier)
                .map(Tier::columns)
                .ok_or(StoreError::Cursor),
        }
    }

    fn tiers(&self) -> Vec<Tier> {
        self.search.as_ref().map(Tier::of).unwrap_or_default()
    }

    fn place(&self, way: Way, found: &Found, number: Option<u64>) -> Result<Place, StoreError> {
        let tier = found.tier;
        let row = &found.contact;
        let key = self
            .key_columns(way, tier)?
            .iter()
            .map(|column| match *column {
                "name_key" => KeyValue::Text(row.name_key.clone()),
                "contact_id_key" => KeyValue::Text(row.contact_id_key.clone()),
                "external_code_key" => KeyValue::Text(row.external_code_key.clone()),
                "channel" => KeyValue::Text(row.channel.clone()),
                "language" => KeyValue::Text(row.language.clone()),
                "created_at" => KeyValue::Number(row.created_at),
                _ => KeyValue::Number(row.updated_at),
            })
            .collect();
        Ok(Place::new(self.query, way, tier, key, row.id, number))
    }

    /// The border row that a cursor names.
    fn decode(&self) -> Result<(Travel, Option<Place>), StoreError> {
        let (travel, cursor) = match &self.query.position {
            Position::First => return Ok((Travel::Onward, None)),
            Position::Last => return Ok((Travel::Back, None)),
            Position::After(cursor) => (Travel::Onward, cursor),
            Position::Before(cursor) => (Travel::Back, cursor),
        };
        let place = Place::decode(cursor, self.query)?;
        if place.key.len() == self.key_columns(place.way, place.tier)?.len() {
            Ok((travel, Some(place)))
        } else {
            Err(StoreError::Cursor)
        }
    }
}

async fn count(reader: &mut SqliteConnection, mut sql: Sql) -> Result<u64, StoreError> {
    let count: i64 = sql
        .build_query_scalar()
        .fetch_one(reader)
        .await
        .map_err(store_error)?;
    Ok(u64::try_from(count).unwrap_or(0))
}

/// The rows of a page.
async fn fetch(reader: &mut SqliteConnection, mut sql: Sql) -> Result<Vec<Found>, StoreError> {
    let rows: String = sql
        .build_query_scalar()
        .fetch_one(reader)
        .await
        .map_err(store_error)?;
    serde_json::from_str(&format!("[{rows}]"))
        .map_err(|error| StoreError::Database(sqlx::Error::Decode(error.into())))
}

impl SqliteStore {
    pub async fn find(&self, query: &ContactQuery) -> Result<ContactPage, StoreError> {
        let question = Question::new(query);
        let (travel, place) = question.decode()?;
        let mut reader = self.search_reader().await?;

        // What has no filters asks where the middle is, which doesn't change much.
        let codes = if question.search.is_some() && !query.has_filters() {
            self.filter_codes.known()
        } else {
            self.filter_codes.current(&mut reader).await?
        };
        let facets = match Facets::by_codes(&codes, query) {
            Some(facets) => facets,
            None => Facets::of(&mut reader, query).await?,
        };
        let filtered = facets.passing;
        let rare = query.has_filters() && filtered <= GATHER_FACETS;
        let (matches, source) = match &question.search {
            None => (filtered, Source::Facets),
            Some(search) if rare => {
                let sql = sql::count_in_facets(query, search);
                (count(&mut reader, sql).await?, Source::Facets)
            }
            Some(search) => {
                let mut second = self.second_search_reader().await?;
                let lookers = Lookers {
                    first: &mut reader,
                    second: second.as_deref_mut(),
                };
                candidates(lookers, query, search, facets, Some(&codes)).await?
            }
        };
        if matches == 0 {
            return Ok(ContactPage::default());
        }
        let gathered = match &question.search {
            None => rare,
            Some(_) if question.sort.is_some() => rare || matches <= GATHER_SORTED,
            Some(_) => rare || matches <= GATHER_MATCHES,
        };
        let way = match &place {
            Some(place) => place.way,
            None if gathered => Way::Gathered,
            None => Way::Walked,
        };

        let size = usize::from(query.page_size);
        let limit = i64::from(query.page_size) + 1;
        let mut found = match (way, &question.search, question.sort) {
            (Way::Gathered, search, sort) => {
                let order = sort.map(|(key, direction)| (sql::sort_columns(key).0, direction));
                let sql = sql::gather(
                    query,
                    search.as_ref(),
                    &source,
                    order,
                    place.as_ref(),
                    travel,
                    limit,
                );
                fetch(&mut reader, sql).await?
            }
            (Way::Walked, Some(search), None) => {
                let place = place.as_ref();
                walk_ranked(&mut reader, &question, search, &codes, place, travel, limit).await?
            }
            (Way::Walked, None, Some((SortKey::Name, direction)))
                if (1..=MERGE_LANGUAGES).contains(&query.languages.len()) =>
            {
                let sql = sql::walk_languages(query, direction, place.as_ref(), travel, limit);
                fetch(&mut reader, sql).await?
            }
            (Way::Walked, _, _) => {
                walk_column(&mut reader, &question, place.as_ref(), travel, limit).await?
            }
        };
        drop(reader);

        let more = found.len() > size;
        found.truncate(size);
        if travel == Travel::Back {
            found.reverse();
        }
        let total = Total::capped(matches);
        let start = start(&question, place.as_ref(), travel, total, found.len(), more);
        let (has_previous, has_next) = match travel {
            Travel::Onward => (place.is_some(), more),
            Travel::Back => (more, place.is_some()),
        };
        let border = |found: Option<&Found>, number: Option<u64>| {
            found
                .map(|found| question.place(way, found, number)?.encode())
                .transpose()
        };
        let end = start.map(|start| start + found.len() as u64 - 1);
        let previous = if has_previous {
            border(found.first(), start)?
        } else {
            None
        };
        let next = if has_next {
            border(found.last(), end)?
        } else {
            None
        };
        let marker = question.search.as_ref().map(Search::marker);
        let rows = found
            .into_iter()
            .map(|found| marked(found.contact, marker.as_ref()))
            .collect::<Result<_, _>>()?;
        Ok(ContactPage {
            rows,
            total,
            start,
            previous,
            next,
        })
    }
}

/// The place of a page's first row among all matches.
fn start(
    question: &Question,
    place: Option<&Place>,
    travel: Travel,
    total: Total,
    rows: usize,
    more: bool,
) -> Option<u64> {
    let rows = rows as u64;
    match (travel, &question.query.position) {
        _ if rows == 0 => None,
        (Travel::Onward, _) => match place {
            None => Some(1),
            Some(place) => place.number.map(|number| number + 1),
        },
        // Nothing before this page: whatever the cursor believed, it begins with the first row.
        (Travel::Back, _) if !more => Some(1),
        (Travel::Back, Position::Last) => {
            (!total.more).then(|| total.value.saturating_sub(rows) + 1)
        }
        (Travel::Back, _) => place
            .and_then(|place| place.number)
            .map(|number| number.saturating_sub(rows).max(1)),
    }
}

/// Along the index of the sort column. Where much matches, the page is full after a few rows; where little does, or what
/// matches stands far from here, the walk begins again with the set of all matches at hand.
async fn walk_column(
    reader: &mut SqliteConnection,
    question: &Question<'_>,
    place: Option<&Place>,
    travel: Travel,
    limit: i64,
) -> Result<Vec<Found>, StoreError> {
    let query = question.query;
    let search = question.search.as_ref();
    let sort = question
        .sort
        .unwrap_or((SortKey::Name, Direction::Ascending));
    let walk = |test| sql::walk_column(query, search, test, sort, place, travel, limit);
    if search.is_none() && !query.has_filters() {
        return fetch(reader, walk(Test::None)).await;
    }
    let near = if search.is_none() && sort.0 == SortKey::Name {
        let (within, rows) = (LOOK_AT_NAMES, LOOK_AT_ROWS);
        fetch(reader, walk(Test::Name { within, rows })).await?
    } else {
        let within = LOOK_AT_ROWS;
        fetch(reader, walk(Test::Row { within })).await?
    };
    if i64::try_from(near.len()).is_ok_and(|found| found >= limit) {
        return Ok(near);
    }
    fetch(reader, walk(Test::Set)).await
}

fn marked(row: StoredContact, marker: Option<&Marker>) -> Result<ContactRow, StoreError> {
    let contact = row.into_contact()?;
    let Some(marker) = marker else {
        return Ok(ContactRow {
            contact,
            name_marks: Vec::new(),
            contact_id_marks: Vec::new(),
            external_code_marks: Vec::new(),
        });
    };
    let fields = &contact.fields;
    Ok(ContactRow {
        name_marks: fields
            .name
            .as_ref()
            .map(|name: &Name| marker.name(name))
            .unwrap_or_default(),
        contact_id_marks: marker.contact_id(&fields.contact_id),
        external_code_marks: fields
            .external_code
            .as_ref()
            .map(|code: &ExternalCode| marker.external_code(code))
            .unwrap_or_default(),
        contact,
    })
}
