//! What the file guarantees by itself, whatever the code above it does.

use super::SqliteStore;
use crate::{
    domain::{SecurityEventKind, Timestamp},
    store::NewEvent,
};
use tempfile::TempDir;

async fn opened() -> (SqliteStore, TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let url = folder.path().join("a.db").display().to_string();
    let store = SqliteStore::open(&url.parse().unwrap()).await.unwrap();
    (store, folder)
}

#[tokio::test]
async fn security_events_are_neither_changed_nor_deleted() {
    let (store, _folder) = opened().await;
    let event = NewEvent {
        at: Timestamp(1),
        kind: SecurityEventKind::SignInFailed,
        actor: None,
        subject: None,
        address: "192.0.2.1".to_owned(),
        detail: String::new(),
    };
    store.record(&event).await.unwrap();
    for statement in [
        "UPDATE security_events SET address = '198.51.100.7'",
        "DELETE FROM security_events",
    ] {
        let refused = sqlx::raw_sql(statement).execute(&store.writer).await;
        let message = refused.unwrap_err().to_string();
        assert!(message.contains("append-only"), "{statement}: {message}");
    }
    let kept = store.activity(None, 10).await.unwrap();
    assert_eq!(kept.len(), 1);
    assert_eq!(kept[0].address, "192.0.2.1");
}
