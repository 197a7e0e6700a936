//! One contact at a time: read, create, update, erase, each with the ledger's rows in the same transaction.

use super::{
    SqliteStore,
    error::store_error,
    events::{self, changed_fields},
    ledger,
    row::{COLUMNS, StoredContact},
};
use crate::{
    domain::{
        Channel, Contact, ContactFields, ContactId, ExternalCode, Language, Name, Permission,
        Timestamp,
    },
    store::{
        Change, ContactEventKind, StoreError,
        ledger::{Replayed, Step},
        search::Keys,
    },
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

pub(super) async fn stored(
    connection: &mut SqliteConnection,
    id: Uuid,
) -> Result<StoredContact, StoreError> {
    sqlx::query_as(AssertSqlSafe(format!(
        "SELECT {COLUMNS} FROM contacts c WHERE c.uuid = ?"
    )))
    .bind(id.as_bytes().to_vec())
    .fetch_one(connection)
    .await
    .map_err(store_error)
}

async fn stored_by_id(
    connection: &mut SqliteConnection,
    channel: Channel,
    contact_id: &ContactId,
) -> Result<Option<StoredContact>, StoreError> {
    sqlx::query_as(AssertSqlSafe(format!(
        "SELECT {COLUMNS} FROM contacts c WHERE c.channel = ? AND c.contact_id = ?"
    )))
    .bind(channel.code())
    .bind(contact_id.as_str())
    .fetch_optional(connection)
    .await
    .map_err(store_error)
}

/// The moment that a change speaks of.
fn said_at(change: &Change) -> Timestamp {
    change.grounds.captured_at.unwrap_or(change.at)
}

/// When the contact stopped proactive messages, after a change of them.
pub(super) fn stopped_at(
    before: Option<&Contact>,
    fields: &ContactFields,
    change: &Change,
) -> Option<Timestamp> {
    use crate::domain::ActorKind;
    let to = fields.proactive;
    let by_the_contact = change.actor.kind_for(change.source, to) == ActorKind::Contact;
    let before = before.map(|before| Replayed {
        state: before.fields.proactive,
        seq: 0,
        stopped_at: before.stopped_at,
    });
    Replayed::next(before, to, by_the_contact, said_at(change), 0).stopped_at
}

impl SqliteStore {
    pub async fn contact(&self, id: Uuid) -> Result<Contact, StoreError> {
        let mut reader = self.readers.acquire().await.map_err(store_error)?;
        stored(&mut reader, id).await?.into_contact()
    }

    pub async fn contact_by_id(
        &self,
        channel: Channel,
        contact_id: &ContactId,
    ) -> Result<Contact, StoreError> {
        let mut reader = self.readers.acquire().await.map_err(store_error)?;
        stored_by_id(&mut reader, channel, contact_id)
            .await?
            .ok_or(StoreError::NotFound)?
            .into_contact()
    }

    pub async fn create(
        &self,
        id: Uuid,
        fields: &ContactFields,
        change: &Change,
    ) -> Result<Contact, StoreError> {
        let mut tx = begin(&self.writer).await?;
        let created = create(&mut tx, id, fields, change).await?;
        tx.commit().await.map_err(store_error)?;
        self.tell_of_change();
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
        let recorded: Vec<Permission> = Permission::ALL
            .into_iter()
            .filter(|permission| {
                before.fields.permission(*permission) != fields.permission(*permission)
                    || change.restate.contains(permission)
            })
            .collect();
        if fields == before.fields && recorded.is_empty() {
            return Ok(before);
        }
        let stopped_at = if recorded.contains(&Permission::Proactive) {
            stopped_at(Some(&before), &fields, change)
        } else {
            before.stopped_at
        };
        // An explanation changes nothing that somebody else could have seen.
        let changed = fields != before.fields || stopped_at != before.stopped_at;
        let after = Contact {
            version: version + i64::from(changed),
            updated_at: if changed {
                change.at
            } else {
                before.updated_at
            },
            stopped_at,
            fields,
            ..before.clone()
        };

        let mut seqs = [None; 2];
        for permission in recorded {
            let step = Step {
                contact: number,
                permission,
                from: Some(before.fields.permission(permission)),
                to: after.fields.permission(permission),
            };
            let entry = ledger::record(&mut tx, step, change).await?;
            seqs[usize::from(permission == Permission::Reactive)] = Some(entry);
        }
        write(&mut tx, number, &after, seqs).await?;

        let other = changed_fields(&before.fields, &after.fields);
        if !other.is_empty() {
            let kind = ContactEventKind::Updated;
            events::note(
                &mut tx,
                kind,
                number,
                after.version,
                change,
                None,
                Some(other),
            )
            .await?;
        }
        for (permission, entry) in Permission::ALL.into_iter().zip(seqs) {
            let locked = permission == Permission::Proactive && stopped_at != before.stopped_at;
            let differs =
                before.fields.permission(permission) != after.fields.permission(permission);
            if entry.is_some() && (differs || locked) {
                let kind = ContactEventKind::Permission;
                events::note(&mut tx, kind, number, after.version, change, entry, None).await?;
            }
        }
        tx.commit().await.map_err(store_error)?;
        self.tell_of_change();
        Ok(after)
    }

    pub async fn delete(&self, id: Uuid, version: i64, change: &Change) -> Result<(), StoreError> {
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
        ledger::erase_texts(&mut tx, before.id).await?;
        events::erase(&mut tx, before.id).await?;
        events::note_deleted(&mut tx, before.id, id, version + 1, change).await?;
        for forget in [
            "DELETE FROM idempotency_keys WHERE contact = ?",
            // What a job changed it from.
            "DELETE FROM job_changes WHERE contact = ?",
        ] {
            sqlx::query(forget)
                .bind(before.id)
                .execute(&mut *tx)
                .await
                .map_err(store_error)?;
        }
        tx.commit().await.map_err(store_error)?;
        self.tell_of_change();
        self.empty_log().await;
        Ok(())
    }
}

/// Inserts a contact with its ledger, in a transaction of the caller's.
pub(super) async fn create(
    tx: &mut SqliteConnection,
    id: Uuid,
    fields: &ContactFields,
    change: &Change,
) -> Result<Contact, StoreError> {
    if let Some(taken) = stored_by_id(tx, fields.channel, &fields.contact_id).await? {
        return Err(StoreError::Duplicate(Box::new(taken.into_contact()?)));
    }
    let keys = Keys::of(fields);
    // The numbers that the ledger's next two entries will have.
    let next = ledger::head(tx).await?.seq + 1;
    let number = sqlx::query(
        "INSERT INTO contacts
           (uuid, channel, contact_id, name, external_code, language, proactive, reactive,
            created_at, updated_at, proactive_seq, reactive_seq, stopped_at,
            name_key, contact_id_key, external_code_key, search_text)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
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
    .bind(next)
    .bind(next + 1)
    .bind(stopped_at(None, fields, change).map(|at| at.0))
    .bind(keys.name)
    .bind(keys.contact_id)
    .bind(keys.external_code)
    .bind(keys.search_text)
    .execute(&mut *tx)
    .await
    .map_err(store_error)?
    .last_insert_rowid();
    for permission in Permission::ALL {
        let step = Step {
            contact: number,
            permission,
            from: None,
            to: fields.permission(permission),
        };
        ledger::record(tx, step, change).await?;
    }
    events::note(tx, ContactEventKind::Created, number, 1, change, None, None).await?;
    stored(tx, id).await?.into_contact()
}

/// Writes what an update changed, with the entries that the permissions rest on from now on.
async fn write(
    tx: &mut SqliteConnection,
    number: i64,
    after: &Contact,
    [proactive_seq, reactive_seq]: [Option<i64>; 2],
) -> Result<(), StoreError> {
    let fields = &after.fields;
    let keys = Keys::of(fields);
    sqlx::query(
        "UPDATE contacts
         SET name = ?, external_code = ?, language = ?, proactive = ?, reactive = ?,
             proactive_seq = coalesce(?, proactive_seq), reactive_seq = coalesce(?, reactive_seq),
             stopped_at = ?, name_key = ?, external_code_key = ?, search_text = ?,
             version = ?, updated_at = ?
         WHERE id = ?",
    )
    .bind(fields.name.as_ref().map(Name::as_str))
    .bind(fields.external_code.as_ref().map(ExternalCode::as_str))
    .bind(fields.language.as_ref().map_or("", Language::as_str))
    .bind(fields.proactive.is_active())
    .bind(fields.reactive.is_active())
    .bind(proactive_seq)
    .bind(reactive_seq)
    .bind(after.stopped_at.map(|at| at.0))
    .bind(keys.name)
    .bind(keys.external_code)
    .bind(keys.search_text)
    .bind(after.version)
    .bind(after.updated_at.0)
    .bind(number)
    .execute(tx)
    .await
    .map(drop)
    .map_err(store_error)
}
