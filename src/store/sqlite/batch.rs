//! A part of a job: many contacts in one transaction, each statement for all of them.

use super::{
    SqliteStore,
    bulk::{self, EntryRow, entry_row, write_entries},
    contacts::{begin, stopped_at},
    error::store_error,
    events::changed_fields,
    jobs::{counts_json, job_number, write_refusals},
    json::json,
    ledger::Links,
};
use crate::{
    domain::{ContactFields, ExternalCode, Language, Name, Permission},
    store::{
        Batch, ContactEventKind, JobWork, Numbered, StoreError, Update,
        ledger::Step,
        search::{self, Keys, TAGS_CHARS},
    },
};
use serde::Serialize;
use serde_json::Value;
use sqlx::SqliteConnection;

/// A contact as it becomes, for `json_each`.
#[derive(Serialize)]
struct UpdatedRow<'a>(
    i64,
    Option<&'a str>,
    Option<&'a str>,
    &'a str,
    u8,
    u8,
    Option<i64>,
    Option<i64>,
    Option<i64>,
    String,
    String,
    String,
    i64,
);

/// The same of one whose permissions alone change.
#[derive(Serialize)]
struct SwitchedRow(
    i64,
    u8,
    u8,
    Option<i64>,
    Option<i64>,
    Option<i64>,
    String,
    i64,
);

/// An event, for `json_each`: kind, contact, version, the ledger's entry, fields.
type NotedRow = (&'static str, i64, i64, Option<i64>, Option<String>);

impl SqliteStore {
    /// Writes a part of a job with how far the job has come, all of it or nothing: [`StoreError::Overtaken`] where a contact is
    /// not as the batch has it any more.
    pub async fn apply(&self, work: &JobWork, batch: &Batch) -> Result<(), StoreError> {
        let mut tx = begin(&self.writer).await?;
        let job = job_number(&mut tx, work.job).await?;
        check_versions(&mut tx, batch).await?;
        create(&mut tx, job, work, batch).await?;
        update(&mut tx, job, work, &batch.updates).await?;
        delete(&mut tx, work, batch).await?;
        progress(&mut tx, job, batch).await?;
        tx.commit().await.map_err(store_error)?;
        if batch.changes_contacts() {
            self.tell_of_change();
        }
        if !batch.deletes.is_empty() {
            self.empty_log().await;
        }
        Ok(())
    }
}

/// Creates and refuses, and says how far the job is: what an empty database gets in one transaction.
pub(super) async fn fill(
    tx: &mut SqliteConnection,
    job: i64,
    work: &JobWork,
    batch: &Batch,
) -> Result<(), StoreError> {
    let taken = vec![false; batch.creates.len()];
    let made = bulk::insert(tx, &batch.creates, &taken, &work.change).await?;
    note_made(tx, job, work, made).await?;
    progress(tx, job, batch).await
}

async fn progress(tx: &mut SqliteConnection, job: i64, batch: &Batch) -> Result<(), StoreError> {
    write_refusals(tx, job, &batch.refusals).await?;
    let number = |position: u64| i64::try_from(position).unwrap_or(i64::MAX);
    let moved = sqlx::query(
        "UPDATE jobs SET position = ?, counts = ? WHERE id = ? AND position = ? AND state = 'running'",
    )
    .bind(number(batch.position))
    .bind(counts_json(&batch.counts)?)
    .bind(job)
    .bind(number(batch.from))
    .execute(tx)
    .await
    .map_err(store_error)?;
    if moved.rows_affected() > 0 {
        Ok(())
    } else {
        Err(StoreError::Overtaken)
    }
}

async fn check_versions(tx: &mut SqliteConnection, batch: &Batch) -> Result<(), StoreError> {
    let updated = batch.updates.iter().map(|update| &update.before);
    let known: Vec<(i64, i64)> = updated
        .chain(&batch.deletes)
        .map(|before| (before.number, before.contact.version))
        .collect();
    if known.is_empty() {
        return Ok(());
    }
    let as_they_were: i64 = sqlx::query_scalar(
        "SELECT count(*) FROM json_each(?) known CROSS JOIN contacts c
         ON c.id = known.value ->> 0 AND c.version = known.value ->> 1",
    )
    .bind(json(&known).map_err(store_error)?)
    .fetch_one(tx)
    .await
    .map_err(store_error)?;
    if usize::try_from(as_they_were) == Ok(known.len()) {
        Ok(())
    } else {
        Err(StoreError::Overtaken)
    }
}

async fn create(
    tx: &mut SqliteConnection,
    job: i64,
    work: &JobWork,
    batch: &Batch,
) -> Result<(), StoreError> {
    if batch.creates.is_empty() {
        return Ok(());
    }
    let taken = bulk::taken(tx, &batch.creates).await?;
    if taken.contains(&true) {
        return Err(StoreError::Overtaken);
    }
    let made = bulk::insert(tx, &batch.creates, &taken, &work.change).await?;
    note_made(tx, job, work, made).await
}

async fn note_made(
    tx: &mut SqliteConnection,
    job: i64,
    work: &JobWork,
    made: Option<(i64, i64)>,
) -> Result<(), StoreError> {
    let Some((first, last)) = made.filter(|_| work.undoable) else {
        return Ok(());
    };
    // One stretch where it goes on from the one before.
    let grown = sqlx::query("UPDATE job_created SET last = ? WHERE job = ? AND last = ?")
        .bind(last)
        .bind(job)
        .bind(first - 1)
        .execute(&mut *tx)
        .await
        .map_err(store_error)?;
    if grown.rows_affected() > 0 {
        return Ok(());
    }
    sqlx::query("INSERT INTO job_created (job, first, last) VALUES (?, ?, ?)")
        .bind(job)
        .bind(first)
        .bind(last)
        .execute(tx)
        .await
        .map(drop)
        .map_err(store_error)
}

async fn update(
    tx: &mut SqliteConnection,
    job: i64,
    work: &JobWork,
    updates: &[Update],
) -> Result<(), StoreError> {
    if updates.is_empty() {
        return Ok(());
    }
    let change = &work.change;
    let actor_id = change.actor.id.map(|id| id.to_string());
    let mut links = Links::at_the_end(tx).await?;
    let mut steps: Vec<EntryRow> = Vec::new();
    let extent = Extent::of(updates);
    let (mut rows, mut switched) = (Vec::new(), Vec::new());
    let mut noted: Vec<NotedRow> = Vec::new();
    let mut befores: Vec<(i64, i64, String)> = Vec::new();
    for Update { before, after } in updates {
        let number = before.number;
        let known = &before.contact;
        let version = known.version + 1;
        let mut seqs = [None; 2];
        for (seq, permission) in seqs.iter_mut().zip(Permission::ALL) {
            let (from, to) = (
                known.fields.permission(permission),
                after.permission(permission),
            );
            if from != to {
                let step = Step {
                    contact: number,
                    permission,
                    from: Some(from),
                    to,
                };
                steps.push(entry_row(step, change));
                *seq = Some(links.add(step, change, actor_id.as_deref(), None));
            }
        }
        let other = changed_fields(&known.fields, after);
        if !other.is_empty() {
            let kind = ContactEventKind::Updated.code();
            noted.push((
                kind,
                number,
                version,
                None,
                Some(Value::Object(other).to_string()),
            ));
        }
        for entry in seqs.into_iter().flatten() {
            let kind = ContactEventKind::Permission.code();
            noted.push((kind, number, version, Some(entry), None));
        }
        let stopped = if seqs[0].is_some() {
            stopped_at(Some(known), after, change)
        } else {
            known.stopped_at
        };
        let stopped = stopped.map(|at| at.0);
        if extent == Extent::Permissions {
            switched.push(switched_row(number, after, seqs, stopped, version));
        } else {
            rows.push(updated_row(number, after, seqs, stopped, version));
        }
        if work.undoable {
            befores.push((number, version, json(&known.fields).map_err(store_error)?));
        }
    }
    let rows = if extent == Extent::Permissions {
        json(&switched).map_err(store_error)?
    } else {
        json(&rows).map_err(store_error)?
    };
    write_updated(tx, rows, change.at.0, extent).await?;
    if !steps.is_empty() {
        write_entries(tx, links, &steps, change).await?;
    }
    sqlx::query(
        "INSERT INTO contact_events (kind, contact, version, at, actor_kind, actor_id, entry, fields)
         SELECT value ->> 0, value ->> 1, value ->> 2, ?1, ?2, ?3, value ->> 3, value ->> 4 FROM json_each(?4)",
    )
    .bind(change.at.0)
    .bind(change.actor.kind.code())
    .bind(actor_id)
    .bind(json(&noted).map_err(store_error)?)
    .execute(&mut *tx)
    .await
    .map_err(store_error)?;
    sqlx::query(
        "INSERT INTO job_changes (job, contact, version, before)
         SELECT ?1, value ->> 0, value ->> 1, value ->> 2 FROM json_each(?2)",
    )
    .bind(job)
    .bind(json(&befores).map_err(store_error)?)
    .execute(tx)
    .await
    .map(drop)
    .map_err(store_error)
}

/// Whether the search index overwrites what is taken from it. A setting of the file: it must be on again when others write.
async fn secure_delete(tx: &mut SqliteConnection, on: bool) -> Result<(), StoreError> {
    sqlx::query("INSERT INTO contacts_search (contacts_search, rank) VALUES ('secure-delete', ?)")
        .bind(i64::from(on))
        .execute(tx)
        .await
        .map(drop)
        .map_err(store_error)
}

fn updated_row(
    number: i64,
    after: &ContactFields,
    [proactive_seq, reactive_seq]: [Option<i64>; 2],
    stopped_at: Option<i64>,
    version: i64,
) -> UpdatedRow<'_> {
    let keys = Keys::of(after);
    UpdatedRow(
        number,
        after.name.as_ref().map(Name::as_str),
        after.external_code.as_ref().map(ExternalCode::as_str),
        after.language.as_ref().map_or("", Language::as_str),
        after.proactive.is_active().into(),
        after.reactive.is_active().into(),
        proactive_seq,
        reactive_seq,
        stopped_at,
        keys.name,
        keys.external_code,
        keys.search_text,
        version,
    )
}

fn switched_row(
    number: i64,
    after: &ContactFields,
    [proactive_seq, reactive_seq]: [Option<i64>; 2],
    stopped_at: Option<i64>,
    version: i64,
) -> SwitchedRow {
    SwitchedRow(
        number,
        after.proactive.is_active().into(),
        after.reactive.is_active().into(),
        proactive_seq,
        reactive_seq,
        stopped_at,
        search::tags(after),
        version,
    )
}

/// How much of the contacts changes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Extent {
    Permissions,
    /// The tags of the search: permissions and languages.
    Tags,
    Everything,
}

impl Extent {
    fn of(updates: &[Update]) -> Self {
        let one = |update: &Update| {
            let (before, after) = (&update.before.contact.fields, &update.after);
            if before.name != after.name || before.external_code != after.external_code {
                Self::Everything
            } else if before.language != after.language {
                Self::Tags
            } else {
                Self::Permissions
            }
        };
        let extents: Vec<Self> = updates.iter().map(one).collect();
        [Self::Everything, Self::Tags]
            .into_iter()
            .find(|extent| extents.contains(extent))
            .unwrap_or(Self::Permissions)
    }
}

async fn write_updated(
    tx: &mut SqliteConnection,
    rows: String,
    at: i64,
    extent: Extent,
) -> Result<(), StoreError> {
    // An index is written for each column that is named, whether its value changes or not.
    let statement = match extent {
        Extent::Permissions => {
            // The 13th character is the first behind the tags.
            const { assert!(TAGS_CHARS == 12) };
            "UPDATE contacts SET
                proactive = r.value ->> 1, reactive = r.value ->> 2,
                proactive_seq = coalesce(r.value ->> 3, proactive_seq),
                reactive_seq = coalesce(r.value ->> 4, reactive_seq),
                stopped_at = r.value ->> 5, search_text = (r.value ->> 6) || substr(search_text, 13),
                version = r.value ->> 7, updated_at = ?1
             FROM json_each(?2) r WHERE contacts.id = r.value ->> 0"
        }
        Extent::Tags | Extent::Everything => {
            "UPDATE contacts SET
                name = r.value ->> 1, external_code = r.value ->> 2, language = r.value ->> 3,
                proactive = r.value ->> 4, reactive = r.value ->> 5,
                proactive_seq = coalesce(r.value ->> 6, proactive_seq),
                reactive_seq = coalesce(r.value ->> 7, reactive_seq),
                stopped_at = r.value ->> 8, name_key = r.value ->> 9, external_code_key = r.value ->> 10,
                search_text = r.value ->> 11, version = r.value ->> 12, updated_at = ?1
             FROM json_each(?2) r WHERE contacts.id = r.value ->> 0"
        }
    };
    // Of the tags nobody would want anything erased, and looking for each on its page takes ten times as long.
    let retags = extent != Extent::Everything;
    if retags {
        secure_delete(tx, false).await?;
    }
    sqlx::query(statement)
        .bind(at)
        .bind(rows)
        .execute(&mut *tx)
        .await
        .map_err(store_error)?;
    if retags {
        secure_delete(tx, true).await?;
    }
    Ok(())
}

async fn delete(
    tx: &mut SqliteConnection,
    work: &JobWork,
    batch: &Batch,
) -> Result<(), StoreError> {
    if batch.deletes.is_empty() {
        return Ok(());
    }
    let change = &work.change;
    let gone: Vec<(i64, String, i64)> = batch
        .deletes
        .iter()
        .map(|Numbered { number, contact }| {
            (
                *number,
                contact.id.simple().to_string(),
                contact.version + 1,
            )
        })
        .collect();
    let gone = json(&gone).map_err(store_error)?;
    for statement in [
        "DELETE FROM contacts WHERE id IN (SELECT value ->> 0 FROM json_each(?))",
        "DELETE FROM permission_texts WHERE contact IN (SELECT value ->> 0 FROM json_each(?))",
        "UPDATE contact_events SET fields = '{}'
         WHERE contact IN (SELECT value ->> 0 FROM json_each(?)) AND fields IS NOT NULL",
        "DELETE FROM idempotency_keys WHERE contact IN (SELECT value ->> 0 FROM json_each(?))",
        "DELETE FROM job_changes WHERE contact IN (SELECT value ->> 0 FROM json_each(?))",
    ] {
        sqlx::query(statement)
            .bind(&gone)
            .execute(&mut *tx)
            .await
            .map_err(store_error)?;
    }
    sqlx::query(
        "INSERT INTO contact_events (kind, contact, version, at, actor_kind, actor_id, uuid)
         SELECT 'deleted', value ->> 0, value ->> 2, ?1, ?2, ?3, unhex(value ->> 1) FROM json_each(?4)",
    )
    .bind(change.at.0)
    .bind(change.actor.kind.code())
    .bind(change.actor.id.map(|id| id.to_string()))
    .bind(gone)
    .execute(tx)
    .await
    .map(drop)
    .map_err(store_error)
}
