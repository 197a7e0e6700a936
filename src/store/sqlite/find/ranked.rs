//! Many matches in the order of their rank: tier by tier, until the page is full.

use super::{
    super::{
        candidates::Hits,
        cursor::Place,
        filter_codes::Codes,
        sql::{self, Tier, Travel},
    },
    Found, Question, fetch,
};
use crate::{
    domain::ContactQuery,
    store::{
        StoreError,
        search::{Search, passing_codes},
    },
};
use sqlx::SqliteConnection;

/// So many entries of the index of names at most are looked at for a page: enough for fifty rows where one in thirty passes.
const MOST_NAMED: u64 = 2_000;

pub(super) async fn walk_ranked(
    reader: &mut SqliteConnection,
    question: &Question<'_>,
    search: &Search,
    codes: &Codes,
    place: Option<&Place>,
    travel: Travel,
    limit: i64,
) -> Result<Vec<Found>, StoreError> {
    let query = question.query;
    let tiers = question.tiers();
    let walk = |named| sql::walk_tiers(query, search, &tiers, named, place, travel, limit);
    let wanted = usize::try_from(limit).unwrap_or(0);
    let named = match travel {
        Travel::Onward => named(reader, query, search, codes, place, wanted).await?,
        Travel::Back => None,
    };
    if let Some(named) = &named {
        let found = fetch(reader, walk(Some(&named.ids))).await?;
        let passed_on = |found: &Found| found.tier > Tier::NamePrefix as u8;
        let is_full = found.len() == wanted && !found.last().is_some_and(passed_on);
        if is_full || !named.more {
            return Ok(found);
        }
        // One of them belongs to the best tier, whose page has been, or was changed since: others come before what stands in their place.
    }
    fetch(reader, walk(None)).await
}

/// Those whose name begins with the search and who pass the filters.
struct Named {
    /// In the order of their names.
    ids: Vec<i64>,
    /// Whether there may be others behind them.
    more: bool,
}

/// The next `wanted` behind `place`, or all that are left. Permissions don't stand in the index of names (migration 0005); the codes know
/// them without a look at the rows. `None` where looking at the rows is as quick, or no code tells who passes.
async fn named(
    reader: &mut SqliteConnection,
    query: &ContactQuery,
    search: &Search,
    codes: &Codes,
    place: Option<&Place>,
    wanted: usize,
) -> Result<Option<Named>, StoreError> {
    let passing = match passing_codes(query) {
        Some(passing) if query.proactive.or(query.reactive).is_some() => passing,
        _ => return Ok(None),
    };
    if place.is_some_and(|place| place.tier != Tier::NamePrefix as u8) {
        return Ok(None);
    }
    // A quarter more than there should be.
    let entries = wanted as u64 * codes.all() * 5 / 4 / codes.passing(passing).max(1);
    if !(2 * wanted as u64..=MOST_NAMED).contains(&entries) {
        return Ok(None);
    }
    let Hits(mut ids) = Hits::of(reader, sql::named(search, place, entries)).await?;
    let were_all = (ids.len() as u64) < entries;
    ids.retain(|id| codes.passes(*id, passing));
    let more = !were_all || ids.len() > wanted;
    ids.truncate(wanted);
    Ok((!more || ids.len() == wanted).then_some(Named { ids, more }))
}

#[cfg(test)]
mod tests {
    use super::{
        super::{
            super::various::{CONTACTS, change, contact, filled},
            Way,
        },
        *,
    };
    use crate::domain::{Channel, ContactDraft, PermissionState, Timestamp};
    use uuid::Uuid;

    /// The page after each place, from the first to the last, and whether the codes had a part in it.
    async fn pages(
        reader: &mut SqliteConnection,
        question: &Question<'_>,
        codes: &Codes,
        limit: i64,
        by_codes: bool,
    ) -> (Vec<i64>, u32) {
        let (query, search) = (question.query, question.search.as_ref().unwrap());
        let (mut ids, mut times) = (Vec::new(), 0);
        let mut place = None;
        loop {
            let wanted = usize::try_from(limit).unwrap();
            let named = named(reader, query, search, codes, place.as_ref(), wanted);
            times += u32::from(named.await.unwrap().is_some());
            let place_now = place.as_ref();
            let found = if by_codes {
                let onward = Travel::Onward;
                walk_ranked(reader, question, search, codes, place_now, onward, limit).await
            } else {
                let tiers = question.tiers();
                let onward = Travel::Onward;
                let sql = sql::walk_tiers(query, search, &tiers, None, place_now, onward, limit);
                fetch(reader, sql).await
            }
            .unwrap();
            let Some(last) = found.last() else {
                return (ids, times);
            };
            place = Some(question.place(Way::Walked, last, None).unwrap());
            ids.extend(found.iter().map(|found| found.contact.id));
        }
    }

    #[tokio::test]
    async fn pages_are_the_same_whether_codes_or_rows_tell_who_passes() {
        let (store, _folder) = filled().await;
        let mut reader = store.readers.acquire().await.unwrap();
        let codes = store.filter_codes.current(&mut reader).await.unwrap();
        for (filters, by_codes) in [
            ("reactive=blocked", true),
            ("proactive=blocked&channel=whatsapp", true),
            ("proactive=blocked&reactive=active&external_code=with", true),
            // Most pass, rows are as quick; the index of names knows by itself; no code tells.
            ("proactive=active", false),
            ("channel=whatsapp", false),
            ("reactive=blocked&language=es", false),
        ] {
            // Begins names, and words too; and stands in IDs only.
            for (text, in_names) in [
                ("m", true),
                ("lo", false),
                ("maria l", true),
                ("3466", false),
            ] {
                let query = ContactQuery::parse(&format!("q={text}&{filters}")).unwrap();
                let question = Question::new(&query);
                for limit in [1, 4, 9] {
                    let (all, times) = pages(&mut reader, &question, &codes, limit, true).await;
                    let (expected, _) = pages(&mut reader, &question, &codes, limit, false).await;
                    assert_eq!(all, expected, "{query:?} {limit}");
                    assert!(!all.is_empty(), "{query:?}");
                    assert!(by_codes || times == 0, "{query:?} {limit}: {times}");
                    assert!(
                        !by_codes || !in_names || times > 1,
                        "{query:?} {limit}: {times}"
                    );
                }
            }
        }
    }

    #[tokio::test]
    async fn as_many_as_are_wanted_are_named_or_all_that_there_are() {
        let (store, _folder) = filled().await;
        let mut reader = store.readers.acquire().await.unwrap();
        let codes = store.filter_codes.current(&mut reader).await.unwrap();
        let query = ContactQuery::parse("q=luz&reactive=blocked").unwrap();
        let search = Search::parse(&query.search).unwrap();
        let expected: Vec<i64> = (0..CONTACTS)
            .filter(|number| {
                let fields = contact(*number);
                fields.reactive == PermissionState::Blocked
                    && fields.name.unwrap().as_str() == "Luz"
            })
            .map(|number| i64::try_from(number).unwrap() + 1)
            .collect();
        for wanted in [1, 3, 12, 13, 14, 40] {
            let found = named(&mut reader, &query, &search, &codes, None, wanted);
            let found = found.await.unwrap().unwrap();
            assert_eq!(found.ids, expected[..wanted.min(expected.len())]);
            assert!(found.more || wanted >= expected.len(), "{wanted}");
        }
        // More than can be looked at, and nobody who would pass.
        let too_many = named(&mut reader, &query, &search, &codes, None, 1_000);
        assert!(too_many.await.unwrap().is_none());
    }
    /// They are in the names' order too, but were shown first: a page would have one too few names, and go on behind them.
    #[tokio::test]
    async fn nobody_is_passed_over_for_those_whose_id_is_the_search() {
        let (store, _folder) = filled().await;
        let fields = |name: &str, channel: Channel, id: &str| {
            let draft = ContactDraft {
                name: name.to_owned(),
                contact_id: id.to_owned(),
                channel: channel.code().to_owned(),
                ..ContactDraft::empty(PermissionState::Blocked, PermissionState::Blocked)
            };
            (Uuid::now_v7(), draft.parse().unwrap(), Timestamp(0))
        };
        let others = (0..9).map(|number| {
            let id = format!("other-{number}");
            fields("Ana Maria", Channel::Webchat, &id)
        });
        let exact = fields("Maria", Channel::Webchat, "mar");
        let contacts: Vec<_> = others.chain([exact]).collect();
        store.create_many(&contacts, &change()).await.unwrap();
        let mut reader = store.readers.acquire().await.unwrap();
        let codes = store.filter_codes.current(&mut reader).await.unwrap();
        let query = ContactQuery::parse("q=mar&reactive=blocked").unwrap();
        let question = Question::new(&query);
        for limit in 1..20 {
            let (all, times) = pages(&mut reader, &question, &codes, limit, true).await;
            let (expected, _) = pages(&mut reader, &question, &codes, limit, false).await;
            assert_eq!(all, expected, "{limit}");
            assert!(times > 0);
        }
    }
}
