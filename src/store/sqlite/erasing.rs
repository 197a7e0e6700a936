//! Erased means gone, from the write-ahead log too: it holds the pages as they were until it is truncated, which needs a moment
//! in which nobody reads.

use super::{BUSY_TIMEOUT, SqliteStore, error::store_error};
use crate::store::StoreError;
use sqlx::{AssertSqlSafe, SqliteConnection};
use std::time::Duration;
use tokio::time::interval;

/// How long a write waits for readers to be out of the way: a page takes them milliseconds.
const PATIENCE: Duration = Duration::from_millis(250);
/// How often it is tried again where one of them took longer.
const AGAIN: Duration = Duration::from_secs(1);

impl SqliteStore {
    /// Empties the log, now or as soon as no reader is in the way. What was written stands either way, so nothing is
    /// answered.
    pub(super) async fn empty_log(&self) {
        if self.try_empty_log().await == Emptied::LaterAndNobodyTries {
            let store = self.clone();
            tokio::spawn(async move {
                let mut ticks = interval(AGAIN);
                // The first one is at once.
                ticks.tick().await;
                while !store.writer.is_closed() {
                    ticks.tick().await;
                    if store.try_empty_log().await == Emptied::Now {
                        return;
                    }
                }
            });
        }
    }

    /// The writer's connection is kept until it is said what came of it, so that nobody's erasure is taken for another's.
    pub(super) async fn try_empty_log(&self) -> Emptied {
        let mut writer = match self.writer.acquire().await {
            Ok(writer) => writer,
            // It is being closed, which empties the log by itself.
            Err(sqlx::Error::PoolClosed) => return Emptied::Now,
            Err(error) => return self.put_off(Some(store_error(error))),
        };
        match truncate(&mut writer).await {
            Ok(true) => {
                self.log_is_full.send_replace(false);
                Emptied::Now
            }
            Ok(false) | Err(StoreError::Busy) => self.put_off(None),
            Err(error) => self.put_off(Some(error)),
        }
    }

    fn put_off(&self, error: Option<StoreError>) -> Emptied {
        if self.log_is_full.send_replace(true) {
            return Emptied::Later;
        }
        if let Some(error) = error {
            tracing::warn!(%error, "the database's log can't be emptied; erased contacts are still in it");
        }
        Emptied::LaterAndNobodyTries
    }
}

#[derive(Debug, PartialEq, Eq)]
pub(super) enum Emptied {
    Now,
    /// Somebody tries again already.
    Later,
    LaterAndNobodyTries,
}

/// Whether nothing was in the way.
async fn truncate(writer: &mut SqliteConnection) -> Result<bool, StoreError> {
    wait_for_others(writer, PATIENCE).await?;
    let done: Result<(i64, i64, i64), _> = sqlx::query_as("PRAGMA wal_checkpoint(TRUNCATE)")
        .fetch_one(&mut *writer)
        .await;
    wait_for_others(writer, BUSY_TIMEOUT).await?;
    done.map(|(busy, _, _)| busy == 0).map_err(store_error)
}

async fn wait_for_others(writer: &mut SqliteConnection, time: Duration) -> Result<(), StoreError> {
    let sql = format!("PRAGMA busy_timeout = {}", time.as_millis());
    sqlx::raw_sql(AssertSqlSafe(sql))
        .execute(writer)
        .await
        .map(drop)
        .map_err(store_error)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        domain::{
            Actor, Channel, Contact, ContactDraft, ContactFields, ContactQuery, EventSource,
            Grounds, Name, Permission, PermissionState, Timestamp,
        },
        store::{Change, OnceKey},
    };
    use std::{
        fs,
        path::{Path, PathBuf},
    };
    use tempfile::TempDir;
    use tokio::time::timeout;
    use uuid::Uuid;

    /// What must be nowhere, also not folded, as it is searched.
    const SECRETS: [&str; 8] = [
        "Wilhelmine Zwickelfeld",
        "wilhelmine zwickelfeld",
        "Kunigunde Formerly",
        "kunigunde formerly",
        "she rang and said Vogelsang",
        "letter Quastenflosser",
        "+34666999111",
        "CRM-Xylophon",
    ];

    struct Files {
        store: SqliteStore,
        path: PathBuf,
        _folder: TempDir,
    }

    async fn open(path: &Path) -> SqliteStore {
        let url = path.display().to_string().parse().unwrap();
        SqliteStore::open(&url).await.unwrap()
    }

    impl Files {
        async fn new() -> Self {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("a.db");
            Self {
                store: open(&path).await,
                path,
                _folder: folder,
            }
        }

        fn log(&self) -> Vec<u8> {
            fs::read(self.path.with_extension("db-wal")).unwrap_or_default()
        }

        /// The secrets that are in the file or its log.
        fn left(&self) -> Vec<&'static str> {
            let mut bytes = fs::read(&self.path).unwrap();
            bytes.extend(self.log());
            let found = |secret: &&str| {
                let secret = secret.as_bytes();
                bytes.windows(secret.len()).any(|part| part == secret)
            };
            SECRETS.into_iter().filter(found).collect()
        }

        /// A contact whose every text is a secret, among others, changed a few times.
        async fn secret(&self) -> Contact {
            let store = &self.store;
            let key = OnceKey {
                subject: Uuid::nil(),
                key: "once".to_owned(),
                request: [0; 32],
                since: Timestamp(0),
            };
            let formerly = fields("Kunigunde Formerly", "+34666999111");
            let why = explained(1);
            let made = store.create_once(&key, Uuid::now_v7(), &formerly, &why);
            let (made, _) = made.await.unwrap();
            let mut now = made.fields.clone();
            now.name = Name::parse("Wilhelmine Zwickelfeld").unwrap();
            now.set_permission(Permission::Proactive, PermissionState::Active);
            store.update(made.id, 1, &now, &explained(2)).await.unwrap()
        }

        async fn others(&self, from: u32, to: u32) {
            for number in from..to {
                let name = format!("Somebody Else {number}");
                let other = fields(&name, &format!("+34600{number:06}"));
                let (store, id) = (&self.store, Uuid::now_v7());
                store.create(id, &other, &explained(3)).await.unwrap();
            }
        }
    }

    fn explained(at: i64) -> Change {
        let grounds = Grounds {
            reason: Some("she rang and said Vogelsang".to_owned()),
            evidence: Some("letter Quastenflosser".to_owned()),
            ..Grounds::default()
        };
        let said_by_others = Grounds::default();
        Change {
            grounds: if at < 3 { grounds } else { said_by_others },
            ..Change::plain(Actor::system(), EventSource::Other, Timestamp(at))
        }
    }

    fn fields(name: &str, number: &str) -> ContactFields {
        let draft = ContactDraft {
            name: name.to_owned(),
            contact_id: number.to_owned(),
            channel: Channel::Sms.code().to_owned(),
            external_code: "CRM-Xylophon".to_owned(),
            ..ContactDraft::empty(PermissionState::Blocked, PermissionState::Active)
        };
        let mut fields = draft.parse().unwrap();
        if !name.contains("Formerly") {
            fields.external_code = None;
        }
        fields
    }

    #[tokio::test]
    async fn nothing_of_an_erased_contact_is_left_in_the_files() {
        // Alone on its pages, and where pages were divided and moved since.
        for others in [0, 150] {
            let files = Files::new().await;
            files.others(0, others).await;
            let secret = files.secret().await;
            files.others(others, 2 * others).await;
            // It looks in the right places: all but a former name that was overwritten by now.
            assert!(
                files.left().len() >= SECRETS.len() - 2,
                "{:?}",
                files.left()
            );
            let store = &files.store;
            let why = explained(9);
            let gone = store.delete(secret.id, secret.version, &why);
            gone.await.unwrap();
            assert_eq!(files.left(), Vec::<&str>::new(), "{others} others");
            assert!(files.log().is_empty());
        }
    }

    #[tokio::test]
    async fn nothing_is_left_of_one_with_whom_an_empty_database_was_filled() {
        // On the page on which the table began, and on pages of which each was once the last.
        for place in [0, 1, 2, 150, 299] {
            let files = Files::new().await;
            let mut number = 0;
            let mut next = || {
                let batch: Vec<_> = (number..number + 100)
                    .map(|number| {
                        // In no order, as files have them.
                        let other = format!("+34600{:06}", number * 7_919 % 1_000_003);
                        let fields = if number == place {
                            fields("Wilhelmine Zwickelfeld", "+34666999111")
                        } else {
                            fields(&format!("Somebody Else {number}"), &other)
                        };
                        (Uuid::now_v7(), fields, Timestamp(0))
                    })
                    .collect();
                number += 100;
                (number <= 300).then_some(batch)
            };
            let store = &files.store;
            store.fill(&explained(3), &mut next).await.unwrap();
            assert!(files.left().contains(&"Wilhelmine Zwickelfeld"));
            let query = ContactQuery::parse("q=zwickelfeld").unwrap();
            let secret = store.find(&query).await.unwrap().rows.remove(0).contact;
            let why = explained(9);
            let gone = store.delete(secret.id, secret.version, &why);
            gone.await.unwrap();
            assert_eq!(files.left(), Vec::<&str>::new(), "at {place}");
        }
    }

    #[tokio::test]
    async fn what_was_indexed_again_is_gone_from_its_former_place_too() {
        let mut files = Files::new().await;
        files.others(0, 150).await;
        let secret = files.secret().await;
        files.others(150, 300).await;
        // A version whose keys were longer: its rows and indexes took pages that are free afterwards.
        sqlx::raw_sql(
            "UPDATE meta SET value = '0' WHERE key = 'search_notation';
             UPDATE contacts SET name_key = name_key || ' ' || name_key || ' ' || name_key,
                                 search_text = search_text || ' ' || search_text || ' ' || search_text",
        )
        .execute(&files.store.writer)
        .await
        .unwrap();
        files.store.close().await;
        files.store = open(&files.path).await;
        let why = explained(9);
        let gone = files.store.delete(secret.id, secret.version, &why);
        gone.await.unwrap();
        assert_eq!(files.left(), Vec::<&str>::new());
    }

    #[tokio::test]
    async fn a_reader_in_the_way_puts_it_off_and_no_more() {
        let files = Files::new().await;
        let secret = files.secret().await;
        let store = &files.store;
        let mut reader = store.readers.begin().await.unwrap();
        sqlx::query("SELECT count(*) FROM contacts")
            .execute(&mut *reader)
            .await
            .unwrap();
        let why = explained(9);
        let gone = store.delete(secret.id, secret.version, &why);
        gone.await.unwrap();
        assert!(!files.left().is_empty(), "the reader sees what was there");
        let mut full = store.log_is_full.subscribe();
        assert!(*full.borrow());

        reader.rollback().await.unwrap();
        let emptied = timeout(Duration::from_secs(20), full.wait_for(|full| !full));
        emptied.await.unwrap().unwrap();
        assert_eq!(files.left(), Vec::<&str>::new());
    }

    #[tokio::test]
    async fn what_a_crash_left_in_the_log_goes_at_the_next_start() {
        let files = Files::new().await;
        let secret = files.secret().await;
        let store = &files.store;
        let mut reader = store.readers.begin().await.unwrap();
        sqlx::query("SELECT count(*) FROM contacts")
            .execute(&mut *reader)
            .await
            .unwrap();
        let why = explained(9);
        let gone = store.delete(secret.id, secret.version, &why);
        gone.await.unwrap();
        // The files as they are when the process is killed now.
        let copy = Files {
            path: files.path.with_file_name("b.db"),
            ..Files::new().await
        };
        for ending in ["db", "db-wal"] {
            let (from, to) = (&files.path, &copy.path);
            fs::copy(from.with_extension(ending), to.with_extension(ending)).unwrap();
        }
        assert!(!copy.left().is_empty());
        let url = copy.path.display().to_string().parse().unwrap();
        let again = SqliteStore::open(&url).await.unwrap();
        assert_eq!(copy.left(), Vec::<&str>::new());
        again.close().await;
        reader.rollback().await.unwrap();
    }
}
