//! All that match, from one moment of the database, on a connection that the console doesn't need.

use super::{
    BUSY_TIMEOUT, SqliteStore,
    candidates::{Facets, Lookers, candidates},
    error::store_error,
    find::{GATHER_FACETS, GATHER_SORTED},
    json::json,
    sql::{self, Source, Sql},
};
use crate::{
    domain::{
        ContactFields, ContactId, ContactQuery, ExportSelection, ExportedContact, ExternalCode,
        Language, Name, PermissionState, Sort, Timestamp,
    },
    store::{ContactStream, StoreError, export::EXPORTS, search::Search},
};
use futures_util::TryStreamExt;
use sqlx::{
    Sqlite, SqliteConnection, SqlitePool, Transaction,
    sqlite::{SqliteConnectOptions, SqlitePoolOptions},
};
use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};
use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore, mpsc, oneshot},
    time::timeout,
};
use uuid::Uuid;

/// Contacts handed over at once.
const BATCH: usize = 1_000;
/// Batches that are ready before anybody asks for them.
const AHEAD: usize = 2;
/// Rows that the connection reads ahead: few of them, and it and its reader wait for each other all the time.
const ROWS_AHEAD: usize = 512;
/// Instructions of SQLite (a fraction of a millisecond) after which a statement looks whether anybody still wants its rows.
const LOOK_UP_AFTER: i32 = 10_000;
/// How long one who comes when all places are taken waits for one.
const WAIT: Duration = Duration::from_secs(1);
/// A connection that nobody needs any more is closed, with its page cache.
const IDLE: Duration = Duration::from_secs(30);

/// How long an export may keep its moment. As long as it does, the write-ahead log grows, and erased contacts stay in it.
#[derive(Clone, Copy, Debug)]
struct Patience {
    /// For one batch to be taken.
    batch: Duration,
    /// For all of them.
    whole: Duration,
}

const PATIENCE: Patience = Patience {
    batch: Duration::from_secs(30),
    whole: Duration::from_hours(1),
};

/// The connections of exports, apart from those of the console: however slowly somebody downloads, no page waits for it.
#[derive(Clone, Debug)]
pub(super) struct Exports {
    pool: SqlitePool,
    places: Arc<Semaphore>,
}

impl Exports {
    pub fn new(options: SqliteConnectOptions) -> Self {
        let pool = SqlitePoolOptions::new()
            .min_connections(0)
            .max_connections(u32::try_from(EXPORTS).unwrap_or(1))
            .acquire_timeout(BUSY_TIMEOUT)
            .idle_timeout(IDLE)
            .test_before_acquire(false)
            .connect_lazy_with(options.row_buffer_size(ROWS_AHEAD));
        Self {
            pool,
            places: Arc::new(Semaphore::new(EXPORTS)),
        }
    }

    /// Ends those that are under way.
    pub async fn close(&self) {
        self.pool.close().await;
    }

    async fn place(&self) -> Result<OwnedSemaphorePermit, StoreError> {
        timeout(WAIT, Arc::clone(&self.places).acquire_owned())
            .await
            .ok()
            .and_then(Result::ok)
            .ok_or(StoreError::Busy)
    }
}

impl SqliteStore {
    pub async fn export(&self, selection: &ExportSelection) -> Result<ContactStream, StoreError> {
        self.export_within(selection, PATIENCE).await
    }

    async fn export_within(
        &self,
        selection: &ExportSelection,
        patience: Patience,
    ) -> Result<ContactStream, StoreError> {
        let place = self.exports.place().await?;
        let mut moment = self.exports.pool.begin().await.map_err(store_error)?;
        let unwanted = Arc::new(AtomicBool::new(false));
        let seen = Arc::clone(&unwanted);
        moment
            .lock_handle()
            .await
            .map_err(store_error)?
            .set_progress_handler(LOOK_UP_AFTER, move || !seen.load(Ordering::Relaxed));
        // It looks at the database, and what it sees from here on is this moment.
        let (total, sql) = match selection {
            ExportSelection::Matching(query) => plan(&mut moment, query).await?,
            ExportSelection::Contacts(contacts, sort) => {
                plan_of(&mut moment, contacts, *sort).await?
            }
        };
        let (batches, receiver) = mpsc::channel(AHEAD);
        let (ended, outcome) = oneshot::channel();
        let pool = self.exports.pool.clone();
        tokio::spawn(async move {
            let reading = hand_over(&mut moment, sql, &batches, patience.batch);
            let outcome = tokio::select! {
                outcome = timeout(patience.whole, reading) => outcome.unwrap_or(Err(StoreError::Busy)),
                () = batches.closed() => Err(StoreError::Busy),
                () = pool.close_event() => Err(StoreError::Busy),
            };
            unwanted.store(true, Ordering::Relaxed);
            release(moment).await;
            // Before anybody learns of the end, so that they find the place free.
            drop(place);
            // Nobody may be there any more to learn of it.
            let _ = ended.send(outcome);
        });
        Ok(ContactStream::new(total, receiver, outcome))
    }
}

async fn release(moment: Transaction<'static, Sqlite>) {
    // It wrote nothing; where it can't be ended in order, it ends with its connection.
    if let Err(error) = moment.rollback().await {
        tracing::debug!(%error, "an export's transaction could not be ended");
    }
}

/// How many there are, where that is known, and the statement that reads them.
async fn plan(
    moment: &mut SqliteConnection,
    query: &ContactQuery,
) -> Result<(Option<u64>, Sql), StoreError> {
    let search = Search::parse(&query.search);
    let search = search.as_ref();
    let sort = query.sort.map(|sort| (sort.key, sort.direction));
    let facets = Facets::of(moment, query).await?;
    let filtered = facets.passing;
    // A few that stand apart are gathered, as for a page.
    let rare = query.has_filters() && filtered <= GATHER_FACETS;
    let (total, few) = match search {
        None => (Some(filtered), rare.then_some(Source::Facets)),
        Some(_) if rare => (None, Some(Source::Facets)),
        // By the index alone: the codes may be those of a later moment.
        Some(search) => {
            match candidates(Lookers::alone(moment), query, search, facets, None).await? {
                (matches, source) if matches <= GATHER_SORTED => (Some(matches), Some(source)),
                _ => (None, None),
            }
        }
    };
    Ok((total, sql::every(query, search, few.as_ref(), sort)))
}

/// The same for those that are named.
async fn plan_of(
    moment: &mut SqliteConnection,
    contacts: &[Uuid],
    sort: Option<Sort>,
) -> Result<(Option<u64>, Sql), StoreError> {
    let wanted: Vec<String> = contacts.iter().map(|id| id.simple().to_string()).collect();
    let numbers: Vec<i64> = sqlx::query_scalar(
        "SELECT c.id FROM contacts c WHERE c.uuid IN (SELECT unhex(value) FROM json_each(?))",
    )
    .bind(json(&wanted).map_err(store_error)?)
    .fetch_all(moment)
    .await
    .map_err(store_error)?;
    let found = numbers.len() as u64;
    let sort = sort.map(|sort| (sort.key, sort.direction));
    let of_them = Source::Ids(numbers);
    let sql = sql::every(&ContactQuery::default(), None, Some(&of_them), sort);
    Ok((Some(found), sql))
}

/// What [`sql::every`] reads: channel, contact ID, name, external code, language, the two permissions, created, updated.
type Row = (
    String,
    String,
    Option<String>,
    Option<String>,
    String,
    u8,
    u8,
    i64,
    i64,
);

/// Fails only where the file was changed by something else than this program.
fn exported(row: &str) -> Result<ExportedContact, StoreError> {
    let decode = || StoreError::Database(sqlx::Error::Decode("contacts".into()));
    let (channel, contact_id, name, external_code, language, proactive, reactive, created, updated): Row =
        serde_json::from_str(row).map_err(|_| decode())?;
    Ok(ExportedContact {
        fields: ContactFields {
            channel: channel.parse().map_err(|_| decode())?,
            contact_id: ContactId::from_stored(contact_id),
            name: name.map(Name::from_stored),
            external_code: external_code.map(ExternalCode::from_stored),
            language: Language::from_stored(language),
            proactive: PermissionState::from_active(proactive == 1),
            reactive: PermissionState::from_active(reactive == 1),
        },
        created_at: Timestamp(created),
        updated_at: Timestamp(updated),
    })
}

async fn hand_over(
    moment: &mut SqliteConnection,
    mut sql: Sql,
    batches: &mpsc::Sender<Vec<ExportedContact>>,
    patience: Duration,
) -> Result<(), StoreError> {
    let mut rows = sql.build_query_scalar::<String>().fetch(moment);
    let mut batch = Vec::with_capacity(BATCH);
    loop {
        let row = rows.try_next().await.map_err(store_error)?;
        let last = row.is_none();
        if let Some(row) = row {
            batch.push(exported(&row)?);
        }
        if batch.len() == BATCH || (last && !batch.is_empty()) {
            let full = std::mem::replace(&mut batch, Vec::with_capacity(BATCH));
            match timeout(patience, batches.send(full)).await {
                Ok(Ok(())) => {}
                // Nobody takes them: gone, or asleep.
                Ok(Err(_)) | Err(_) => return Err(StoreError::Busy),
            }
        }
        if last {
            return Ok(());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        domain::{Actor, ContactDraft, EventSource},
        store::Change,
    };
    use tempfile::TempDir;
    use uuid::Uuid;

    /// More than is read ahead.
    const MANY: u32 = 8_000;

    async fn filled() -> (SqliteStore, TempDir) {
        let folder = tempfile::tempdir().unwrap();
        let url = folder.path().join("a.db").display().to_string();
        let store = SqliteStore::open(&url.parse().unwrap()).await.unwrap();
        let contacts: Vec<_> = (0..MANY)
            .map(|number| {
                let draft = ContactDraft {
                    contact_id: format!("34600{number:06}"),
                    ..ContactDraft::empty(PermissionState::Blocked, PermissionState::Active)
                };
                (Uuid::now_v7(), draft.parse().unwrap(), Timestamp(1))
            })
            .collect();
        let change = Change::plain(Actor::system(), EventSource::Other, Timestamp(1));
        store.create_many(&contacts, &change).await.unwrap();
        (store, folder)
    }

    /// Done when no export is under way.
    async fn all_ended(store: &SqliteStore) {
        let all = u32::try_from(EXPORTS).unwrap();
        let _places = store.exports.places.acquire_many(all).await.unwrap();
    }

    #[tokio::test]
    async fn whoever_does_not_read_is_given_up() {
        let (store, _folder) = filled().await;
        let patience = Patience {
            batch: Duration::from_millis(1),
            ..PATIENCE
        };
        let everything = ExportSelection::Matching(ContactQuery::default());
        let mut stream = store.export_within(&everything, patience).await.unwrap();
        all_ended(&store).await;
        // What lay ready is still there, and then it is told that this is not all.
        let mut read = 0;
        let end = loop {
            match stream.next().await {
                Some(Ok(batch)) => read += batch.len(),
                end => break end,
            }
        };
        assert_eq!(read, AHEAD * BATCH);
        assert!(matches!(end, Some(Err(StoreError::Busy))), "{end:?}");
    }

    #[tokio::test]
    async fn none_takes_longer_than_it_may() {
        let (store, _folder) = filled().await;
        let patience = Patience {
            whole: Duration::from_millis(1),
            ..PATIENCE
        };
        let everything = ExportSelection::Matching(ContactQuery::default());
        let _unread = store.export_within(&everything, patience).await.unwrap();
        all_ended(&store).await;
    }

    #[tokio::test]
    async fn one_that_is_dropped_is_in_nobodys_way() {
        let (store, _folder) = filled().await;
        let mut stream = store
            .export(&ExportSelection::Matching(ContactQuery::default()))
            .await
            .unwrap();
        stream.next().await.unwrap().unwrap();
        // As long as it is read, what was written since stays in the log.
        let change = Change::plain(Actor::system(), EventSource::Other, Timestamp(2));
        let first = store.find(&ContactQuery::default()).await.unwrap();
        let first = &first.rows[0].contact;
        store
            .delete(first.id, first.version, &change)
            .await
            .unwrap();
        assert!(*store.log_is_full.borrow());
        drop(stream);
        all_ended(&store).await;
        store.try_empty_log().await;
        assert!(!*store.log_is_full.borrow());
    }

    #[tokio::test]
    async fn a_statement_whose_rows_nobody_wants_is_stopped() {
        let (store, _folder) = filled().await;
        let mut moment = store.exports.pool.begin().await.unwrap();
        let unwanted = Arc::new(AtomicBool::new(false));
        let seen = Arc::clone(&unwanted);
        let mut handle = moment.lock_handle().await.unwrap();
        handle.set_progress_handler(LOOK_UP_AFTER, move || !seen.load(Ordering::Relaxed));
        drop(handle);
        unwanted.store(true, Ordering::Relaxed);
        let forever = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n";
        let stopped = sqlx::query(forever).fetch_one(&mut *moment).await;
        assert!(stopped.unwrap_err().to_string().contains("interrupted"));
        // It can still be ended in order.
        moment.rollback().await.unwrap();
    }
}
