//! What the file guarantees by itself, whatever the code above it does.

use super::{READERS, SqliteStore};
use crate::{
    domain::{
        Actor, Channel, ContactDraft, ContactQuery, EventSource, JobKind, JobState,
        PermissionState, SecurityEventKind, Timestamp,
    },
    store::{Batch, Change, JobWork, NewEvent, NewJob, Update},
};
use sqlx::{AssertSqlSafe, SqliteConnection};
use tempfile::TempDir;

pub(super) async fn opened() -> (SqliteStore, TempDir) {
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
        "REPLACE INTO security_events SELECT * FROM security_events",
    ] {
        let refused = sqlx::raw_sql(statement).execute(&store.writer).await;
        let message = refused.unwrap_err().to_string();
        assert!(message.contains("append-only"), "{statement}: {message}");
    }
    let kept = store.activity(None, 10).await.unwrap();
    assert_eq!(kept.len(), 1);
    assert_eq!(kept[0].address, "192.0.2.1");
}

async fn pragma(connection: &mut SqliteConnection, name: &'static str) -> String {
    let statement = format!("SELECT CAST({name} AS TEXT) FROM pragma_{name}");
    sqlx::query_scalar(AssertSqlSafe(statement))
        .fetch_one(connection)
        .await
        .unwrap()
}

#[tokio::test]
async fn what_is_acknowledged_survives_a_power_cut_and_readers_only_read() {
    let (store, _folder) = opened().await;
    let mut writer = store.writer.acquire().await.unwrap();
    // FULL: the journal is on disk before a commit answers.
    assert_eq!(pragma(&mut writer, "synchronous").await, "2");
    assert_eq!(pragma(&mut writer, "journal_mode").await, "wal");
    assert_eq!(pragma(&mut writer, "foreign_keys").await, "1");
    assert_eq!(pragma(&mut writer, "query_only").await, "0");
    // All of them, held at once so that each is another one.
    let mut readers = Vec::new();
    for _ in 0..READERS {
        readers.push(store.readers.acquire().await.unwrap());
    }
    // The one that searches first, and where it is taken another.
    readers.push(store.search_reader().await.unwrap());
    for reader in &mut readers {
        assert_eq!(pragma(reader, "query_only").await, "1");
    }
    drop(readers.remove(0));
    let mut second = store.search_reader().await.unwrap();
    assert_eq!(pragma(&mut second, "query_only").await, "1");
    let warm = pragma(readers.last_mut().unwrap(), "cache_size").await;
    assert_ne!(warm, pragma(&mut second, "cache_size").await);
}

/// With plans that depend on what is bound, SQLite would compile each statement that has `LIMIT ?` again for each question.
#[tokio::test]
async fn a_plan_does_not_depend_on_what_is_bound() {
    let (store, _folder) = opened().await;
    let options: Vec<String> = sqlx::query_scalar("PRAGMA compile_options")
        .fetch_all(&store.readers)
        .await
        .unwrap();
    assert!(options.iter().any(|option| option == "ENABLE_QPSG"));
}

/// A search finds a reader again where the one it had is gone.
#[tokio::test]
async fn a_lost_reader_is_replaced() {
    let (store, _folder) = opened().await;
    let reader = store.search_reader().await.unwrap();
    reader.close().await.unwrap();
    let mut reader = store.search_reader().await.unwrap();
    assert_eq!(pragma(&mut reader, "query_only").await, "1");
    assert_eq!(store.searcher.size(), 1);

    let second = store.second_search_reader().await.unwrap().unwrap();
    assert!(store.second_search_reader().await.unwrap().is_none());
    second.close().await.unwrap();
    let mut second = store.second_search_reader().await.unwrap().unwrap();
    assert_eq!(pragma(&mut second, "query_only").await, "1");
}

/// A database that an older version wrote is searched as well as a new one, and has all its indexes and triggers.
#[tokio::test]
async fn what_another_notation_wrote_is_indexed_again() {
    let (store, folder) = opened().await;
    let draft = ContactDraft {
        name: "José García".to_owned(),
        contact_id: "34666123456".to_owned(),
        channel: Channel::Whatsapp.code().to_owned(),
        ..ContactDraft::empty(PermissionState::Blocked, PermissionState::Active)
    };
    let change = Change::plain(Actor::system(), EventSource::Other, Timestamp(1));
    let id = uuid::Uuid::now_v7();
    store
        .create(id, &draft.parse().unwrap(), &change)
        .await
        .unwrap();
    let schema = "SELECT group_concat(type || name || sql, char(10) ORDER BY name) FROM sqlite_master WHERE sql IS NOT NULL";
    let before: String = sqlx::query_scalar(schema)
        .fetch_one(&store.writer)
        .await
        .unwrap();
    sqlx::raw_sql(
        "UPDATE meta SET value = '0' WHERE key = 'search_notation';
         UPDATE contacts SET search_text = 'something else', name_key = 'zzz'",
    )
    .execute(&store.writer)
    .await
    .unwrap();
    store.close().await;

    let url = folder.path().join("a.db").display().to_string();
    let store = SqliteStore::open(&url.parse().unwrap()).await.unwrap();
    for (query, found) in [
        ("q=garcia+jose&channel=whatsapp&reactive=active", 1),
        ("q=jose", 1),
        ("q=something", 0),
    ] {
        let page = store
            .find(&ContactQuery::parse(query).unwrap())
            .await
            .unwrap();
        assert_eq!(page.total.value, found, "{query}");
    }
    let after: String = sqlx::query_scalar(schema)
        .fetch_one(&store.writer)
        .await
        .unwrap();
    assert_eq!(after, before);
    check_index(&store).await;
}

/// Compares the search index with what it indexes, position by position.
async fn check_index(store: &SqliteStore) {
    sqlx::raw_sql(
        "INSERT INTO contacts_search (contacts_search, rank) VALUES ('integrity-check', 1)",
    )
    .execute(&store.writer)
    .await
    .unwrap();
}

#[tokio::test]
async fn changes_of_the_tags_alone_leave_the_search_index_whole() {
    let (store, _folder) = opened().await;
    let draft = |proactive, language: &str| ContactDraft {
        name: "José García".to_owned(),
        contact_id: "34666123456".to_owned(),
        language: language.to_owned(),
        channel: Channel::Whatsapp.code().to_owned(),
        ..ContactDraft::empty(proactive, PermissionState::Active)
    };
    let change = Change::plain(Actor::system(), EventSource::Other, Timestamp(1));
    let fields = draft(PermissionState::Blocked, "").parse().unwrap();
    let id = uuid::Uuid::now_v7();
    store.create(id, &fields, &change).await.unwrap();
    let next = [
        draft(PermissionState::Active, ""),
        draft(PermissionState::Active, "es"),
        draft(PermissionState::Blocked, "pt-BR"),
    ];
    for (version, draft) in (1..).zip(next) {
        let fields = draft.parse().unwrap();
        store.update(id, version, &fields, &change).await.unwrap();
        check_index(&store).await;
    }
    let job = NewJob {
        id,
        kind: JobKind::Bulk,
        state: JobState::Running,
        title: String::new(),
        plan: String::new(),
        total: None,
        undoes: None,
    };
    store.create_job(&job, &change).await.unwrap();
    let number = (fields.channel, fields.contact_id.clone());
    let before = store.numbered_by_ids(&[number]).await.unwrap().remove(0);
    let after = draft(PermissionState::Active, "es").parse().unwrap();
    let updates = vec![Update {
        before: before.unwrap(),
        after,
    }];
    let work = JobWork {
        job: id,
        change,
        undoable: true,
    };
    let batch = Batch {
        updates,
        position: 1,
        ..Batch::default()
    };
    store.apply(&work, &batch).await.unwrap();
    check_index(&store).await;
    let query = ContactQuery::parse("q=garcia&proactive=active&language=es").unwrap();
    assert_eq!(store.find(&query).await.unwrap().total.value, 1);
    let query = ContactQuery::parse("q=garcia&language=pt-BR").unwrap();
    assert_eq!(store.find(&query).await.unwrap().total.value, 0);
    // Erasing overwrites again.
    let secure: i64 =
        sqlx::query_scalar("SELECT v FROM contacts_search_config WHERE k = 'secure-delete'")
            .fetch_one(&store.writer)
            .await
            .unwrap();
    assert_eq!(secure, 1);
}
