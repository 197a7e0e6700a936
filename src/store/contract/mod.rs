//! What every database must do. A new one is added to `stores()` and passes, or is not finished.

mod accounts;
mod contacts;
mod export;
mod jobs;
mod ledger;
mod webhooks;

use super::{DatabaseUrl, SqliteStore, Store};

/// An empty store and what keeps it alive.
struct Fresh {
    store: Store,
    url: DatabaseUrl,
    _folder: tempfile::TempDir,
}

impl Fresh {
    /// The same database, as another process has it.
    async fn again(&self) -> Store {
        Store::Sqlite(SqliteStore::open(&self.url).await.unwrap())
    }
}

async fn stores() -> Vec<Fresh> {
    let folder = tempfile::tempdir().unwrap();
    let url: DatabaseUrl = folder
        .path()
        .join("test.db")
        .display()
        .to_string()
        .parse()
        .unwrap();
    let store = Store::Sqlite(SqliteStore::open(&url).await.unwrap());
    vec![Fresh {
        store,
        url,
        _folder: folder,
    }]
}
