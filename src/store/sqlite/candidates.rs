//! Which contacts match a search and its filters, and how many: the first thing that a page asks.
//!
//! The filters are lists of the search's own index (`store/search/tags.rs`), which is quickest where few contacts pass them. Otherwise
//! those lists are the longer part of the work; then the search is asked alone, and each hit tested by its filter code.

use super::{
    error::store_error,
    filter_codes::Codes,
    sql::{self, Part, Source, Sql},
};
use crate::{
    domain::{ContactQuery, TOTAL_CAP},
    store::{
        StoreError,
        search::{PassingCodes, Search, passing_codes},
    },
};
use sqlx::SqliteConnection;
use std::collections::BTreeSet;

/// Up to this many that may match are looked at themselves.
const CONFIRM: u64 = 2_000;
/// Filters whose lists hold one contact in so many are tested by codes.
const BROAD: u64 = 5;
/// So many hits at least are tested by codes at a time: each look begins anew.
const FEWEST_AT_ONCE: u64 = 5_000;
/// So many at most, for the memory that they take: half a megabyte.
const MOST_AT_ONCE: u64 = 50_000;
/// Where there are fewer contacts, two connections would wait for each other longer than they save.
const HALVED_FROM: i64 = 50_000;

/// How many contacts pass the filters, how many there are, and where the middle is.
#[derive(Clone, Copy, Debug)]
pub(super) struct Facets {
    pub passing: u64,
    all: u64,
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
            middle: middle(last),
        })
    }

    /// The same where the codes tell it, which they do but for a filter by language.
    pub fn by_codes(codes: &Codes, query: &ContactQuery) -> Option<Self> {
        let all = codes.all();
        let passing = if query.has_filters() {
            codes.passing(passing_codes(query)?)
        } else {
            all
        };
        Some(Self {
            passing,
            all,
            middle: middle(codes.last()),
        })
    }

    /// Among how many hits of a search alone there should be `wanted` that pass, and a quarter more: to look a second time takes longer.
    fn looks_for(self, wanted: u64) -> u64 {
        let hits = wanted.saturating_mul(self.all) / self.passing.max(1);
        hits.saturating_add(hits / 4)
    }
}

/// Whether the lists of the index that the filters are would be longer than testing what the search alone finds.
fn are_broad(codes: &Codes, query: &ContactQuery, facets: Facets, ways: &[Vec<String>]) -> bool {
    let entries = if compares(ways) {
        entries(codes, query)
    } else {
        // A single list has many hits to test. Comparing it with another, the index passes over much of both.
        facets.passing
    };
    entries.saturating_mul(BROAD) >= facets.all
}

/// How many entries those lists have: channels are some, and states others.
fn entries(codes: &Codes, query: &ContactQuery) -> u64 {
    let channels = ContactQuery {
        channels: query.channels.clone(),
        ..ContactQuery::default()
    };
    let states = ContactQuery {
        channels: BTreeSet::new(),
        ..query.clone()
    };
    [channels, states]
        .iter()
        .filter_map(passing_codes)
        .map(|passing| codes.passing(passing))
        .sum()
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
        filters: &Filters<'_>,
        middle: Option<i64>,
        most: u64,
    ) -> Result<Hits, StoreError> {
        let (Some(second), Some(middle)) = (self.second.as_deref_mut(), middle) else {
            return filters.hits(self.first, ways, Part::WHOLE, most).await;
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
            filters.hits(self.first, ways, up_to_middle(0), half),
            filters.hits(second, ways, behind(middle), half),
        )?;
        let left = most.saturating_sub(earlier.count() + later.count());
        if left > 0 && earlier.count() == half {
            let rest = up_to_middle(earlier.last());
            earlier = earlier.and(filters.hits(self.first, ways, rest, left).await?);
        } else if left > 0 && later.count() == half {
            let rest = behind(later.last());
            later = later.and(filters.hits(second, ways, rest, left).await?);
        }
        Ok(earlier.and(later))
    }
}

/// How the filters are tested.
enum Filters<'a> {
    /// By lists of the search's index.
    Tags(&'a ContactQuery),
    Codes {
        codes: &'a Codes,
        passing: PassingCodes,
        /// So many pass, of so many.
        facets: Facets,
        fewest_at_once: u64,
    },
}

impl<'a> Filters<'a> {
    fn by_codes(codes: &'a Codes, query: &ContactQuery, facets: Facets) -> Option<Self> {
        let passing = passing_codes(query)?;
        Some(Self::Codes {
            codes,
            passing,
            facets,
            fewest_at_once: FEWEST_AT_ONCE,
        })
    }

    /// Those of a part that match and pass, counting to `most`.
    async fn hits(
        &self,
        reader: &mut SqliteConnection,
        ways: &[Vec<String>],
        mut part: Part,
        most: u64,
    ) -> Result<Hits, StoreError> {
        let (codes, passing, facets, fewest) = match self {
            Self::Tags(query) => return Hits::of(reader, sql::look(ways, query, part, most)).await,
            Self::Codes {
                codes,
                passing,
                facets,
                fewest_at_once,
            } => (codes, passing, facets, *fewest_at_once),
        };
        let unfiltered = ContactQuery::default();
        let mut hits = Hits::default();
        loop {
            let left = most - hits.count();
            let asked = facets.looks_for(left).clamp(fewest, MOST_AT_ONCE);
            let found = Hits::of(reader, sql::look(ways, &unfiltered, part, asked)).await?;
            part.after = found.last();
            let is_end = found.count() < asked;
            let passing = found.0.into_iter().filter(|id| codes.passes(*id, *passing));
            hits.0
                .extend(passing.take(usize::try_from(left).unwrap_or(usize::MAX)));
            if is_end || hits.count() == most {
                return Ok(hits);
            }
        }
    }
}

/// The numbers of contacts, ascending.
#[derive(Default)]
struct Hits(Vec<i64>);

impl Hits {
    async fn of(reader: &mut SqliteConnection, mut sql: Sql) -> Result<Self, StoreError> {
        let ids: String = sql
            .build_query_scalar()
            .fetch_one(reader)
            .await
            .map_err(store_error)?;
        Ok(Self(numbers(&ids)))
    }

    fn count(&self) -> u64 {
        self.0.len() as u64
    }

    fn last(&self) -> i64 {
        self.0.last().copied().unwrap_or(0)
    }

    fn and(mut self, later: Self) -> Self {
        self.0.extend(later.0);
        self
    }
}

/// What SQLite wrote: nothing but digits, with commas between.
fn numbers(ids: &str) -> Vec<i64> {
    let mut numbers = Vec::with_capacity(ids.len() / 6);
    let mut number = 0;
    for byte in ids.bytes() {
        if byte == b',' {
            numbers.push(number);
            number = 0;
        } else {
            number = number * 10 + i64::from(byte - b'0');
        }
    }
    if !ids.is_empty() {
        numbers.push(number);
    }
    numbers
}

/// How many match, to one past the cap, and where to gather them from. Without codes the index alone is asked.
pub(super) async fn candidates(
    lookers: Lookers<'_>,
    query: &ContactQuery,
    search: &Search,
    facets: Facets,
    codes: Option<&Codes>,
) -> Result<(u64, Source), StoreError> {
    let ways = search.inside();
    let filters = codes
        .filter(|codes| are_broad(codes, query, facets, &ways))
        .and_then(|codes| Filters::by_codes(codes, query, facets))
        .unwrap_or(Filters::Tags(query));
    // Two halves and not more parts: each begins by looking for its first hit from the very beginning, which takes long where there are few.
    let is_long = compares(&ways) || query.has_filters();
    count(lookers, search, &filters, facets.middle.filter(|_| is_long)).await
}

async fn count(
    mut lookers: Lookers<'_>,
    search: &Search,
    filters: &Filters<'_>,
    middle: Option<i64>,
) -> Result<(u64, Source), StoreError> {
    if let Some(ways) = search.sieve() {
        let few = lookers.look(&ways, filters, middle, CONFIRM + 1).await?;
        if few.count() <= CONFIRM {
            let hits = Hits::of(lookers.first, sql::confirmed(&few.0, search)).await?;
            return Ok((hits.count(), Source::Ids(hits.0)));
        }
    }
    let ways = search.inside();
    let hits = lookers.look(&ways, filters, middle, TOTAL_CAP + 1).await?;
    if hits.count() <= TOTAL_CAP {
        Ok((hits.count(), Source::Ids(hits.0)))
    } else {
        Ok((TOTAL_CAP + 1, Source::Search))
    }
}

/// Whether the index compares lists for it, or positions within them.
fn compares(ways: &[Vec<String>]) -> bool {
    let is_phrase = |piece: &String| piece.chars().nth(3).is_some();
    ways.iter()
        .all(|way| way.len() > 1 || way.iter().any(is_phrase))
}

#[cfg(test)]
mod tests {
    use super::{
        super::{
            SqliteStore,
            various::{CONTACTS, contact, filled},
        },
        *,
    };
    use crate::domain::{ContactFields, LanguageFilter};

    const SEARCHES: [&str; 7] = ["maria", "mar", "m", "maria lopez", "m l", "zzqx", "6000000"];
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
        let is_there = |word: &str| {
            name.split(' ').any(|part| part.starts_with(word))
                || fields.contact_id.as_str().contains(word)
        };
        words.all(is_there)
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

    /// By the filters in both ways, whole and in halves: the ids of those that match, each time.
    async fn found(store: &SqliteStore, query: &ContactQuery) -> Vec<Vec<i64>> {
        let mut first = store.searcher.acquire().await.unwrap();
        let mut second = store.second_searcher.acquire().await.unwrap();
        let search = Search::parse(&query.search).unwrap();
        let facets = Facets::of(&mut first, query).await.unwrap();
        assert_eq!(facets.all, CONTACTS as u64);
        let codes = store.filter_codes.current(&mut first).await.unwrap();
        let by_codes = match Facets::by_codes(&codes, query) {
            Some(known) => {
                assert_eq!(
                    (known.passing, known.all, known.middle),
                    (facets.passing, facets.all, facets.middle),
                    "{query:?}"
                );
                Filters::by_codes(&codes, query, facets)
            }
            None => None,
        };
        let mut found = Vec::new();
        for filters in [Some(Filters::Tags(query)), by_codes].iter().flatten() {
            for middle in [None, Some(300), Some(0)] {
                let lookers = Lookers {
                    first: &mut first,
                    second: Some(&mut second),
                };
                let (matches, source) = count(lookers, &search, filters, middle).await.unwrap();
                let Source::Ids(ids) = source else {
                    panic!("{query:?}: {source:?}");
                };
                assert_eq!(matches, ids.len() as u64);
                found.push(ids);
            }
        }
        let lookers = Lookers::alone(&mut first);
        let chosen = candidates(lookers, query, &search, facets, Some(&codes));
        if let (_, Source::Ids(ids)) = chosen.await.unwrap() {
            found.push(ids);
        }
        found
    }

    #[tokio::test]
    async fn what_matches_is_found_by_lists_and_by_codes_whole_and_in_halves() {
        let (store, _folder) = filled().await;
        for query in questions() {
            let expected: Vec<i64> = (0..CONTACTS)
                .filter(|number| matches(&query, &contact(*number)))
                .map(|number| i64::try_from(number).unwrap() + 1)
                .collect();
            let found = found(&store, &query).await;
            let ways = if passing_codes(&query).is_some() {
                7
            } else {
                4
            };
            assert_eq!(found, vec![expected; ways], "{query:?}");
        }
    }

    #[tokio::test]
    async fn as_many_as_are_wanted_are_counted_however_they_are_spread() {
        let (store, _folder) = filled().await;
        let mut first = store.searcher.acquire().await.unwrap();
        let mut second = store.second_searcher.acquire().await.unwrap();
        let codes = store.filter_codes.current(&mut first).await.unwrap();
        let query = ContactQuery::parse("proactive=active").unwrap();
        let facets = Facets::by_codes(&codes, &query).unwrap();
        let misjudged = Facets {
            passing: facets.all * 1_000,
            ..facets
        };
        let again_and_again = Filters::Codes {
            codes: &codes,
            passing: passing_codes(&query).unwrap(),
            facets: misjudged,
            fewest_at_once: 20,
        };
        let ways = Search::parse("maria").unwrap().inside();
        for filters in [
            Filters::Tags(&query),
            Filters::by_codes(&codes, &query, facets).unwrap(),
            again_and_again,
        ] {
            let mut lookers = Lookers {
                first: &mut first,
                second: Some(&mut second),
            };
            // Half of all are called so, and four of five of them pass.
            for most in [1, 2, 7, 150, 239, 240, 241, 1_000] {
                for middle in [None, Some(300), Some(20), Some(590), Some(0), Some(9_999)] {
                    let hits = lookers.look(&ways, &filters, middle, most).await.unwrap();
                    assert!(hits.0.is_sorted_by(|one, next| one < next));
                    if most > 240 {
                        assert_eq!(hits.count(), 240, "{most} {middle:?}");
                    } else {
                        // Both halves of an odd number may be found.
                        assert!(
                            (most..=most + 1).contains(&hits.count()),
                            "{most} {middle:?}"
                        );
                    }
                }
            }
        }
    }
}
