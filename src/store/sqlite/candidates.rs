//! Which contacts match a search and its filters, and how many: the first thing that a page asks.
//!
//! The filters are lists of the search's own index (`store/search/tags.rs`), which is quickest where few contacts pass them. Otherwise
//! those lists are the longer part of the work; then the search is asked without them, and each hit tested by its filter code.

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
/// Filters whose lists hold one contact in so many are left to the codes.
const BROAD: u64 = 5;
/// So many hits at least are tested by codes at a time: each look begins anew.
const FEWEST_AT_ONCE: u64 = 5_000;
/// So many at most, for the memory that they take: half a megabyte.
const MOST_AT_ONCE: u64 = 50_000;
/// Where there are fewer contacts, two connections would wait for each other longer than they save.
const HALVED_FROM: i64 = 50_000;

/// How many contacts pass the filters, and where the middle is.
#[derive(Clone, Copy, Debug)]
pub(super) struct Facets {
    pub passing: u64,
    /// Where it pays to look at two halves at once.
    middle: Option<i64>,
}

impl Facets {
    pub async fn of(
        reader: &mut SqliteConnection,
        query: &ContactQuery,
    ) -> Result<Self, StoreError> {
        let (passing, last): (i64, i64) = sql::count_facets(query)
            .build_query_as()
            .fetch_one(reader)
            .await
            .map_err(store_error)?;
        Ok(Self {
            passing: u64::try_from(passing).unwrap_or(0),
            middle: middle(last),
        })
    }

    /// The same where the codes tell it, which they do but for a filter by language.
    pub fn by_codes(codes: &Codes, query: &ContactQuery) -> Option<Self> {
        let passing = if query.has_filters() {
            codes.passing(passing_codes(query)?)
        } else {
            codes.all()
        };
        Some(Self {
            passing,
            middle: middle(codes.last()),
        })
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

    /// Those that do match, for which each one's row is read: by each reader half of them, where both look at all.
    async fn confirm(
        &mut self,
        few: Hits,
        search: &Search,
        middle: Option<i64>,
    ) -> Result<Hits, StoreError> {
        if few.0.is_empty() {
            return Ok(few);
        }
        let confirmed = |ids: &[i64]| sql::confirmed(ids, search);
        let (Some(second), Some(_)) = (self.second.as_deref_mut(), middle) else {
            return Hits::of(self.first, confirmed(&few.0)).await;
        };
        let (earlier, later) = few.0.split_at(few.0.len() / 2);
        let (earlier, later) = tokio::try_join!(
            Hits::of(self.first, confirmed(earlier)),
            Hits::of(second, confirmed(later)),
        )?;
        Ok(earlier.and(later))
    }
}

/// How the filters are tested.
enum Filters<'a> {
    /// By lists of the search's index.
    Tags(&'a ContactQuery),
    ByCodes(ByCodes<'a>),
}

/// Those whose lists are short by them, and all by codes.
struct ByCodes<'a> {
    codes: &'a Codes,
    passing: PassingCodes,
    /// The filters whose lists are short.
    tags: ContactQuery,
    /// Of so many contacts that these let pass…
    within: u64,
    /// … all let pass so many.
    passing_all: u64,
    fewest_at_once: u64,
}

impl<'a> Filters<'a> {
    fn of(codes: Option<&'a Codes>, query: &'a ContactQuery) -> Self {
        let by_codes = codes.and_then(|codes| ByCodes::of(codes, query));
        by_codes.map_or(Self::Tags(query), Self::ByCodes)
    }

    /// Those of a part that match and pass, counting to `most`.
    async fn hits(
        &self,
        reader: &mut SqliteConnection,
        ways: &[Vec<String>],
        part: Part,
        most: u64,
    ) -> Result<Hits, StoreError> {
        match self {
            Self::Tags(query) => Hits::of(reader, sql::look(ways, query, part, most)).await,
            Self::ByCodes(by_codes) => by_codes.hits(reader, ways, part, most).await,
        }
    }
}

impl<'a> ByCodes<'a> {
    /// Channels are some lists and states others: those of which hold a fifth of all contacts are left to the codes. `None` where none do.
    fn of(codes: &'a Codes, query: &ContactQuery) -> Option<Self> {
        let passing = passing_codes(query)?;
        let all = codes.all();
        let states = ContactQuery {
            channels: BTreeSet::new(),
            ..query.clone()
        };
        let channels = ContactQuery {
            channels: query.channels.clone(),
            ..ContactQuery::default()
        };
        let passing_of =
            |filters: &ContactQuery| passing_codes(filters).map(|passing| codes.passing(passing));
        let is_broad =
            |filters: &ContactQuery| passing_of(filters).is_some_and(|some| some * BROAD >= all);
        let tags = match (is_broad(&channels), is_broad(&states)) {
            (false, false) => return None,
            (true, false) => states,
            (false, true) => channels,
            (true, true) => ContactQuery::default(),
        };
        Some(Self {
            codes,
            passing,
            within: passing_of(&tags).unwrap_or(all),
            passing_all: codes.passing(passing),
            tags,
            fewest_at_once: FEWEST_AT_ONCE,
        })
    }

    async fn hits(
        &self,
        reader: &mut SqliteConnection,
        ways: &[Vec<String>],
        mut part: Part,
        most: u64,
    ) -> Result<Hits, StoreError> {
        let mut hits = Hits::default();
        let mut looked_at = 0;
        loop {
            let left = most - hits.count();
            // What matches may pass far seldomer than the rest: `c` stands before many an external code, and not where there is none.
            let asked = if looked_at == 0 {
                self.looks_for(left, self.within, self.passing_all)
            } else {
                self.looks_for(left, looked_at, hits.count())
            };
            let found = Hits::of(reader, sql::look(ways, &self.tags, part, asked)).await?;
            part.after = found.last();
            looked_at += found.count();
            let is_end = found.count() < asked;
            let passing = found.0.into_iter();
            let passing = passing.filter(|id| self.codes.passes(*id, self.passing));
            hits.0
                .extend(passing.take(usize::try_from(left).unwrap_or(usize::MAX)));
            if is_end || hits.count() == most {
                return Ok(hits);
            }
        }
    }

    /// Among how many hits there should be `wanted` that pass, where of so many so many did, and a quarter more: to look a second time
    /// takes longer.
    fn looks_for(&self, wanted: u64, of: u64, passed: u64) -> u64 {
        let hits = wanted.saturating_mul(of) / passed.max(1);
        hits.saturating_add(hits / 4)
            .clamp(self.fewest_at_once, MOST_AT_ONCE)
    }
}

/// The numbers of contacts, in the order in which they were asked for.
#[derive(Default)]
pub(super) struct Hits(pub Vec<i64>);

impl Hits {
    pub async fn of(reader: &mut SqliteConnection, mut sql: Sql) -> Result<Self, StoreError> {
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
    let filters = Filters::of(codes, query);
    // Two halves and not more parts: each begins by looking for its first hit from the very beginning, which takes long where there are few.
    let is_long = compares(&search.inside()) || query.has_filters();
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
            let hits = lookers.confirm(few, search, middle).await?;
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
    const FILTERS: [&str; 12] = [
        "channel=whatsapp&reactive=blocked",
        "channel=instagram&proactive=active",
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

    fn everything_by_codes<'a>(codes: &'a Codes, query: &ContactQuery) -> Filters<'a> {
        let passing = passing_codes(query).unwrap();
        Filters::ByCodes(ByCodes {
            codes,
            passing,
            tags: ContactQuery::default(),
            within: codes.all(),
            passing_all: codes.passing(passing),
            fewest_at_once: 100,
        })
    }

    #[tokio::test]
    async fn long_lists_are_left_to_the_codes_and_short_ones_are_not() {
        let (store, _folder) = filled().await;
        let mut reader = store.readers.acquire().await.unwrap();
        let codes = store.filter_codes.current(&mut reader).await.unwrap();
        // Of ten contacts three are on WhatsApp and one on Instagram, and of eleven one has reactive messages blocked.
        for (filters, tags) in [
            ("channel=whatsapp", Some("")),
            ("channel=instagram", None),
            ("reactive=blocked", None),
            (
                "channel=whatsapp&reactive=blocked",
                Some("reactive=blocked"),
            ),
            (
                "channel=instagram&proactive=active",
                Some("channel=instagram"),
            ),
            ("channel=instagram&reactive=blocked", None),
            ("channel=whatsapp&proactive=active", Some("")),
            ("channel=whatsapp&language=es", None),
            ("", None),
        ] {
            let query = ContactQuery::parse(filters).unwrap();
            let left = ByCodes::of(&codes, &query).map(|by_codes| by_codes.tags);
            let tags = tags.map(|tags| ContactQuery::parse(tags).unwrap());
            assert_eq!(left, tags, "{filters}");
        }
    }

    /// By the filters in all ways, whole and in halves: the ids of those that match, each time.
    async fn found(store: &SqliteStore, query: &ContactQuery) -> Vec<Vec<i64>> {
        let mut first = store.searcher.acquire().await.unwrap();
        let mut second = store.second_searcher.acquire().await.unwrap();
        let search = Search::parse(&query.search).unwrap();
        let facets = Facets::of(&mut first, query).await.unwrap();
        let codes = store.filter_codes.current(&mut first).await.unwrap();
        let by_codes = match Facets::by_codes(&codes, query) {
            Some(known) => {
                assert_eq!(
                    (known.passing, known.middle),
                    (facets.passing, facets.middle),
                    "{query:?}"
                );
                query
                    .has_filters()
                    .then(|| everything_by_codes(&codes, query))
            }
            None => None,
        };
        let mut found = Vec::new();
        let chosen = Some(Filters::of(Some(&codes), query));
        for filters in [Some(Filters::Tags(query)), chosen, by_codes]
            .iter()
            .flatten()
        {
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
                10
            } else {
                7
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
        let misjudged = Filters::ByCodes(ByCodes {
            within: 0,
            fewest_at_once: 20,
            ..ByCodes::of(&codes, &query).unwrap()
        });
        let ways = Search::parse("maria").unwrap().inside();
        for filters in [
            Filters::Tags(&query),
            everything_by_codes(&codes, &query),
            // Finds fewer than it looked for, again and again.
            misjudged,
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
