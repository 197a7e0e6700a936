//! What happened to contacts: written in the transaction of what happened, read in order.

use super::{
    SqliteStore,
    contacts::stored,
    error::store_error,
    ledger::{ENTRY_COLUMNS, ENTRY_NAMES, EventRow},
};
use crate::{
    domain::{ActorKind, ContactDraft, ContactFields, Timestamp},
    store::{Change, ContactEvent, ContactEventKind, FieldChange, StoreError},
};
use serde_json::{Map, Value};
use sqlx::{AssertSqlSafe, FromRow, SqliteConnection};
use uuid::Uuid;

/// The fields that differ, beside the permissions, as `{"name": ["before", "after"]}`.
pub(super) fn changed_fields(before: &ContactFields, after: &ContactFields) -> Map<String, Value> {
    let (before, after) = (ContactDraft::from(before), ContactDraft::from(after));
    [
        ("name", before.name, after.name),
        ("external_code", before.external_code, after.external_code),
        ("language", before.language, after.language),
    ]
    .into_iter()
    .filter(|(_, from, to)| from != to)
    .map(|(field, from, to)| (field.to_owned(), Value::from(vec![from, to])))
    .collect()
}

pub(super) async fn note(
    tx: &mut SqliteConnection,
    kind: ContactEventKind,
    contact: i64,
    version: i64,
    change: &Change,
    entry: Option<i64>,
    fields: Option<Map<String, Value>>,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO contact_events (kind, contact, version, at, actor_kind, actor_id, entry, fields)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
    )
    .bind(kind.code())
    .bind(contact)
    .bind(version)
    .bind(change.at.0)
    .bind(change.actor.kind.code())
    .bind(change.actor.id.map(|id| id.to_string()))
    .bind(entry)
    .bind(fields.map(|fields| Value::Object(fields).to_string()))
    .execute(tx)
    .await
    .map(drop)
    .map_err(store_error)
}

pub(super) async fn note_deleted(
    tx: &mut SqliteConnection,
    contact: i64,
    id: Uuid,
    version: i64,
    change: &Change,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO contact_events (kind, contact, version, at, actor_kind, actor_id, uuid)
         VALUES ('deleted', ?, ?, ?, ?, ?, ?)",
    )
    .bind(contact)
    .bind(version)
    .bind(change.at.0)
    .bind(change.actor.kind.code())
    .bind(change.actor.id.map(|id| id.to_string()))
    .bind(id.as_bytes().to_vec())
    .execute(tx)
    .await
    .map(drop)
    .map_err(store_error)
}

/// The former values of an erased contact's fields.
pub(super) async fn erase(tx: &mut SqliteConnection, contact: i64) -> Result<(), StoreError> {
    sqlx::query("UPDATE contact_events SET fields = '{}' WHERE contact = ? AND fields IS NOT NULL")
        .bind(contact)
        .execute(tx)
        .await
        .map(drop)
        .map_err(store_error)
}

#[derive(FromRow)]
struct ContactEventRow {
    event: i64,
    kind: String,
    /// `None` where even the erasure is not among the events, which can't be.
    uuid: Option<Vec<u8>>,
    version: i64,
    at: i64,
    by_kind: String,
    by_id: Option<String>,
    by_name: Option<String>,
    fields: Option<String>,
    #[sqlx(flatten)]
    entry: EventRow,
}

impl ContactEventRow {
    fn into_event(self) -> Result<ContactEvent, StoreError> {
        let decode = || StoreError::Database(sqlx::Error::Decode("contact_events".into()));
        let fields: Map<String, Value> = self
            .fields
            .as_deref()
            .map(serde_json::from_str)
            .transpose()
            .map_err(|_| decode())?
            .unwrap_or_default();
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        Ok(ContactEvent {
            seq: self.event,
            kind: ContactEventKind::from_code(&self.kind).ok_or_else(decode)?,
            contact: self
                .uuid
                .and_then(|uuid| Uuid::from_slice(&uuid).ok())
                .ok_or_else(decode)?,
            version: self.version,
            at: Timestamp(self.at),
            actor_kind: ActorKind::from_code(&self.by_kind).ok_or_else(decode)?,
            actor_id: self.by_id.and_then(|id| id.parse().ok()),
            actor_name: self.by_name,
            fields: fields
                .into_iter()
                .map(|(field, values)| FieldChange {
                    field,
                    from: text(&values[0]),
                    to: text(&values[1]),
                })
                .collect(),
            permission: self.entry.into_event()?,
        })
    }
}

async fn fetch(
    reader: &mut SqliteConnection,
    condition: &'static str,
    value: i64,
    limit: i64,
) -> Result<Vec<ContactEvent>, StoreError> {
    // An event of a contact that was erased since: its last event is the erasure, which has the uuid.
    let rows: Vec<ContactEventRow> = sqlx::query_as(AssertSqlSafe(format!(
        "SELECT n.seq AS event, n.kind, n.version, n.at, n.fields,
                n.actor_kind AS by_kind, n.actor_id AS by_id, coalesce(no.email, nt.name) AS by_name,
                coalesce(c.uuid, n.uuid,
                         (SELECT d.uuid FROM contact_events d
                          WHERE d.contact = n.contact ORDER BY d.seq DESC LIMIT 1)) AS uuid,
                {ENTRY_COLUMNS}
         FROM contact_events n
         LEFT JOIN contacts c ON c.id = n.contact
         LEFT JOIN operators no ON no.uuid = unhex(replace(n.actor_id, '-', ''))
         LEFT JOIN api_tokens nt ON nt.uuid = unhex(replace(n.actor_id, '-', ''))
         LEFT JOIN permission_events e ON e.seq = n.entry
         {ENTRY_NAMES}
         WHERE {condition} ORDER BY n.seq LIMIT ?"
    )))
    .bind(value)
    .bind(limit)
    .fetch_all(reader)
    .await
    .map_err(store_error)?;
    rows.into_iter().map(ContactEventRow::into_event).collect()
}

impl SqliteStore {
    pub async fn contact_events(&self, id: Uuid) -> Result<Vec<ContactEvent>, StoreError> {
        let mut reader = self.readers.acquire().await.map_err(store_error)?;
        let number = stored(&mut reader, id).await?.id;
        fetch(&mut reader, "n.contact = ?", number, i64::MAX).await
    }

    pub async fn events_after(
        &self,
        seq: i64,
        limit: u32,
    ) -> Result<Vec<ContactEvent>, StoreError> {
        let mut reader = self.readers.acquire().await.map_err(store_error)?;
        fetch(&mut reader, "n.seq > ?", seq, limit.into()).await
    }
}
