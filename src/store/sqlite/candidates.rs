//! Which contacts match a search and its filters, and how many: the first thing that a page asks.
//!
//! The filters are lists of the search's own index (`store/search/tags.rs`), which is quickest where few contacts pass them. Where many
//! do, those lists are the longer part of the work; then each hit of the search alone is tested by its filter code.

use super::{
    error::store_error,
    sql::{self, Filters, Part, Source, Sql},
};
use crate::{
    domain::{ContactQuery, TOTAL_CAP},
    store::{
        StoreError,
        search::{Search, passing_codes},
    },
};
use sqlx::SqliteConnection;

/// Up to this many that may match are looked at themselves.
const CONFIRM: u64 = 2_000;
/// Filters that one contact in so many passes are tested by codes. Where fewer do, too many are found that don't pass.
const BROAD: u64 = 5;
/// Where there are fewer contacts, two connections would wait for each other longer than they save.
const HALVED_FROM: i64 = 50_000;

/// How many contacts pass the filters, how many there are, and the last of their numbers.
#[derive(Clone, Copy, Debug)]
pub(super) struct Facets {
    pub passing: u64,
    all: u64,
    pub last: i64,
    /// Where it pays to look at two halves at once.
    middle: Option<i64>,
}

impl Facets {
    pub async fn of(
        reader: &mut SqliteConnection,
        query: &ContactQuery,
    ) -> Result<Self, StoreError> {
        let (passing, all, last): (i64, i64, i64) = sql::count_facets(query)
            .build_query_as()
            .fetch_one(reader)
            .await
            .map_err(store_error)?;
        Ok(Self {
            passing: u64::try_from(passing).unwrap_or(0),
            all: u64::try_from(all).unwrap_or(0),
            last,
            middle: middle(last),
        })
    }

    /// Of a search without filters, from the last number as it was known.
    pub fn unfiltered(last: i64) -> Self {
        let all = u64::try_from(last).unwrap_or(0);
        Self {
            passing: all,
            all,
            last,
            middle: middle(last),
        }
    }

    fn are_broad(self) -> bool {
        self.passing.saturating_mul(BROAD) >= self.all
    }
}

fn middle(last: i64) -> Option<i64> {
    (last >= HALVED_FROM).then_some(last / 2)
}

/// What looks at the index: one connection, and where another has nothing to do, that one too.
pub(super) struct Lookers<'a> {
    pub first: &'a mut SqliteConnection,
    pub second: Option<&'a mut SqliteConnection>,
}

impl<'a> Lookers<'a> {
    pub fn alone(first: &'a mut SqliteConnection) -> Self {
        let second = None;
        Self { first, second }
    }

    /// Counts to `most`. With a number in the middle each looks at one half, always the same, whose pages it has at hand, and counts to half
    /// of `most`: if both come so far, that is all. If only one does, it goes on alone.
    async fn look(
        &mut self,
        ways: &[Vec<String>],
        filters: Filters<'_>,
        middle: Option<i64>,
        most: u64,
    ) -> Result<Hits, StoreError> {
        let sql = |part, most| sql::look(ways, filters, part, most);
        let (Some(second), Some(middle)) = (self.second.as_deref_mut(), middle) else {
            return Hits::of(&mut *self.first, sql(Part::WHOLE, most)).await;
        };
        let half = most.div_ceil(2);
        let up_to_middle = |after| Part {
            after,
            up_to: middle,
        };
        let behind = |after| Part {
            after,
            ..Part::WHOLE
        };
        let (mut earlier, mut later) = tokio::try_join!(
            Hits::of(&mut *self.first, sql(up_to_middle(0), half)),
            Hits::of(&mut *second, sql(behind(middle), half)),
        )?;
        let left = most.saturating_sub(earlier.count + later.count);
        if left > 0 && earlier.count == half {
            let rest = sql(up_to_middle(earlier.last), left);
            earlier = earlier.and(Hits::of(&mut *self.first, rest).await?);
        } else if left > 0 && later.count == half {
            let rest = sql(behind(later.last), left);
            later = later.and(Hits::of(second, rest).await?);
        }
        Ok(earlier.and(later))
    }
}

/// How many there are, the last of their numbers, and all of them with commas between.
struct Hits {
    count: u64,
    last: i64,
    ids: String,
}

impl Hits {
    async fn of(reader: &mut SqliteConnection, mut sql: Sql) -> Result<Self, StoreError> {
        let (count, last, ids): (i64, i64, String) = sql
            .build_query_as()
            .fetch_one(reader)
            .await
            .map_err(store_error)?;
        Ok(Self {
            count: u64::try_from(count).unwrap_or(0),
            last,
            ids,
        })
    }

    fn and(mut self, later: Self) -> Self {
        if !self.ids.is_empty() && !later.ids.is_empty() {
            self.ids.push(',');
        }
        Self {
            count: self.count + later.count,
            last: self.last.max(later.last),
            ids: self.ids + &later.ids,
        }
    }

    fn array(&self) -> String {
        format!("[{}]", self.ids)
    }
}

/// How many match, to one past the cap, and where to gather them from.
pub(super) async fn candidates(
    mut lookers: Lookers<'_>,
    query: &ContactQuery,
    search: &Search,
    facets: Facets,
) -> Result<(u64, Source), StoreError> {
    let codes = passing_codes(query).filter(|_| facets.are_broad());
    let filters = |ways: &[Vec<String>]| match &codes {
        Some(codes) if compares(ways) => Filters::Codes(codes),
        _ => Filters::Tags(query),
    };
    // Two halves and not more parts: each begins by looking for its first hit from the very beginning, which takes long where there are few.
    let middle = |ways: &[Vec<String>]| {
        let is_long = compares(ways) || query.has_filters();
        facets.middle.filter(|_| is_long)
    };
    if let Some(ways) = search.sieve() {
        let few = lookers.look(&ways, filters(&ways), middle(&ways), CONFIRM + 1);
        let few = few.await?;
        if few.count <= CONFIRM {
            let hits = Hits::of(lookers.first, sql::confirmed(few.array(), search)).await?;
            return Ok((hits.count, Source::Ids(hits.array())));
        }
    }
    let ways = search.inside();
    let hits = lookers.look(&ways, filters(&ways), middle(&ways), TOTAL_CAP + 1);
    let hits = hits.await?;
    if hits.count <= TOTAL_CAP {
        Ok((hits.count, Source::Ids(hits.array())))
    } else {
        Ok((TOTAL_CAP + 1, Source::Search))
    }
}

/// Whether the index compares lists for it: a single one is gone through faster than what it finds is tested.
fn compares(ways: &[Vec<String>]) -> bool {
    let is_phrase = |piece: &String| piece.chars().nth(3).is_some();
    ways.iter()
        .all(|way| way.len() > 1 || way.iter().any(is_phrase))
}

#[cfg(test)]
mod tests {
    use super::{
        super::{SqliteStore, guarantees::opened},
        *,
    };
    use crate::{
        domain::{
            Actor, Channel, ContactDraft, ContactFields, EventSource, Language, LanguageFilter,
            PermissionState, Timestamp,
        },
        store::Change,
    };
    use tempfile::TempDir;
    use uuid::Uuid;

    const CONTACTS: usize = 600;
    const SEARCHES: [&str; 6] = ["maria", "mar", "m", "maria lopez", "m l", "zzqx"];
    const FILTERS: [&str; 10] = [
        "",
        "channel=whatsapp",
        "channel=sms&channel=webchat",
        "proactive=active",
        "reactive=blocked",
        "reactive=active&proactive=active",
        "external_code=without",
        "external_code=with&proactive=blocked&channel=telegram",
        "language=es",
        "language=none&reactive=active",
    ];

    fn change() -> Change {
        Change::plain(Actor::system(), EventSource::Other, Timestamp(0))
    }

    const fn state(active: bool) -> PermissionState {
        if active {
            PermissionState::Active
        } else {
            PermissionState::Blocked
        }
    }

    /// Of every channel and every state, of some more than of others.
    fn contact(number: usize) -> ContactFields {
        let channel = Channel::ALL[number * number % 10 % 9];
        let plus = if matches!(channel, Channel::Sms | Channel::Rcs) {
            "+"
        } else {
            ""
        };
        let draft = ContactDraft {
            name: ["Maria Lopez", "Ana Lopez", "Maria", "Luz"][number % 4].to_owned(),
            contact_id: format!("{plus}{}", 34_666_000_000 + number),
            external_code: ["", "a", "b"][number % 3].to_owned(),
            language: ["", "es", "en"][number / 7 % 3].to_owned(),
            channel: channel.code().to_owned(),
            ..ContactDraft::empty(
                state(!number.is_multiple_of(5)),
                state(!number.is_multiple_of(11)),
            )
        };
        draft.parse().unwrap()
    }

    fn contacts() -> Vec<(Uuid, ContactFields, Timestamp)> {
        (0..CONTACTS)
            .map(|number| (Uuid::now_v7(), contact(number), Timestamp(0)))
            .collect()
    }

    async fn filled() -> (SqliteStore, TempDir) {
        let (store, folder) = opened().await;
        store.create_many(&contacts(), &change()).await.unwrap();
        (store, folder)
    }

    fn questions() -> impl Iterator<Item = ContactQuery> {
        SEARCHES.into_iter().flat_map(|search| {
            FILTERS
                .into_iter()
                .map(move |filters| ContactQuery::parse(&format!("q={search}&{filters}")).unwrap())
        })
    }

    /// Whether a contact matches, without any index.
    fn matches(query: &ContactQuery, fields: &ContactFields) -> bool {
        let language = match fields.language.clone() {
            Some(tag) => LanguageFilter::Tag(tag),
            None => LanguageFilter::None,
        };
        let name = fields.name.as_ref().unwrap().as_str().to_lowercase();
        let mut words = query.search.split(' ');
        words.all(|word| name.split(' ').any(|part| part.starts_with(word)))
            && (query.channels.is_empty() || query.channels.contains(&fields.channel))
            && (query.languages.is_empty() || query.languages.contains(&language))
            && query
                .proactive
                .is_none_or(|wanted| wanted == fields.proactive)
            && query
                .reactive
                .is_none_or(|wanted| wanted == fields.reactive)
            && query
                .has_external_code
                .is_none_or(|wanted| wanted == fields.external_code.is_some())
    }

    async fn found(
        store: &SqliteStore,
        query: &ContactQuery,
        facets: Facets,
        halves: bool,
    ) -> (u64, Vec<i64>) {
        let mut first = store.searcher.acquire().await.unwrap();
        let mut second = store.second_searcher.acquire().await.unwrap();
        let lookers = Lookers {
            first: &mut first,
            second: Some(&mut *second).filter(|_| halves),
        };
        let search = Search::parse(&query.search).unwrap();
        let (count, source) = candidates(lookers, query, &search, facets).await.unwrap();
        let Source::Ids(ids) = source else {
            panic!("{query:?}: {source:?}");
        };
        (count, serde_json::from_str(&ids).unwrap())
    }

    #[tokio::test]
    async fn what_matches_is_found_by_lists_and_by_codes_whole_and_in_halves() {
        let (store, _folder) = filled().await;
        for query in questions() {
            let expected: Vec<i64> = (0..CONTACTS)
                .filter(|number| matches(&query, &contact(*number)))
                .map(|number| i64::try_from(number).unwrap() + 1)
                .collect();
            let mut reader = store.readers.acquire().await.unwrap();
            let facets = Facets::of(&mut reader, &query).await.unwrap();
            assert_eq!(facets.all, CONTACTS as u64);
            for passing in [0, CONTACTS as u64] {
                for middle in [None, Some(300), Some(0)] {
                    let facets = Facets {
                        passing,
                        middle,
                        ..facets
                    };
                    let (count, ids) = found(&store, &query, facets, true).await;
                    assert_eq!(ids, expected, "{query:?} {facets:?}");
                    assert_eq!(count, expected.len() as u64);
                }
            }
            assert_eq!(found(&store, &query, facets, false).await.1, expected);
        }
    }

    #[tokio::test]
    async fn as_many_as_are_wanted_are_counted_however_they_are_spread() {
        let (store, _folder) = filled().await;
        let mut first = store.searcher.acquire().await.unwrap();
        let mut second = store.second_searcher.acquire().await.unwrap();
        let mut lookers = Lookers {
            first: &mut first,
            second: Some(&mut second),
        };
        let query = ContactQuery::default();
        let ways = Search::parse("maria").unwrap().inside();
        // Half of all are called so.
        for most in [1, 2, 7, 150, 299, 300, 301, 1_000] {
            for middle in [None, Some(300), Some(20), Some(590), Some(0), Some(9_999)] {
                let hits = lookers.look(&ways, Filters::Tags(&query), middle, most);
                let hits = hits.await.unwrap();
                let ids: Vec<i64> = serde_json::from_str(&hits.array()).unwrap();
                assert_eq!(hits.count, ids.len() as u64, "{most} {middle:?}");
                assert!(ids.is_sorted() && ids.last() == Some(&hits.last));
                if most > 300 {
                    assert_eq!(hits.count, 300, "{most} {middle:?}");
                } else {
                    // Both halves of an odd number may be found.
                    assert!((most..=most + 1).contains(&hits.count), "{most} {middle:?}");
                }
            }
        }
    }

    /// Each block of codes is what its contacts say, and nothing more; one that nobody is in may be missing.
    async fn check_codes(store: &SqliteStore) {
        let differing: Vec<i64> = sqlx::query_scalar(
            "SELECT block FROM filter_codes known FULL JOIN filter_codes_of_contacts own USING (block)
             WHERE rtrim(coalesce(known.codes, '')) <> rtrim(coalesce(own.codes, ''))",
        )
        .fetch_all(&store.readers)
        .await
        .unwrap();
        assert_eq!(differing, [0; 0]);
    }

    #[tokio::test]
    async fn the_codes_follow_every_change() {
        let (store, _folder) = filled().await;
        check_codes(&store).await;
        let id = Uuid::now_v7();
        let fields = contact(CONTACTS);
        store.create(id, &fields, &change()).await.unwrap();
        check_codes(&store).await;
        let next = [
            ContactFields {
                proactive: state(!fields.proactive.is_active()),
                ..fields.clone()
            },
            ContactFields {
                language: Language::from_stored("es".to_owned()),
                ..fields.clone()
            },
            ContactFields {
                external_code: contact(1).external_code,
                reactive: state(!fields.reactive.is_active()),
                ..fields
            },
        ];
        for (version, fields) in (1..).zip(next) {
            store.update(id, version, &fields, &change()).await.unwrap();
            check_codes(&store).await;
        }
        store.delete(id, 4, &change()).await.unwrap();
        check_codes(&store).await;
        // The number of the last one is not given again; the next begins another block.
        sqlx::raw_sql("UPDATE sqlite_sequence SET seq = 3998 WHERE name = 'contacts'")
            .execute(&store.writer)
            .await
            .unwrap();
        for number in CONTACTS..CONTACTS + 3 {
            let (id, fields) = (Uuid::now_v7(), contact(number));
            store.create(id, &fields, &change()).await.unwrap();
            check_codes(&store).await;
        }
        let query = ContactQuery::parse("q=maria&proactive=active").unwrap();
        let expected = (0..CONTACTS + 3).filter(|number| matches(&query, &contact(*number)));
        let page = store.find(&query).await.unwrap();
        assert_eq!(page.total.value, expected.count() as u64);
    }

    #[tokio::test]
    async fn the_codes_of_a_database_that_was_filled_at_once_are_there() {
        let (store, _folder) = opened().await;
        let mut parts = Some(contacts()).into_iter();
        store.fill(&change(), move || parts.next()).await.unwrap();
        check_codes(&store).await;
    }
}
