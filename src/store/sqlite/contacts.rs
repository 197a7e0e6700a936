//! One contact at a time: read, create, update, erase, each with the ledger's rows in the same transaction.

use super::{
    SqliteStore,
    error::store_error,
    row::{COLUMNS, StoredContact},
};
use crate::{
    domain::{
        Contact, ContactFields, ExternalCode, Language, Name, Permission, PermissionState,
        Timestamp,
    },
    store::{Change, PermissionEvent, StoreError, search::Keys},
};
use sqlx::{AssertSqlSafe, Sqlite, SqliteConnection, SqlitePool, Transaction};
use uuid::Uuid;

type Write = Transaction<'static, Sqlite>;

/// Takes the write lock at once: a transaction that reads first and then can't write would fail late.
pub(super) async fn begin(writer: &SqlitePool) -> Result<Write, StoreError> {
    writer
        .begin_with("BEGIN IMMEDIATE")
        .await
        .map_err(store_error)
}

async fn stored(connection: &mut SqliteConnection, id: Uuid) -> Result<StoredContact, StoreError> {
    sqlx::query_as(AssertSqlSafe(format!(
        "SELECT {COLUMNS} FROM contacts c WHERE c.uuid = ?"
    )))
    .bind(id.as_bytes().to_vec())
    .fetch_one(connection)
    .await
    .map_err(store_error)
}

async fn record(
    connection: &mut SqliteConnection,
    contact: i64,
    permission: Permission,
    from: Option<PermissionState>,
    to: PermissionState,
    change: &Change,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO permission_events
           (contact, permission, from_state, to_state, actor_kind, actor_id, source, recorded_at)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
    )
    .bind(contact)
    .bind(permission.code())
    .bind(from.map(PermissionState::code))
    .bind(to.code())
    .bind(change.actor.kind.code())
    .bind(change.actor.id.map(|id| id.to_string()))
    .bind(change.source.code())
    .bind(change.at.0)
    .execute(connection)
    .await
    .map(drop)
    .map_err(store_error)
}

impl SqliteStore {
    pub async fn contact(&self, id: Uuid) -> Result<Contact, StoreError> {
        let mut reader = self.readers.acquire().await.map_err(store_error)?;
        stored(&mut reader, id).await?.into_contact()
    }

    pub async fn create(
        &self,
        id: Uuid,
        fields: &ContactFields,
        change: &Change,
    ) -> Result<Contact, StoreError> {
        let mut tx = begin(&self.writer).await?;
        let taken: Option<StoredContact> = sqlx::query_as(AssertSqlSafe(format!(
            "SELECT {COLUMNS} FROM contacts c WHERE c.channel = ? AND c.contact_id = ?"
        )))
        .bind(fields.channel.code())
        .bind(fields.contact_id.as_str())
        .fetch_optional(&mut *tx)
        .await
        .map_err(store_error)?;
        if let Some(taken) = taken {
            return Err(StoreError::Duplicate(Box::new(taken.into_contact()?)));
        }

        let keys = Keys::of(fields);
        let number = sqlx::query(
            "INSERT INTO contacts
               (uuid, channel, contact_id, name, external_code, language, proactive, reactive,
                created_at, updated_at, name_key, contact_id_key, external_code_key, search_text)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        )
        .bind(id.as_bytes().to_vec())
        .bind(fields.channel.code())
        .bind(fields.contact_id.as_str())
        .bind(fields.name.as_ref().map(Name::as_str))
        .bind(fields.external_code.as_ref().map(ExternalCode::as_str))
        .bind(fields.language.as_ref().map_or("", Language::as_str))
        .bind(fields.proactive.is_active())
        .bind(fields.reactive.is_active())
        .bind(change.at.0)
        .bind(change.at.0)
        .bind(keys.name)
        .bind(keys.contact_id)
        .bind(keys.external_code)
        .bind(keys.search_text)
        .execute(&mut *tx)
        .await
        .map_err(store_error)?
        .last_insert_rowid();
        for permission in Permission::ALL {
            record(
                &mut tx,
                number,
                permission,
                None,
                fields.permission(permission),
                change,
            )
            .await?;
        }
        let created = stored(&mut tx, id).await?.into_contact()?;
        tx.commit().await.map_err(store_error)?;
        Ok(created)
    }

    pub async fn update(
        &self,
        id: Uuid,
        version: i64,
        fields: &ContactFields,
        change: &Change,
    ) -> Result<Contact, StoreError> {
        let mut tx = begin(&self.writer).await?;
        let before = stored(&mut tx, id).await?;
        let number = before.id;
        let before = before.into_contact()?;
        if before.version != version {
            return Err(StoreError::Stale(Box::new(before)));
        }
        let fields = ContactFields {
            channel: before.fields.channel,
            contact_id: before.fields.contact_id.clone(),
            ..fields.clone()
        };
        if fields == before.fields {
            return Ok(before);
        }

        let keys = Keys::of(&fields);
        sqlx::query(
            "UPDATE contacts
             SET name = ?, external_code = ?, language = ?, proactive = ?, reactive = ?,
                 name_key = ?, external_code_key = ?, search_text = ?,
                 version = version + 1, updated_at = ?
             WHERE id = ?",
        )
        .bind(fields.name.as_ref().map(Name::as_str))
        .bind(fields.external_code.as_ref().map(ExternalCode::as_str))
        .bind(fields.language.as_ref().map_or("", Language::as_str))
        .bind(fields.proactive.is_active())
        .bind(fields.reactive.is_active())
        .bind(keys.name)
        .bind(keys.external_code)
        .bind(keys.search_text)
        .bind(change.at.0)
        .bind(number)
        .execute(&mut *tx)
        .await
        .map_err(store_error)?;
        for permission in Permission::ALL {
            let (from, to) = (
                before.fields.permission(permission),
                fields.permission(permission),
            );
            if from != to {
                record(&mut tx, number, permission, Some(from), to, change).await?;
            }
        }
        tx.commit().await.map_err(store_error)?;
        Ok(Contact {
            fields,
            version: version + 1,
            updated_at: change.at,
            ..before
        })
    }

    pub async fn delete(&self, id: Uuid, version: i64) -> Result<(), StoreError> {
        let mut tx = begin(&self.writer).await?;
        let before = stored(&mut tx, id).await?;
        if before.version != version {
            return Err(StoreError::Stale(Box::new(before.into_contact()?)));
        }
        sqlx::query("DELETE FROM contacts WHERE id = ?")
            .bind(before.id)
            .execute(&mut *tx)
            .await
            .map_err(store_error)?;
        tx.commit().await.map_err(store_error)?;
        // The log still holds the pages as they were; without this the name would outlive its erasure until
        // the next checkpoint. Where a reader is in the way, that next checkpoint does it.
        sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)")
            .fetch_optional(&self.writer)
            .await
            .map(drop)
            .or_else(|error| match store_error(error) {
                StoreError::Busy => Ok(()),
                other => Err(other),
            })
    }

    pub async fn events(&self, id: Uuid) -> Result<Vec<PermissionEvent>, StoreError> {
        let mut reader = self.readers.acquire().await.map_err(store_error)?;
        let number = stored(&mut reader, id).await?.id;
        let rows: Vec<EventRow> = sqlx::query_as(
            "SELECT seq, permission, from_state, to_state, actor_kind, source, recorded_at
             FROM permission_events WHERE contact = ? ORDER BY seq",
        )
        .bind(number)
        .fetch_all(&mut *reader)
        .await
        .map_err(store_error)?;
        rows.into_iter().map(EventRow::into_event).collect()
    }
}

#[derive(sqlx::FromRow)]
struct EventRow {
    seq: i64,
    permission: String,
    from_state: Option<String>,
    to_state: String,
    actor_kind: String,
    source: String,
    recorded_at: i64,
}

impl EventRow {
    fn into_event(self) -> Result<PermissionEvent, StoreError> {
        let decode = |()| StoreError::Database(sqlx::Error::Decode("permission_events".into()));
        Ok(PermissionEvent {
            seq: self.seq,
            permission: Permission::ALL
                .into_iter()
                .find(|permission| permission.code() == self.permission)
                .ok_or(())
                .map_err(decode)?,
            from: self
                .from_state
                .map(|state| state.parse())
                .transpose()
                .map_err(decode)?,
            to: self.to_state.parse().map_err(decode)?,
            actor_kind: self.actor_kind,
            source: self.source,
            recorded_at: Timestamp(self.recorded_at),
        })
    }
}
