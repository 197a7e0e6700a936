//! SQLite, the embedded default: one writer that begins with BEGIN IMMEDIATE, several readers.

mod accounts;
mod ask;
mod batch;
mod bulk;
mod candidates;
mod contacts;
mod cursor;
mod erasing;
mod error;
mod events;
mod export;
mod filter_codes;
mod find;
#[cfg(test)]
mod guarantees;
mod jobs;
mod json;
mod ledger;
mod rebuild;
mod row;
mod segments;
mod sql;
#[cfg(test)]
mod tampering;
#[cfg(test)]
mod various;
mod webhooks;

use super::{StoreError, search};
use crate::domain::{Language, LanguageCount};
use error::store_error;
use export::Exports;
use filter_codes::FilterCodes;
use sqlx::{
    Sqlite, SqlitePool,
    migrate::MigrateError,
    pool::PoolConnection,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};
use std::{
    path::{Path, PathBuf},
    str::FromStr,
    sync::Arc,
    time::Duration,
};
use tokio::sync::{Mutex, Notify, futures::OwnedNotified, watch};

/// The letters `CCt1` as a number; written into the file's header, so that a foreign database is recognised.
const APPLICATION_ID: i64 = 0x4343_7431;
/// How long a call waits for another process that writes.
const BUSY_TIMEOUT: Duration = Duration::from_secs(10);
const READERS: u32 = 3;
/// Page cache of each connection, in KiB. The operating system caches the rest of the file.
const CACHE_KIB: u32 = 8 * 1024;
/// That of each of the two which search, unless several are asked at once: lists of the index that are at hand, not copied from the
/// operating system page by page (docs/performance.md).
const SEARCH_CACHE_KIB: u32 = 22 * 1024;
/// That of the one which writes: what a job changes lies all over the indexes.
const WRITER_CACHE_KIB: u32 = 32 * 1024;
/// So many pages of the log, 64 MB, are taken over into the file at once: a page that was written several times is written once.
const LOG_PAGES: u32 = 16_000;

/// Where the database is: `sqlite://folder/file.db`, `sqlite:file.db` or a plain path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DatabaseUrl(PathBuf);

impl DatabaseUrl {
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl FromStr for DatabaseUrl {
    type Err = OpenError;

    fn from_str(text: &str) -> Result<Self, OpenError> {
        let path = match text.split_once(':') {
            Some(("sqlite", rest)) => rest.strip_prefix("//").unwrap_or(rest),
            Some((scheme, rest)) if rest.starts_with("//") => {
                return Err(OpenError::Scheme(scheme.to_owned()));
            }
            _ => text,
        };
        if path.is_empty() || path == ":memory:" {
            return Err(OpenError::NoPath(text.to_owned()));
        }
        Ok(Self(PathBuf::from(path)))
    }
}

/// Why the database can't be used. Each message says what to do about it.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    #[error("databases of the kind '{0}' are not supported; use sqlite://PATH")]
    Scheme(String),
    #[error("'{0}' names no database file; use sqlite://PATH")]
    NoPath(String),
    #[error("the folder {} can't be created: {source}", path.display())]
    Folder {
        path: PathBuf,
        source: std::io::Error,
    },
    #[error("{} is not a Chat Contacts database; name another file", .0.display())]
    Foreign(PathBuf),
    #[error("{} was written by a newer version of Chat Contacts; update this one", .0.display())]
    Newer(PathBuf),
    #[error("{} can't be opened or written: {reason}", path.display())]
    Access { path: PathBuf, reason: String },
    #[error("{} can't be prepared: {source}", path.display())]
    Database { path: PathBuf, source: sqlx::Error },
}

/// A SQLite database file that is open.
#[derive(Clone, Debug)]
pub struct SqliteStore {
    writer: SqlitePool,
    /// One reader, whose pages stay warm.
    searcher: SqlitePool,
    /// Another, for the later half of the contacts.
    second_searcher: SqlitePool,
    filter_codes: FilterCodes,
    readers: SqlitePool,
    exports: Exports,
    /// Told after each commit that changed a contact, or gave the webhooks something to send.
    changes: Arc<Notify>,
    /// Whether the write-ahead log holds what was erased, because a reader was in the way.
    log_is_full: watch::Sender<bool>,
    /// Held by who merges the search index.
    merging: Arc<Mutex<()>>,
}

impl SqliteStore {
    /// Opens the file, creates it where there is none, and brings its schema up to date.
    pub async fn open(url: &DatabaseUrl) -> Result<Self, OpenError> {
        let path = url.path();
        if let Some(folder) = path
            .parent()
            .filter(|folder| !folder.as_os_str().is_empty())
        {
            std::fs::create_dir_all(folder).map_err(|source| OpenError::Folder {
                path: folder.to_owned(),
                source,
            })?;
        }
        let options = SqliteConnectOptions::new()
            .filename(path)
            .create_if_missing(true)
            .foreign_keys(true)
            .busy_timeout(BUSY_TIMEOUT)
            .pragma("cache_size", format!("-{CACHE_KIB}"))
            .pragma("temp_store", "memory")
            // Erased means gone: freed content is overwritten.
            .pragma("secure_delete", "on");
        let failed = |error| open_error(path, error);

        let check = SqlitePoolOptions::new()
            .max_connections(1)
            .connect_with(options.clone())
            .await
            .map_err(failed)?;
        let checked = check_owner(&check, path).await;
        check.close().await;
        checked?;

        let options = options
            .journal_mode(SqliteJournalMode::Wal)
            // The ledger is a promise: an acknowledged write survives a power cut.
            .synchronous(SqliteSynchronous::Full);
        let writer = SqlitePoolOptions::new()
            .max_connections(1)
            .connect_with(
                options
                    .clone()
                    .pragma("cache_size", format!("-{WRITER_CACHE_KIB}"))
                    .pragma("wal_autocheckpoint", LOG_PAGES.to_string()),
            )
            .await
            .map_err(failed)?;
        let prepared = prepare(&writer, path).await;
        if let Err(error) = prepared {
            writer.close().await;
            return Err(error);
        }
        let options = options.pragma("query_only", "on");
        let reading = || SqlitePoolOptions::new().test_before_acquire(false);
        let searcher = || {
            reading()
                .max_connections(1)
                // It is never closed for having done nothing.
                .idle_timeout(None)
                .max_lifetime(None)
                .connect_with(
                    options
                        .clone()
                        .pragma("cache_size", format!("-{SEARCH_CACHE_KIB}")),
                )
        };
        let (first, second) = tokio::try_join!(searcher(), searcher()).map_err(failed)?;
        let readers = reading()
            .min_connections(1)
            .max_connections(READERS)
            .connect_with(options.clone())
            .await
            .map_err(failed)?;
        let store = Self {
            writer,
            searcher: first,
            second_searcher: second,
            filter_codes: FilterCodes::default(),
            readers,
            exports: Exports::new(options),
            changes: Arc::default(),
            log_is_full: watch::Sender::new(false),
            merging: Arc::default(),
        };
        // The last process may have been killed before it did.
        store.empty_log().await;
        Ok(store)
    }

    /// Done at the next change of a contact by this process, also if that comes before it is waited for.
    pub fn changed(&self) -> OwnedNotified {
        Arc::clone(&self.changes).notified_owned()
    }

    /// Tells whoever waits that something was committed.
    fn tell_of_change(&self) {
        self.changes.notify_waiters();
    }

    /// For a search: the reader with the warm pages, or another where it is busy.
    async fn search_reader(&self) -> Result<PoolConnection<Sqlite>, StoreError> {
        match idle(&self.searcher).await? {
            Some(reader) => Ok(reader),
            None => self.readers.acquire().await.map_err(store_error),
        }
    }

    /// The one for the later half, where it has nothing to do.
    async fn second_search_reader(&self) -> Result<Option<PoolConnection<Sqlite>>, StoreError> {
        idle(&self.second_searcher).await
    }

    pub async fn ready(&self) -> Result<(), StoreError> {
        sqlx::query("SELECT 1 FROM contacts LIMIT 1")
            .fetch_optional(&self.readers)
            .await
            .map(drop)
            .map_err(store_error)
    }

    pub async fn close(&self) {
        self.exports.close().await;
        self.searcher.close().await;
        self.second_searcher.close().await;
        self.readers.close().await;
        if *self.log_is_full.borrow() {
            self.try_empty_log().await;
        }
        self.writer.close().await;
    }

    pub async fn languages(&self) -> Result<Vec<LanguageCount>, StoreError> {
        let rows: Vec<(String, i64)> = sqlx::query_as(
            "SELECT language, SUM(contacts) FROM contact_facets
             GROUP BY language HAVING SUM(contacts) > 0 ORDER BY SUM(contacts) DESC, language",
        )
        .fetch_all(&self.readers)
        .await
        .map_err(store_error)?;
        Ok(rows
            .into_iter()
            .map(|(language, contacts)| LanguageCount {
                language: Language::from_stored(language),
                contacts: u64::try_from(contacts).unwrap_or(0),
            })
            .collect())
    }
}

fn open_error(path: &Path, error: sqlx::Error) -> OpenError {
    let code = error
        .as_database_error()
        .and_then(|e| e.code().map(std::borrow::Cow::into_owned));
    let path = path.to_owned();
    // The low byte of an extended code is the primary one: https://www.sqlite.org/rescode.html
    match code
        .as_deref()
        .and_then(|code| code.parse::<u32>().ok())
        .map(|code| code & 0xff)
    {
        Some(8) => OpenError::Access {
            path,
            reason: "it is read-only; let the user that runs this write to it and to its folder"
                .to_owned(),
        },
        Some(3 | 10 | 13 | 14) => OpenError::Access {
            path,
            reason: error.to_string(),
        },
        Some(26 | 11) => OpenError::Foreign(path),
        _ => OpenError::Database {
            path,
            source: error,
        },
    }
}

/// Refuses a file that holds somebody else's tables, before anything in it is touched.
async fn check_owner(pool: &SqlitePool, path: &Path) -> Result<(), OpenError> {
    let failed = |error| open_error(path, error);
    let application: i64 = sqlx::query_scalar("PRAGMA application_id")
        .fetch_one(pool)
        .await
        .map_err(failed)?;
    if application == APPLICATION_ID {
        return Ok(());
    }
    let objects: i64 = sqlx::query_scalar("SELECT count(*) FROM sqlite_master")
        .fetch_one(pool)
        .await
        .map_err(failed)?;
    if objects > 0 || application != 0 {
        return Err(OpenError::Foreign(path.to_owned()));
    }
    sqlx::raw_sql(const { "PRAGMA application_id = 1128494129" })
        .execute(pool)
        .await
        .map(drop)
        .map_err(failed)
}

/// The connection of a pool of one, unless it is busy; a new one where it is lost.
async fn idle(pool: &SqlitePool) -> Result<Option<PoolConnection<Sqlite>>, StoreError> {
    match pool.try_acquire() {
        None if pool.size() == 0 => pool.acquire().await.map(Some).map_err(store_error),
        reader => Ok(reader),
    }
}

async fn prepare(writer: &SqlitePool, path: &Path) -> Result<(), OpenError> {
    match sqlx::migrate!("migrations/sqlite").run(writer).await {
        Ok(()) => {}
        Err(MigrateError::VersionMissing(_)) => {
            return Err(OpenError::Newer(path.to_owned()));
        }
        Err(MigrateError::Execute(error) | MigrateError::ExecuteMigration(error, _)) => {
            return Err(open_error(path, error));
        }
        Err(error) => return Err(open_error(path, sqlx::Error::from(error))),
    }
    let failed = |error| open_error(path, error);
    rebuild::index_again_if_older(writer, search::NOTATION)
        .await
        .map_err(failed)?;
    try_to_write(writer).await.map_err(failed)
}

/// SQLite opens a file that it may only read without a word, and where nothing is to be migrated nothing above writes.
async fn try_to_write(writer: &SqlitePool) -> Result<(), sqlx::Error> {
    let mut tx = writer.begin_with("BEGIN IMMEDIATE").await?;
    sqlx::query("UPDATE meta SET value = value")
        .execute(&mut *tx)
        .await?;
    tx.rollback().await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_database_is_named_by_url_or_path() {
        let path = |text: &str| {
            text.parse::<DatabaseUrl>()
                .map(|url| url.path().display().to_string())
        };
        assert_eq!(path("sqlite://data/a.db").unwrap(), "data/a.db");
        assert_eq!(path("sqlite:///var/a.db").unwrap(), "/var/a.db");
        assert_eq!(path("sqlite:a.db").unwrap(), "a.db");
        assert_eq!(path("/tmp/a.db").unwrap(), "/tmp/a.db");
        assert!(matches!(path("postgres://x/y"), Err(OpenError::Scheme(_))));
        assert!(matches!(path("sqlite::memory:"), Err(OpenError::NoPath(_))));
        assert!(matches!(path(""), Err(OpenError::NoPath(_))));
    }

    #[test]
    fn the_application_id_is_the_one_in_the_statement() {
        assert_eq!(APPLICATION_ID, 1_128_494_129);
    }

    #[tokio::test]
    async fn sqlite_is_new_enough_to_be_free_of_the_wal_reset_bug() {
        let folder = tempfile::tempdir().unwrap();
        let url = folder
            .path()
            .join("a.db")
            .display()
            .to_string()
            .parse()
            .unwrap();
        let store = SqliteStore::open(&url).await.unwrap();
        let version: String = sqlx::query_scalar("SELECT sqlite_version()")
            .fetch_one(&store.readers)
            .await
            .unwrap();
        let parts: Vec<u32> = version
            .split('.')
            .map(|part| part.parse().unwrap())
            .collect();
        assert!(parts.as_slice() >= [3, 51, 3].as_slice(), "{version}");
    }

    #[tokio::test]
    async fn foreign_files_are_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let text = folder.path().join("notes.txt");
        std::fs::write(
            &text,
            "not a database, but long enough to have a header of its own. ".repeat(20),
        )
        .unwrap();
        let url = text.display().to_string().parse().unwrap();
        assert!(matches!(
            SqliteStore::open(&url).await,
            Err(OpenError::Foreign(_))
        ));

        let other = folder.path().join("other.db");
        let options = SqliteConnectOptions::new()
            .filename(&other)
            .create_if_missing(true);
        let pool = SqlitePool::connect_with(options).await.unwrap();
        sqlx::query("CREATE TABLE theirs (a)")
            .execute(&pool)
            .await
            .unwrap();
        pool.close().await;
        let before = std::fs::read(&other).unwrap();
        let url = other.display().to_string().parse().unwrap();
        assert!(matches!(
            SqliteStore::open(&url).await,
            Err(OpenError::Foreign(_))
        ));
        assert_eq!(std::fs::read(&other).unwrap(), before);
    }

    #[tokio::test]
    async fn a_newer_database_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let url: DatabaseUrl = folder
            .path()
            .join("a.db")
            .display()
            .to_string()
            .parse()
            .unwrap();
        let store = SqliteStore::open(&url).await.unwrap();
        sqlx::query("INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) VALUES (9999, 'future', 1, x'00', 0)")
            .execute(&store.writer).await.unwrap();
        store.close().await;
        assert!(matches!(
            SqliteStore::open(&url).await,
            Err(OpenError::Newer(_))
        ));
    }

    #[tokio::test]
    async fn a_file_that_may_only_be_read_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.db");
        let url = path.display().to_string().parse().unwrap();
        let writable = SqliteConnectOptions::new().filename(&path);
        // What SQLite does by itself where the file's mode forbids writing; a test may run as a user whom no mode stops.
        let refused = async || {
            let read_only = SqlitePool::connect_with(writable.clone().read_only(true));
            prepare(&read_only.await.unwrap(), &path).await
        };

        // Ours, but without tables yet: the migrations fail.
        let empty = SqlitePool::connect_with(writable.clone().create_if_missing(true));
        check_owner(&empty.await.unwrap(), &path).await.unwrap();
        let migrating = refused().await;
        assert!(
            matches!(migrating, Err(OpenError::Access { .. })),
            "{migrating:?}"
        );

        // Up to date: nothing is written before the first change.
        SqliteStore::open(&url).await.unwrap().close().await;
        let message = refused().await.unwrap_err().to_string();
        assert!(
            message.contains("a.db can't be opened or written: it is read-only"),
            "{message}"
        );
    }

    #[tokio::test]
    async fn a_folder_that_is_a_file_is_told() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("file"), "").unwrap();
        let url = folder
            .path()
            .join("file/a.db")
            .display()
            .to_string()
            .parse()
            .unwrap();
        assert!(matches!(
            SqliteStore::open(&url).await,
            Err(OpenError::Folder { .. })
        ));
    }
}
