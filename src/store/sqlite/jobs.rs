//! Jobs: their states, their selections, what they refused and what they changed.

use super::{
    SqliteStore,
    contacts::begin,
    error::store_error,
    json::json,
    row::{COLUMNS, StoredContact},
    sql,
};
use crate::{
    domain::{
        ActorKind, Channel, ContactFields, ContactId, ContactQuery, ExternalCode, Job, JobCounts,
        JobKind, JobState, Timestamp,
    },
    store::{Change, JobChange, JobStep, NewJob, Numbered, Refusal, StoreError},
};
use futures_util::TryStreamExt;
use sqlx::{AssertSqlSafe, Connection, FromRow, SqliteConnection};
use std::collections::HashMap;
use uuid::Uuid;

/// Contacts in a part of a selection: one transaction of the work on it, which others wait for.
const PART: usize = 1_000;
/// Parts written at once.
const PARTS_AT_ONCE: usize = 20;

const JOB: &str = "SELECT j.uuid, j.kind, j.state, j.title, j.actor_kind, j.actor_id,
        coalesce(o.email, t.name) AS actor_name, j.created_at, j.started_at, j.ended_at, j.plan, j.checked, j.counts,
        j.position, j.total, j.problem, u.uuid AS undoes, b.uuid AS undone_by
     FROM jobs j
     LEFT JOIN operators o ON o.uuid = unhex(replace(j.actor_id, '-', ''))
     LEFT JOIN api_tokens t ON t.uuid = unhex(replace(j.actor_id, '-', ''))
     LEFT JOIN jobs u ON u.id = j.undoes
     LEFT JOIN jobs b ON b.undoes = j.id";

#[derive(FromRow)]
struct JobRow {
    uuid: Vec<u8>,
    kind: String,
    state: String,
    title: String,
    actor_kind: String,
    actor_id: Option<String>,
    actor_name: Option<String>,
    created_at: i64,
    started_at: Option<i64>,
    ended_at: Option<i64>,
    plan: String,
    checked: Option<String>,
    counts: String,
    position: i64,
    total: Option<i64>,
    problem: Option<String>,
    undoes: Option<Vec<u8>>,
    undone_by: Option<Vec<u8>>,
}

fn decode() -> StoreError {
    StoreError::Database(sqlx::Error::Decode("jobs".into()))
}

fn number(value: u64) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}

impl JobRow {
    fn into_job(self) -> Result<Job, StoreError> {
        let uuid = |bytes: Vec<u8>| Uuid::from_slice(&bytes).map_err(|_| decode());
        Ok(Job {
            id: uuid(self.uuid)?,
            kind: JobKind::from_code(&self.kind).ok_or_else(decode)?,
            state: JobState::from_code(&self.state).ok_or_else(decode)?,
            title: self.title,
            actor_kind: ActorKind::from_code(&self.actor_kind).ok_or_else(decode)?,
            actor_id: self.actor_id.and_then(|id| id.parse().ok()),
            actor_name: self.actor_name,
            created_at: Timestamp(self.created_at),
            started_at: self.started_at.map(Timestamp),
            ended_at: self.ended_at.map(Timestamp),
            plan: self.plan,
            checked: self.checked,
            counts: serde_json::from_str(&self.counts).map_err(|_| decode())?,
            position: u64::try_from(self.position).unwrap_or(0),
            total: self.total.and_then(|total| u64::try_from(total).ok()),
            problem: self.problem,
            undoes: self.undoes.map(uuid).transpose()?,
            undone_by: self.undone_by.map(uuid).transpose()?,
        })
    }
}

pub(super) fn counts_json(counts: &JobCounts) -> Result<String, StoreError> {
    json(counts).map_err(store_error)
}

pub(super) async fn job_number(
    connection: &mut SqliteConnection,
    id: Uuid,
) -> Result<i64, StoreError> {
    sqlx::query_scalar("SELECT id FROM jobs WHERE uuid = ?")
        .bind(id.as_bytes().to_vec())
        .fetch_one(connection)
        .await
        .map_err(store_error)
}

#[derive(FromRow)]
struct KeyedContact {
    key: i64,
    #[sqlx(flatten)]
    contact: StoredContact,
}

impl StoredContact {
    pub(super) fn into_numbered(self) -> Result<Numbered, StoreError> {
        Ok(Numbered {
            number: self.id,
            contact: self.into_contact()?,
        })
    }
}

impl SqliteStore {
    pub async fn create_job(&self, job: &NewJob, change: &Change) -> Result<(), StoreError> {
        let mut tx = begin(&self.writer).await?;
        let undoes = match job.undoes {
            Some(id) => Some(job_number(&mut tx, id).await?),
            None => None,
        };
        let made = sqlx::query(
            "INSERT INTO jobs
               (uuid, kind, state, title, actor_kind, actor_id, created_at, started_at, plan, counts, total, undoes)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (undoes) DO NOTHING",
        )
        .bind(job.id.as_bytes().to_vec())
        .bind(job.kind.code())
        .bind(job.state.code())
        .bind(&job.title)
        .bind(change.actor.kind.code())
        .bind(change.actor.id.map(|id| id.to_string()))
        .bind(change.at.0)
        .bind(job.state.is_active().then_some(change.at.0))
        .bind(&job.plan)
        .bind(counts_json(&JobCounts::default())?)
        .bind(job.total.map(number))
        .bind(undoes)
        .execute(&mut *tx)
        .await
        .map_err(store_error)?;
        if made.rows_affected() == 0 {
            return Err(StoreError::Overtaken);
        }
        tx.commit().await.map_err(store_error)
    }

    pub async fn job(&self, id: Uuid) -> Result<Job, StoreError> {
        let row: JobRow = sqlx::query_as(AssertSqlSafe(format!("{JOB} WHERE j.uuid = ?")))
            .bind(id.as_bytes().to_vec())
            .fetch_one(&self.readers)
            .await
            .map_err(store_error)?;
        row.into_job()
    }

    /// Newest first; `kind`: only those.
    pub async fn jobs(&self, kind: Option<JobKind>, limit: u16) -> Result<Vec<Job>, StoreError> {
        let rows: Vec<JobRow> = sqlx::query_as(AssertSqlSafe(format!(
            "{JOB} WHERE ?1 IS NULL OR j.kind = ?1 ORDER BY j.id DESC LIMIT ?2"
        )))
        .bind(kind.map(JobKind::code))
        .bind(i64::from(limit))
        .fetch_all(&self.readers)
        .await
        .map_err(store_error)?;
        rows.into_iter().map(JobRow::into_job).collect()
    }

    /// Those that something was to be done for when the program ended.
    pub async fn active_jobs(&self) -> Result<Vec<Job>, StoreError> {
        let rows: Vec<JobRow> = sqlx::query_as(AssertSqlSafe(format!(
            "{JOB} WHERE j.state IN ('checking', 'running') ORDER BY j.id"
        )))
        .fetch_all(&self.readers)
        .await
        .map_err(store_error)?;
        rows.into_iter().map(JobRow::into_job).collect()
    }

    /// Those that nobody has settled or started since.
    pub async fn stale_drafts(&self, before: Timestamp) -> Result<Vec<Uuid>, StoreError> {
        let rows: Vec<Vec<u8>> = sqlx::query_scalar(
            "SELECT uuid FROM jobs WHERE state IN ('draft', 'checked') AND created_at < ?",
        )
        .bind(before.0)
        .fetch_all(&self.readers)
        .await
        .map_err(store_error)?;
        rows.iter()
            .map(|uuid| Uuid::from_slice(uuid).map_err(|_| decode()))
            .collect()
    }

    /// Takes a step, unless the job is in another state by now: whether it was taken. A dry run and the first step of the work
    /// begin from nothing; the work that goes on after a restart does not.
    pub async fn step_job(&self, id: Uuid, step: &JobStep<'_>) -> Result<bool, StoreError> {
        let mut tx = begin(&self.writer).await?;
        let from: Vec<&str> = step.from.iter().map(|state| state.code()).collect();
        let begins = step.to.is_active();
        let taken = sqlx::query(
            "UPDATE jobs SET state = ?1,
                    started_at = CASE WHEN ?2 THEN ?3 ELSE started_at END,
                    ended_at = CASE WHEN ?4 THEN ?3 END,
                    position = CASE WHEN ?2 THEN 0 ELSE position END,
                    counts = CASE WHEN ?2 THEN ?5 ELSE counts END
             WHERE uuid = ?6 AND state IN (SELECT value FROM json_each(?7))",
        )
        .bind(step.to.code())
        .bind(begins)
        .bind(step.at.0)
        .bind(step.to.is_over())
        .bind(counts_json(&JobCounts::default())?)
        .bind(id.as_bytes().to_vec())
        .bind(json(&from).map_err(store_error)?)
        .execute(&mut *tx)
        .await
        .map_err(store_error)?
        .rows_affected()
            > 0;
        if taken && begins {
            sqlx::query(
                "DELETE FROM job_refusals WHERE job = (SELECT id FROM jobs WHERE uuid = ?)",
            )
            .bind(id.as_bytes().to_vec())
            .execute(&mut *tx)
            .await
            .map_err(store_error)?;
        }
        tx.commit().await.map_err(store_error)?;
        Ok(taken)
    }

    /// What is to be done, as long as nothing is: whether it was taken.
    pub async fn plan_job(
        &self,
        id: Uuid,
        plan: &str,
        total: Option<u64>,
    ) -> Result<bool, StoreError> {
        sqlx::query(
            "UPDATE jobs SET plan = ?, total = coalesce(?, total), state = 'draft', checked = NULL
             WHERE uuid = ? AND state IN ('draft', 'checked')",
        )
        .bind(plan)
        .bind(total.map(number))
        .bind(id.as_bytes().to_vec())
        .execute(&self.writer)
        .await
        .map(|done| done.rows_affected() > 0)
        .map_err(store_error)
    }

    /// The dry run's end.
    pub async fn finish_check(
        &self,
        id: Uuid,
        checked: &str,
        total: Option<u64>,
    ) -> Result<bool, StoreError> {
        sqlx::query(
            "UPDATE jobs SET state = 'checked', checked = ?, total = coalesce(?, total), position = 0
             WHERE uuid = ? AND state = 'checking'",
        )
        .bind(checked)
        .bind(total.map(number))
        .bind(id.as_bytes().to_vec())
        .execute(&self.writer)
        .await
        .map(|done| done.rows_affected() > 0)
        .map_err(store_error)
    }

    pub async fn fail_job(&self, id: Uuid, problem: &str, at: Timestamp) -> Result<(), StoreError> {
        sqlx::query("UPDATE jobs SET state = 'failed', problem = ?, ended_at = ? WHERE uuid = ?")
            .bind(problem)
            .bind(at.0)
            .bind(id.as_bytes().to_vec())
            .execute(&self.writer)
            .await
            .map(drop)
            .map_err(store_error)
    }

    /// The report with everything that it kept; what is being worked on stays. Whether it was there and could go.
    pub async fn delete_job(&self, id: Uuid) -> Result<bool, StoreError> {
        let deleted =
            sqlx::query("DELETE FROM jobs WHERE uuid = ? AND state NOT IN ('checking', 'running')")
                .bind(id.as_bytes().to_vec())
                .execute(&self.writer)
                .await
                .map_err(store_error)?;
        self.empty_log().await;
        Ok(deleted.rows_affected() > 0)
    }

    /// Adds refusals of a dry run.
    pub async fn refuse(&self, id: Uuid, refusals: &[Refusal]) -> Result<(), StoreError> {
        let mut tx = begin(&self.writer).await?;
        let job = job_number(&mut tx, id).await?;
        write_refusals(&mut tx, job, refusals).await?;
        tx.commit().await.map_err(store_error)
    }

    /// In the order of the file, behind a line.
    pub async fn refusals(
        &self,
        id: Uuid,
        after: u64,
        limit: u32,
    ) -> Result<Vec<Refusal>, StoreError> {
        let rows: Vec<(i64, String, String)> = sqlx::query_as(
            "SELECT r.line, r.problems, r.record FROM job_refusals r JOIN jobs j ON j.id = r.job
             WHERE j.uuid = ? AND r.line > ? ORDER BY r.line LIMIT ?",
        )
        .bind(id.as_bytes().to_vec())
        .bind(number(after))
        .bind(i64::from(limit))
        .fetch_all(&self.readers)
        .await
        .map_err(store_error)?;
        Ok(rows
            .into_iter()
            .map(|(line, problems, record)| Refusal {
                line: u64::try_from(line).unwrap_or(0),
                problems,
                record,
            })
            .collect())
    }

    /// Freezes what matches now as the job's selection; how many there are. Written in steps, read from one moment.
    pub async fn select_matching(&self, id: Uuid, query: &ContactQuery) -> Result<u64, StoreError> {
        let mut reader = self.readers.acquire().await.map_err(store_error)?;
        let mut moment = reader.begin().await.map_err(store_error)?;
        let mut sql = sql::ids(query);
        let mut ids = sql.build_query_scalar::<i64>().fetch(&mut *moment);
        let (mut part, mut total) = (0_i64, 0_u64);
        let mut parts: Vec<Vec<i64>> = vec![Vec::with_capacity(PART)];
        loop {
            let id_of_contact = ids.try_next().await.map_err(store_error)?;
            let ended = id_of_contact.is_none();
            if let Some(contact) = id_of_contact {
                total += 1;
                if parts.last().is_none_or(|part| part.len() >= PART) {
                    parts.push(Vec::with_capacity(PART));
                }
                if let Some(part) = parts.last_mut() {
                    part.push(contact);
                }
            }
            let full = parts.len() > PARTS_AT_ONCE;
            if full || ended {
                let rest = if full && !ended { parts.pop() } else { None };
                part = self.write_selection(id, part, &parts).await?;
                parts = vec![rest.unwrap_or_default()];
            }
            if ended {
                return Ok(total);
            }
        }
    }

    /// Freezes these as the job's selection, those that are there; how many there are.
    pub async fn select_contacts(&self, id: Uuid, contacts: &[Uuid]) -> Result<u64, StoreError> {
        let wanted: Vec<String> = contacts.iter().map(|id| id.simple().to_string()).collect();
        let numbers: Vec<i64> = sqlx::query_scalar(
            "SELECT c.id FROM json_each(?) wanted JOIN contacts c ON c.uuid = unhex(wanted.value)
             GROUP BY c.id ORDER BY c.id",
        )
        .bind(json(&wanted).map_err(store_error)?)
        .fetch_all(&self.readers)
        .await
        .map_err(store_error)?;
        let parts: Vec<Vec<i64>> = numbers.chunks(PART).map(<[i64]>::to_vec).collect();
        self.write_selection(id, 0, &parts).await?;
        Ok(numbers.len() as u64)
    }

    async fn write_selection(
        &self,
        id: Uuid,
        mut part: i64,
        parts: &[Vec<i64>],
    ) -> Result<i64, StoreError> {
        let mut tx = begin(&self.writer).await?;
        let job = job_number(&mut tx, id).await?;
        for contacts in parts.iter().filter(|contacts| !contacts.is_empty()) {
            sqlx::query("INSERT INTO job_selections (job, part, contacts) VALUES (?, ?, ?)")
                .bind(job)
                .bind(part)
                .bind(json(contacts).map_err(store_error)?)
                .execute(&mut *tx)
                .await
                .map_err(store_error)?;
            part += 1;
        }
        tx.commit().await.map_err(store_error)?;
        Ok(part)
    }

    /// The contacts of a part of the selection that are there still; `None` behind the last part.
    pub async fn selected(&self, id: Uuid, part: u64) -> Result<Option<Vec<Numbered>>, StoreError> {
        let mut reader = self.readers.acquire().await.map_err(store_error)?;
        let mut moment = reader.begin().await.map_err(store_error)?;
        let contacts: Option<String> = sqlx::query_scalar(
            "SELECT s.contacts FROM job_selections s JOIN jobs j ON j.id = s.job WHERE j.uuid = ? AND s.part = ?",
        )
        .bind(id.as_bytes().to_vec())
        .bind(number(part))
        .fetch_optional(&mut *moment)
        .await
        .map_err(store_error)?;
        let Some(contacts) = contacts else {
            return Ok(None);
        };
        let rows: Vec<StoredContact> = sqlx::query_as(AssertSqlSafe(format!(
            "SELECT {COLUMNS} FROM json_each(?) wanted CROSS JOIN contacts c ON c.id = wanted.value"
        )))
        .bind(contacts)
        .fetch_all(&mut *moment)
        .await
        .map_err(store_error)?;
        rows.into_iter()
            .map(StoredContact::into_numbered)
            .collect::<Result<_, _>>()
            .map(Some)
    }

    /// Those with these IDs, each in its place.
    pub async fn numbered_by_ids(
        &self,
        ids: &[(Channel, ContactId)],
    ) -> Result<Vec<Option<Numbered>>, StoreError> {
        let wanted: Vec<(&str, &str)> = ids
            .iter()
            .map(|(channel, id)| (channel.code(), id.as_str()))
            .collect();
        let rows: Vec<KeyedContact> = sqlx::query_as(AssertSqlSafe(format!(
            "SELECT wanted.key AS key, {COLUMNS} FROM json_each(?) wanted CROSS JOIN contacts c
             ON c.channel = wanted.value ->> 0 AND c.contact_id = wanted.value ->> 1"
        )))
        .bind(json(&wanted).map_err(store_error)?)
        .fetch_all(&self.readers)
        .await
        .map_err(store_error)?;
        let mut found = vec![None; ids.len()];
        for row in rows {
            let at = usize::try_from(row.key).ok();
            if let Some(place) = at.and_then(|at| found.get_mut(at)) {
                *place = Some(row.contact.into_numbered()?);
            }
        }
        Ok(found)
    }

    /// Those that carry these codes, each list in its place: two of them at most, which is enough to know that one is ambiguous.
    pub async fn numbered_by_codes(
        &self,
        codes: &[ExternalCode],
    ) -> Result<Vec<Vec<Numbered>>, StoreError> {
        let wanted: Vec<(String, &str)> = codes
            .iter()
            .map(|code| (crate::store::search::external_code_key(code), code.as_str()))
            .collect();
        let rows: Vec<KeyedContact> = sqlx::query_as(AssertSqlSafe(format!(
            "SELECT wanted.key AS key, {COLUMNS} FROM json_each(?) wanted CROSS JOIN contacts c
             ON c.id IN (SELECT id FROM contacts INDEXED BY contacts_by_external_code
                         WHERE external_code_key = wanted.value ->> 0 AND external_code = wanted.value ->> 1 LIMIT 2)"
        )))
        .bind(json(&wanted).map_err(store_error)?)
        .fetch_all(&self.readers)
        .await
        .map_err(store_error)?;
        let mut found = vec![Vec::new(); codes.len()];
        for row in rows {
            let at = usize::try_from(row.key).ok();
            if let Some(place) = at.and_then(|at| found.get_mut(at)) {
                place.push(row.contact.into_numbered()?);
            }
        }
        Ok(found)
    }

    /// What a job did, by the contacts' numbers, behind one of them.
    pub async fn changes_of(
        &self,
        id: Uuid,
        after: i64,
        limit: u32,
    ) -> Result<Vec<JobChange>, StoreError> {
        let mut reader = self.readers.acquire().await.map_err(store_error)?;
        let mut moment = reader.begin().await.map_err(store_error)?;
        let job = job_number(&mut moment, id).await?;
        let limit = i64::from(limit);
        let rows: Vec<(i64, i64, String)> = sqlx::query_as(
            "SELECT contact, version, before FROM job_changes WHERE job = ? AND contact > ? ORDER BY contact LIMIT ?",
        )
        .bind(job)
        .bind(after)
        .bind(limit)
        .fetch_all(&mut *moment)
        .await
        .map_err(store_error)?;
        let mut changes: Vec<(i64, i64, Option<String>)> = rows
            .into_iter()
            .map(|(number, version, before)| (number, version, Some(before)))
            .collect();
        let mut made_after = after;
        let mut wanted = limit;
        while wanted > 0 {
            let stretch: Option<(i64, i64)> = sqlx::query_as(
                "SELECT first, last FROM job_created WHERE job = ? AND last > ? ORDER BY first LIMIT 1",
            )
            .bind(job)
            .bind(made_after)
            .fetch_optional(&mut *moment)
            .await
            .map_err(store_error)?;
            let Some((first, last)) = stretch else { break };
            let begin = made_after.max(first - 1);
            let end = last.min(begin.saturating_add(wanted));
            changes.extend((begin + 1..=end).map(|number| (number, 1, None)));
            wanted -= end - begin;
            made_after = end;
        }
        changes.sort_unstable_by_key(|(number, _, _)| *number);
        changes.truncate(usize::try_from(limit).unwrap_or(usize::MAX));

        let numbers: Vec<i64> = changes.iter().map(|(number, _, _)| *number).collect();
        let rows: Vec<StoredContact> = sqlx::query_as(AssertSqlSafe(format!(
            "SELECT {COLUMNS} FROM json_each(?) wanted CROSS JOIN contacts c ON c.id = wanted.value"
        )))
        .bind(json(&numbers).map_err(store_error)?)
        .fetch_all(&mut *moment)
        .await
        .map_err(store_error)?;
        let mut present: HashMap<i64, StoredContact> =
            rows.into_iter().map(|row| (row.id, row)).collect();
        changes
            .into_iter()
            .map(|(number, version, before)| {
                let before = before
                    .map(|before| serde_json::from_str::<ContactFields>(&before))
                    .transpose()
                    .map_err(|_| decode())?;
                let present = present
                    .remove(&number)
                    .map(StoredContact::into_contact)
                    .transpose()?;
                Ok(JobChange {
                    number,
                    version,
                    before,
                    present,
                })
            })
            .collect()
    }
}

pub(super) async fn write_refusals(
    tx: &mut SqliteConnection,
    job: i64,
    refusals: &[Refusal],
) -> Result<(), StoreError> {
    if refusals.is_empty() {
        return Ok(());
    }
    let rows: Vec<(u64, &str, &str)> = refusals
        .iter()
        .map(|refusal| {
            (
                refusal.line,
                refusal.problems.as_str(),
                refusal.record.as_str(),
            )
        })
        .collect();
    sqlx::query(
        "INSERT INTO job_refusals (job, line, problems, record)
         SELECT ?1, value ->> 0, value ->> 1, value ->> 2 FROM json_each(?2)",
    )
    .bind(job)
    .bind(json(&rows).map_err(store_error)?)
    .execute(tx)
    .await
    .map(drop)
    .map_err(store_error)
}
