//! Proves that nobody changes the ledger unseen: its triggers refuse what asks them, and what went past them is found.

use super::SqliteStore;
use crate::{
    domain::{
        Actor, Channel, Contact, ContactDraft, ContactFields, EventSource, Grounds, LegalBasis,
        Permission, PermissionState, Role, Timestamp,
    },
    store::{Change, VerifyError, ledger::Fault},
};
use sqlx::{AssertSqlSafe, Connection, Row, SqliteConnection};
use tempfile::TempDir;
use uuid::Uuid;

/// A ledger of every kind of entry, and a connection to its file that asks nobody.
struct Ledger {
    store: SqliteStore,
    hand: SqliteConnection,
    _folder: TempDir,
}

fn change(source: EventSource, at: i64, explained: bool) -> Change {
    let grounds = Grounds {
        source: Some(source),
        legal_basis: Some(LegalBasis::Consent),
        reason: Some("said „sí“ at the counter".to_owned()),
        evidence: Some("ticket 7".to_owned()),
        captured_at: Some(Timestamp(at - 1)),
    };
    Change {
        grounds: if explained {
            grounds
        } else {
            Grounds::default()
        },
        batch: explained.then(|| Uuid::from_u128(9)),
        ..Change::plain(
            Actor::operator(Uuid::from_u128(7), Role::Editor),
            source,
            Timestamp(at),
        )
    }
}

fn fields(id: &str) -> ContactFields {
    let draft = ContactDraft {
        contact_id: id.to_owned(),
        channel: Channel::Telegram.code().to_owned(),
        ..ContactDraft::empty(PermissionState::Active, PermissionState::Active)
    };
    draft.parse().unwrap()
}

impl Ledger {
    async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.db").display().to_string();
        let store = SqliteStore::open(&path.parse().unwrap()).await.unwrap();
        let hand = SqliteConnection::connect(&format!("sqlite://{path}")).await;
        let ledger = Self {
            store,
            hand: hand.unwrap(),
            _folder: folder,
        };
        let explained = ledger.add("1", true).await;
        let mut stopped = explained.fields.clone();
        stopped.set_permission(Permission::Proactive, PermissionState::Blocked);
        let stop = change(EventSource::OptOutMessage, 20, true);
        let store = &ledger.store;
        store
            .update(explained.id, 1, &stopped, &stop)
            .await
            .unwrap();
        let erased = ledger.add("2", true).await;
        ledger.add("3", false).await;
        // The newest entries are those of somebody who is gone: only their number tells that they were there.
        let mut blocked = erased.fields.clone();
        blocked.set_permission(Permission::Reactive, PermissionState::Blocked);
        let store = &ledger.store;
        let why = change(EventSource::Console, 30, true);
        store.update(erased.id, 1, &blocked, &why).await.unwrap();
        store.delete(erased.id, 2, &why).await.unwrap();
        ledger
    }

    async fn add(&self, id: &str, explained: bool) -> Contact {
        let why = change(EventSource::Console, 10, explained);
        let id = fields(id);
        self.store.create(Uuid::now_v7(), &id, &why).await.unwrap()
    }

    async fn sql(&mut self, sql: impl Into<String>) -> Result<u64, sqlx::Error> {
        let done = sqlx::query(AssertSqlSafe(sql.into())).execute(&mut self.hand);
        done.await.map(|done| done.rows_affected())
    }

    async fn numbers(&mut self, table: &str, key: &str) -> Vec<i64> {
        let sql = AssertSqlSafe(format!("SELECT {key} FROM {table} ORDER BY {key}"));
        sqlx::query_scalar(sql)
            .fetch_all(&mut self.hand)
            .await
            .unwrap()
    }

    /// Nothing in the file refuses anything any more.
    async fn unguarded() -> Self {
        let mut ledger = Self::new().await;
        let triggers: Vec<String> =
            sqlx::query_scalar("SELECT name FROM sqlite_master WHERE type = 'trigger'")
                .fetch_all(&mut ledger.hand)
                .await
                .unwrap();
        for trigger in triggers {
            ledger.sql(format!("DROP TRIGGER {trigger}")).await.unwrap();
        }
        for pragma in [
            "foreign_keys = off",
            "ignore_check_constraints = on",
            "synchronous = off",
        ] {
            ledger.sql(format!("PRAGMA {pragma}")).await.unwrap();
        }
        ledger
    }

    async fn fault(&self) -> Option<Fault> {
        match self.store.verify_ledger().await {
            Ok(_) => None,
            Err(VerifyError::Fault(fault)) => Some(fault),
            Err(VerifyError::Store(error)) => panic!("{error:?}"),
        }
    }

    /// What else this value could be, as SQL, after what it is.
    async fn values(&mut self, table: &str, key: &str, row: i64, column: &str) -> Vec<String> {
        let sql = format!(
            "SELECT typeof({column}), hex(CAST({column} AS BLOB)), {column} IS NULL,
                    (SELECT type FROM pragma_table_info('{table}') WHERE name = '{column}')
             FROM {table} WHERE {key} = {row}"
        );
        let found = sqlx::query(AssertSqlSafe(sql)).fetch_one(&mut self.hand);
        let found = found.await.unwrap();
        let (stored, hex): (String, String) = (found.get(0), found.get(1));
        let declared: String = found.get(3);
        let bytes: Vec<u8> = (0..hex.len())
            .step_by(2)
            .map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap())
            .collect();
        let literal = |bytes: &[u8]| {
            let hex = crate::store::ledger::hex(bytes);
            match declared.as_str() {
                "INTEGER" => String::from_utf8(bytes.to_vec()).unwrap(),
                "TEXT" => format!("CAST(x'{hex}' AS TEXT)"),
                _ => format!("x'{hex}'"),
            }
        };
        let mut values = match (stored.as_str(), declared.as_str()) {
            ("null", "INTEGER") => vec!["NULL".to_owned(), "1".to_owned()],
            ("null", _) => vec!["NULL".to_owned(), literal(b"x")],
            ("integer", _) => vec![literal(&bytes), format!("{} + 1", literal(&bytes))],
            _ => vec![literal(&bytes)],
        };
        if matches!(stored.as_str(), "text" | "blob") {
            for at in 0..bytes.len() {
                // One that is still text where it was, and one that is none.
                for bit in [1, 0x80] {
                    let mut other = bytes.clone();
                    other[at] ^= bit;
                    values.push(literal(&other));
                }
            }
            values.push(literal(&bytes[..bytes.len() - 1]));
        }
        values
    }
}

/// The entry that a fault names.
fn named(fault: &Fault) -> i64 {
    match fault {
        Fault::Gap { expected, .. } => *expected,
        Fault::Cut { seq } => seq + 1,
        Fault::Chain { seq }
        | Fault::Content { seq }
        | Fault::Texts { seq }
        | Fault::TextsMissing { seq }
        | Fault::Replay { seq }
        | Fault::State { seq, .. } => *seq,
    }
}

const ENTRY: [&str; 15] = [
    "seq",
    "contact",
    "permission",
    "from_state",
    "to_state",
    "actor_kind",
    "actor_id",
    "source",
    "legal_basis",
    "texts",
    "captured_at",
    "recorded_at",
    "batch",
    "prev_hash",
    "hash",
];

#[tokio::test]
async fn a_byte_changed_anywhere_in_the_ledger_is_found() {
    let mut ledger = Ledger::unguarded().await;
    assert_eq!(ledger.fault().await, None);
    for (table, columns) in [
        ("permission_events", &ENTRY[..]),
        (
            "permission_texts",
            &["seq", "contact", "salt", "reason", "evidence"],
        ),
    ] {
        let rows = ledger.numbers(table, "rowid").await;
        assert!(rows.len() >= 3, "{table}");
        for row in rows {
            for column in columns {
                let mut values = ledger.values(table, "rowid", row, column).await;
                let was = values.remove(0);
                for value in values {
                    // Not in the way of another row.
                    let (value, key) = if *column == "seq" {
                        (format!("{value} + 1000"), row + 1001)
                    } else {
                        (value, row)
                    };
                    let change =
                        format!("UPDATE {table} SET {column} = {value} WHERE rowid = {row}");
                    if ledger.sql(&change).await.is_err() {
                        // What can't be stored can't be there.
                        assert!(value == "NULL", "{change}");
                        continue;
                    }
                    let fault = ledger.fault().await;
                    let fault = fault.unwrap_or_else(|| panic!("unseen: {change}"));
                    assert_eq!(named(&fault), row, "{change}: {fault}");
                    ledger
                        .sql(format!(
                            "UPDATE {table} SET {column} = {was} WHERE rowid = {key}"
                        ))
                        .await
                        .unwrap();
                }
            }
        }
    }
    assert_eq!(ledger.fault().await, None);
}

#[tokio::test]
async fn a_contact_that_is_not_what_its_entries_say_is_found() {
    let mut ledger = Ledger::unguarded().await;
    for row in ledger.numbers("contacts", "id").await {
        let uuid: Vec<u8> = sqlx::query_scalar("SELECT uuid FROM contacts WHERE id = ?")
            .bind(row)
            .fetch_one(&mut ledger.hand)
            .await
            .unwrap();
        let contact = Uuid::from_slice(&uuid).unwrap();
        for (column, others) in [
            ("proactive", &["1 - proactive", "proactive + 2"][..]),
            ("reactive", &["1 - reactive", "-1"]),
            ("proactive_seq", &["proactive_seq + 1", "-1"]),
            ("reactive_seq", &["reactive_seq + 1", "-1"]),
            ("stopped_at", &["coalesce(stopped_at, 0) + 1"]),
            ("stopped_at", &["iif(stopped_at IS NULL, 0, NULL)"]),
        ] {
            let was = ledger.values("contacts", "id", row, column).await.remove(0);
            for value in others {
                let change = format!("UPDATE contacts SET {column} = {value} WHERE id = {row}");
                ledger.sql(&change).await.unwrap();
                match ledger.fault().await {
                    Some(Fault::State { id, .. }) => assert_eq!(id, contact, "{change}"),
                    other => panic!("{change}: {other:?}"),
                }
                let back = format!("UPDATE contacts SET {column} = {was} WHERE id = {row}");
                ledger.sql(back).await.unwrap();
            }
        }
    }
    assert_eq!(ledger.fault().await, None);
}

#[tokio::test]
async fn an_entry_that_is_missing_or_in_anothers_place_is_found() {
    let mut ledger = Ledger::unguarded().await;
    let columns = ENTRY.join(", ");
    for table in ["permission_events", "permission_texts"] {
        let rows = ledger.numbers(table, "seq").await;
        for seq in &rows {
            ledger
                .sql(format!(
                    "CREATE TEMP TABLE kept AS SELECT * FROM {table} WHERE seq = {seq}"
                ))
                .await
                .unwrap();
            ledger
                .sql(format!("DELETE FROM {table} WHERE seq = {seq}"))
                .await
                .unwrap();
            let fault = ledger.fault().await.unwrap();
            assert_eq!(named(&fault), *seq, "{table}: {fault}");
            ledger
                .sql(format!("INSERT INTO {table} SELECT * FROM kept"))
                .await
                .unwrap();
            ledger.sql("DROP TABLE kept").await.unwrap();
        }
        if table == "permission_texts" {
            continue;
        }
        for pair in rows.windows(2) {
            let (one, two) = (pair[0], pair[1]);
            // Twice is as it was.
            for found in [Some(one), None] {
                for (from, to) in [(one, -1), (two, one), (-1, two)] {
                    ledger
                        .sql(format!("UPDATE {table} SET seq = {to} WHERE seq = {from}"))
                        .await
                        .unwrap();
                }
                let fault = ledger.fault().await;
                assert_eq!(fault.as_ref().map(named), found, "{one}: {fault:?}");
            }
        }
    }
    // One more than there were, that says what the last one says.
    let last = ledger.numbers("permission_events", "seq").await.pop();
    let last = last.unwrap();
    let others = &columns["seq, ".len()..];
    ledger
        .sql(format!(
            "INSERT INTO permission_events ({columns})
             SELECT seq + 1, {others} FROM permission_events WHERE seq = {last}"
        ))
        .await
        .unwrap();
    assert_eq!(named(&ledger.fault().await.unwrap()), last + 1);
}

#[tokio::test]
async fn the_triggers_refuse_every_way_of_changing_what_is_written() {
    let mut ledger = Ledger::new().await;
    let proof = ledger.store.verify_ledger().await.unwrap();
    let columns = ENTRY.join(", ");
    let others = &columns["seq, ".len()..];
    for statement in [
        "UPDATE permission_events SET source = 'other'",
        "UPDATE OR REPLACE permission_events SET seq = 1 WHERE seq = 2",
        "DELETE FROM permission_events WHERE seq = 1",
        "DELETE FROM permission_events",
        "REPLACE INTO permission_events SELECT * FROM permission_events WHERE seq = 1",
        "INSERT OR REPLACE INTO permission_events SELECT * FROM permission_events WHERE seq = 2",
        "INSERT INTO permission_events SELECT * FROM permission_events WHERE seq = 1
         ON CONFLICT DO UPDATE SET source = 'other'",
        &format!(
            "INSERT INTO permission_events ({columns}) SELECT 1000, {others} FROM permission_events WHERE seq = 1"
        ),
        "UPDATE permission_texts SET reason = 'another'",
        "DELETE FROM permission_texts WHERE contact = 1",
        "DELETE FROM permission_texts",
        "REPLACE INTO permission_texts SELECT * FROM permission_texts WHERE seq = 1",
        "INSERT INTO permission_texts SELECT * FROM permission_texts WHERE seq = 1
         ON CONFLICT DO UPDATE SET reason = 'another'",
    ] {
        let refused = ledger.sql(statement).await;
        let told = refused.expect_err(statement).to_string();
        assert!(told.contains("append-only"), "{statement}: {told}");
        assert_eq!(
            ledger.store.verify_ledger().await.unwrap(),
            proof,
            "{statement}"
        );
    }
}
