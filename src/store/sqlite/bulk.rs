//! Many contacts at once.

use super::{
    SqliteStore, batch,
    contacts::begin,
    error::store_error,
    jobs::job_number,
    json::json,
    ledger::Links,
    rebuild::{FILLING_CACHE_KIB, build, put_off, settle, unsettle},
};
use crate::{
    domain::{
        ContactFields, ExternalCode, Language, LegalBasis, Name, Permission, PermissionState,
        Timestamp,
    },
    store::{Batch, Change, JobWork, StoreError, ledger::Step, search::Keys},
};
use serde::Serialize;
use sqlx::{Connection, SqliteConnection};
use std::collections::HashSet;
use tokio::sync::mpsc;
use uuid::Uuid;

/// A row for `json_each`: one statement and one bound value for thousands of rows.
#[derive(Serialize)]
struct NewRow<'a>(
    i64,
    String,
    &'a str,
    &'a str,
    Option<&'a str>,
    Option<&'a str>,
    &'a str,
    u8,
    u8,
    i64,
    i64,
    i64,
    String,
    String,
    String,
    String,
);

fn new_row(
    number: i64,
    (id, fields, created_at): &NewContact,
    [proactive_seq, reactive_seq]: [i64; 2],
) -> NewRow<'_> {
    let keys = Keys::of(fields);
    NewRow(
        number,
        id.simple().to_string(),
        fields.channel.code(),
        fields.contact_id.as_str(),
        fields.name.as_ref().map(Name::as_str),
        fields.external_code.as_ref().map(ExternalCode::as_str),
        fields.language.as_ref().map_or("", Language::as_str),
        fields.proactive.is_active().into(),
        fields.reactive.is_active().into(),
        created_at.0,
        proactive_seq,
        reactive_seq,
        keys.name,
        keys.contact_id,
        keys.external_code,
        keys.search_text,
    )
}

pub(super) type NewContact = (Uuid, ContactFields, Timestamp);

/// [`FILLING_CACHE_KIB`] beside a server, whose memory is limited.
const IMPORT_CACHE_KIB: u32 = 96 * 1024;

impl SqliteStore {
    /// Contacts whose ID is taken are left as they are.
    pub async fn create_many(
        &self,
        contacts: &[NewContact],
        change: &Change,
    ) -> Result<(), StoreError> {
        let mut tx = begin(&self.writer).await?;
        let taken = taken(&mut tx, contacts).await?;
        insert(&mut tx, contacts, &taken, change).await?;
        tx.commit().await.map_err(store_error)
    }

    /// Inserts batch after batch until there is none.
    ///
    /// An empty database is filled in one transaction without its indexes, which are built afterwards from
    /// sorted rows; one that has contacts gets a transaction a batch, so that others can write in between.
    pub async fn fill(
        &self,
        change: &Change,
        mut next: impl FnMut() -> Option<Vec<NewContact>> + Send,
    ) -> Result<(), StoreError> {
        let mut connection = self.writer.acquire().await.map_err(store_error)?;
        let cache = settle(&mut connection, FILLING_CACHE_KIB)
            .await
            .map_err(store_error)?;
        let filled = fill(&mut connection, change, &mut next).await;
        unsettle(&mut connection, cache)
            .await
            .map_err(store_error)?;
        filled?;
        drop(connection);
        self.empty_log().await;
        Ok(())
    }
}

impl SqliteStore {
    /// Fills an empty database with a job's batches, which create and refuse, in one transaction: until `None` comes. Where it
    /// ends before that, nothing was done. [`StoreError::Overtaken`] where there are contacts.
    pub async fn fill_by(
        &self,
        work: &JobWork,
        batches: mpsc::Receiver<Option<Batch>>,
    ) -> Result<bool, StoreError> {
        let mut connection = self.writer.acquire().await.map_err(store_error)?;
        let cache = settle(&mut connection, IMPORT_CACHE_KIB)
            .await
            .map_err(store_error)?;
        let filled = fill_by(&mut connection, work, batches).await;
        unsettle(&mut connection, cache)
            .await
            .map_err(store_error)?;
        drop(connection);
        if filled? {
            self.tell_of_change();
            self.empty_log().await;
            return Ok(true);
        }
        Ok(false)
    }
}

async fn fill_by(
    connection: &mut SqliteConnection,
    work: &JobWork,
    mut batches: mpsc::Receiver<Option<Batch>>,
) -> Result<bool, StoreError> {
    let mut tx = connection
        .begin_with("BEGIN IMMEDIATE")
        .await
        .map_err(store_error)?;
    if !is_empty(&mut tx).await? {
        return Err(StoreError::Overtaken);
    }
    let job = job_number(&mut tx, work.job).await?;
    let put_off = put_off(&mut tx).await.map_err(store_error)?;
    loop {
        match batches.recv().await {
            Some(Some(batch)) => batch::fill(&mut tx, job, work, &batch).await?,
            Some(None) => break,
            None => return Ok(false),
        }
    }
    build(&mut tx, put_off).await.map_err(store_error)?;
    tx.commit().await.map_err(store_error)?;
    Ok(true)
}

async fn is_empty(connection: &mut SqliteConnection) -> Result<bool, StoreError> {
    let contacts: i64 = sqlx::query_scalar("SELECT count(*) FROM (SELECT 1 FROM contacts LIMIT 1)")
        .fetch_one(connection)
        .await
        .map_err(store_error)?;
    Ok(contacts == 0)
}

async fn fill(
    connection: &mut SqliteConnection,
    change: &Change,
    next: &mut (impl FnMut() -> Option<Vec<NewContact>> + Send),
) -> Result<(), StoreError> {
    let mut tx = connection
        .begin_with("BEGIN IMMEDIATE")
        .await
        .map_err(store_error)?;
    if is_empty(&mut tx).await? {
        let put_off = put_off(&mut tx).await.map_err(store_error)?;
        // Nobody else can have put one in, so there is no need to ask the database.
        let mut seen = HashSet::new();
        while let Some(batch) = next() {
            let taken: Vec<bool> = batch
                .iter()
                .map(|(_, fields, _)| !seen.insert((fields.channel, fields.contact_id.clone())))
                .collect();
            insert(&mut tx, &batch, &taken, change).await?;
        }
        drop(seen);
        build(&mut tx, put_off).await.map_err(store_error)?;
        return tx.commit().await.map_err(store_error);
    }
    tx.rollback().await.map_err(store_error)?;
    while let Some(batch) = next() {
        let mut tx = connection
            .begin_with("BEGIN IMMEDIATE")
            .await
            .map_err(store_error)?;
        let taken = taken(&mut tx, &batch).await?;
        insert(&mut tx, &batch, &taken, change).await?;
        tx.commit().await.map_err(store_error)?;
    }
    Ok(())
}

/// What differs from entry to entry of one change, for `json_each`: contact, permission, from, to, kind of the actor.
pub(super) type EntryRow = (
    i64,
    &'static str,
    Option<&'static str>,
    &'static str,
    &'static str,
);

pub(super) fn entry_row(step: Step, change: &Change) -> EntryRow {
    (
        step.contact,
        step.permission.code(),
        step.from.map(PermissionState::code),
        step.to.code(),
        change.actor.kind_for(change.source, step.to).code(),
    )
}

/// Adds the ledger's entries of many contacts, in the order in which they were linked.
pub(super) async fn write_entries(
    connection: &mut SqliteConnection,
    links: Links,
    steps: &[EntryRow],
    change: &Change,
) -> Result<(), StoreError> {
    // The hashes are one value; each entry takes the one before it and its own.
    sqlx::query(
        "INSERT INTO permission_events
           (seq, contact, permission, from_state, to_state, actor_kind, actor_id, source, legal_basis,
            captured_at, recorded_at, batch, prev_hash, hash)
         SELECT ?1 + key, value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, ?2, ?3, ?4,
                ?5, ?6, ?7, substr(?8, key * 32 + 1, 32), substr(?8, key * 32 + 33, 32)
         FROM json_each(?9)",
    )
    .bind(links.first)
    .bind(change.actor.id.map(|id| id.to_string()))
    .bind(change.source.code())
    .bind(change.grounds.legal_basis.map(LegalBasis::code))
    .bind(change.grounds.captured_at.map(|at| at.0))
    .bind(change.at.0)
    .bind(change.batch.map(|batch| batch.to_string()))
    .bind(links.hashes)
    .bind(json(&steps).map_err(store_error)?)
    .execute(connection)
    .await
    .map(drop)
    .map_err(store_error)
}

/// Inserts those of which nobody has the ID yet, with their ledger; the first and the last of their numbers, which follow each
/// other.
pub(super) async fn insert(
    connection: &mut SqliteConnection,
    contacts: &[NewContact],
    taken: &[bool],
    change: &Change,
) -> Result<Option<(i64, i64)>, StoreError> {
    let last: Option<i64> =
        sqlx::query_scalar("SELECT seq FROM sqlite_sequence WHERE name = 'contacts'")
            .fetch_optional(&mut *connection)
            .await
            .map_err(store_error)?;
    let last = last.unwrap_or(0);
    let mut links = Links::at_the_end(connection).await?;
    let actor_id = change.actor.id.map(|id| id.to_string());

    let mut number = last;
    let mut rows = Vec::with_capacity(contacts.len());
    let mut steps = Vec::with_capacity(contacts.len() * 2);
    for (contact, _) in contacts.iter().zip(taken).filter(|(_, taken)| !**taken) {
        number += 1;
        let seqs = Permission::ALL.map(|permission| {
            let to = contact.1.permission(permission);
            let step = Step {
                contact: number,
                permission,
                from: None,
                to,
            };
            steps.push(entry_row(step, change));
            links.add(step, change, actor_id.as_deref(), None)
        });
        rows.push(new_row(number, contact, seqs));
    }
    if rows.is_empty() {
        return Ok(None);
    }
    sqlx::query(
        "INSERT INTO contacts
           (id, uuid, channel, contact_id, name, external_code, language, proactive, reactive,
            created_at, updated_at, proactive_seq, reactive_seq,
            name_key, contact_id_key, external_code_key, search_text)
         SELECT value ->> 0, unhex(value ->> 1), value ->> 2, value ->> 3, value ->> 4, value ->> 5, value ->> 6,
                value ->> 7, value ->> 8, value ->> 9, value ->> 9, value ->> 10, value ->> 11,
                value ->> 12, value ->> 13, value ->> 14, value ->> 15
         FROM json_each(?)",
    )
    .bind(json(&rows).map_err(store_error)?)
    .execute(&mut *connection)
    .await
    .map_err(store_error)?;
    write_entries(connection, links, &steps, change).await?;
    sqlx::query(
        "INSERT INTO contact_events (kind, contact, version, at, actor_kind, actor_id)
         SELECT 'created', id, 1, ?, ?, ? FROM contacts WHERE id > ? ORDER BY id",
    )
    .bind(change.at.0)
    .bind(change.actor.kind.code())
    .bind(actor_id)
    .bind(last)
    .execute(&mut *connection)
    .await
    .map_err(store_error)?;
    Ok(Some((last + 1, number)))
}

/// Which of them have an ID that is taken, in the database or by one before them.
pub(super) async fn taken(
    connection: &mut SqliteConnection,
    contacts: &[NewContact],
) -> Result<Vec<bool>, StoreError> {
    let mut seen = HashSet::with_capacity(contacts.len());
    let mut taken: Vec<bool> = contacts
        .iter()
        .map(|(_, fields, _)| !seen.insert((fields.channel, fields.contact_id.as_str())))
        .collect();
    let ids: Vec<_> = contacts
        .iter()
        .map(|(_, fields, _)| (fields.channel.code(), fields.contact_id.as_str()))
        .collect();
    let known: Vec<i64> = sqlx::query_scalar(
        "SELECT key FROM json_each(?)
         CROSS JOIN contacts c ON c.channel = value ->> 0 AND c.contact_id = value ->> 1",
    )
    .bind(json(&ids).map_err(store_error)?)
    .fetch_all(connection)
    .await
    .map_err(store_error)?;
    for key in known {
        if let Some(one) = usize::try_from(key).ok().and_then(|key| taken.get_mut(key)) {
            *one = true;
        }
    }
    Ok(taken)
}
