//! The search index is kept in segments: a transaction adds one, and SQLite merges a few of equal size now and then. After much was
//! written, what a search reads for each trigram lies in a dozen places, which takes up to a quarter of its time (docs/performance.md).

use super::{SqliteStore, error::store_error};
use crate::store::StoreError;
use sqlx::SqliteConnection;

/// Pages that are written at a time, in which nobody else writes: 10 to 20 ms.
const STEP_PAGES: i64 = 250;

impl SqliteStore {
    /// Merges the segments into one, in steps between which others write; where one has most of the index already, nothing is done.
    /// What was begun and not finished is gone on with by the next call, also in another process.
    pub async fn merge_search_index(&self) -> Result<(), StoreError> {
        let _turn = self.merging.lock().await;
        let mut begun = false;
        loop {
            let mut writer = match self.writer.acquire().await {
                Ok(writer) => writer,
                // The process ends.
                Err(sqlx::Error::PoolClosed) => return Ok(()),
                Err(error) => return Err(store_error(error)),
            };
            if !begun && !is_scattered(&mut writer).await.map_err(store_error)? {
                return Ok(());
            }
            // With a minus, all segments there are become one; without, that is gone on with, whatever was added since.
            let pages = if begun { STEP_PAGES } else { -STEP_PAGES };
            if !merge(&mut writer, pages).await.map_err(store_error)? {
                return Ok(());
            }
            begun = true;
        }
    }
}

#[cfg(test)]
impl SqliteStore {
    pub async fn search_segments(&self) -> Result<usize, StoreError> {
        let segments: i64 =
            sqlx::query_scalar("SELECT count(DISTINCT segid) FROM contacts_search_idx")
                .fetch_one(&self.readers)
                .await
                .map_err(store_error)?;
        Ok(usize::try_from(segments).unwrap_or(0))
    }
}

/// Whether less than three quarters of the index are in its largest segment.
async fn is_scattered(connection: &mut SqliteConnection) -> Result<bool, sqlx::Error> {
    let (largest, all): (i64, i64) = sqlx::query_as(
        "SELECT coalesce(max(pages), 0), coalesce(sum(pages), 0)
         FROM (SELECT count(*) AS pages FROM contacts_search_idx GROUP BY segid)",
    )
    .fetch_one(connection)
    .await?;
    Ok(4 * largest < 3 * all)
}

/// Whether there was something to merge.
async fn merge(connection: &mut SqliteConnection, pages: i64) -> Result<bool, sqlx::Error> {
    let before = changes(connection).await?;
    sqlx::query("INSERT INTO contacts_search (contacts_search, rank) VALUES ('merge', ?)")
        .bind(pages)
        .execute(&mut *connection)
        .await?;
    // The statement itself counts as one: https://www.sqlite.org/fts5.html#the_merge_command
    Ok(changes(connection).await? - before >= 2)
}

async fn changes(connection: &mut SqliteConnection) -> Result<i64, sqlx::Error> {
    sqlx::query_scalar("SELECT total_changes()")
        .fetch_one(connection)
        .await
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        domain::{
            Actor, Channel, ContactDraft, ContactFields, ContactQuery, EventSource,
            PermissionState, Timestamp,
        },
        store::{Change, sqlite::guarantees::opened},
    };
    use uuid::Uuid;

    type New = (Uuid, ContactFields, Timestamp);

    fn contact(number: u32) -> New {
        let draft = ContactDraft {
            name: format!("Maria {number} {}", number * 7_919),
            contact_id: format!("id-{number}"),
            channel: Channel::Webchat.code().to_owned(),
            ..ContactDraft::empty(PermissionState::Blocked, PermissionState::Active)
        };
        (Uuid::now_v7(), draft.parse().unwrap(), Timestamp(0))
    }

    fn change() -> Change {
        Change::plain(Actor::system(), EventSource::Other, Timestamp(0))
    }

    /// Contacts of three transactions, of which each left a segment.
    async fn scattered(store: &SqliteStore) {
        for part in 0..3 {
            let contacts: Vec<New> = (part * 200..(part + 1) * 200).map(contact).collect();
            store.create_many(&contacts, &change()).await.unwrap();
        }
    }

    async fn check(store: &SqliteStore) {
        let sql =
            "INSERT INTO contacts_search (contacts_search, rank) VALUES ('integrity-check', 1)";
        sqlx::raw_sql(sql).execute(&store.writer).await.unwrap();
    }

    #[tokio::test]
    async fn what_many_transactions_left_becomes_one_segment_and_finds_the_same() {
        let (store, _folder) = opened().await;
        scattered(&store).await;
        assert!(store.search_segments().await.unwrap() >= 3);
        let query = ContactQuery::parse("q=mar&channel=webchat").unwrap();
        let before = store.find(&query).await.unwrap();
        assert!(before.total.value > 0);
        store.merge_search_index().await.unwrap();
        assert_eq!(store.search_segments().await.unwrap(), 1);
        assert_eq!(store.find(&query).await.unwrap(), before);
        check(&store).await;
    }

    #[tokio::test]
    async fn a_merge_that_was_cut_off_is_gone_on_with() {
        let (store, _folder) = opened().await;
        scattered(&store).await;
        let mut writer = store.writer.acquire().await.unwrap();
        assert!(merge(&mut writer, -1).await.unwrap());
        drop(writer);
        assert!(store.search_segments().await.unwrap() > 1);
        store.merge_search_index().await.unwrap();
        assert_eq!(store.search_segments().await.unwrap(), 1);
        check(&store).await;
    }

    #[tokio::test]
    async fn a_little_that_was_added_is_left_where_it_is() {
        let (store, _folder) = opened().await;
        scattered(&store).await;
        store.merge_search_index().await.unwrap();
        let (id, fields, _) = contact(1_000);
        store.create(id, &fields, &change()).await.unwrap();
        assert_eq!(store.search_segments().await.unwrap(), 2);
        store.merge_search_index().await.unwrap();
        assert_eq!(store.search_segments().await.unwrap(), 2);
    }

    #[tokio::test]
    async fn a_database_that_was_filled_at_once_has_one_segment() {
        let (store, _folder) = opened().await;
        let mut parts = 0..3;
        let next = || {
            let part = parts.next()?;
            // More than the megabyte of a segment in all.
            Some((part * 2_000..(part + 1) * 2_000).map(contact).collect())
        };
        store.fill(&change(), next).await.unwrap();
        assert_eq!(store.search_segments().await.unwrap(), 1);
        check(&store).await;
        // What is written from now on is merged as SQLite does by default.
        let kept: Vec<(String, i64)> = sqlx::query_as(
            "SELECT k, v FROM contacts_search_config WHERE k IN ('automerge', 'crisismerge') ORDER BY k",
        )
        .fetch_all(&store.readers)
        .await
        .unwrap();
        let defaults = [("automerge".to_owned(), 4), ("crisismerge".to_owned(), 16)];
        assert_eq!(kept, defaults);
    }

    #[tokio::test]
    async fn a_store_that_is_closed_ends_it() {
        let (store, _folder) = opened().await;
        scattered(&store).await;
        store.close().await;
        store.merge_search_index().await.unwrap();
    }
}
