//! What other systems ask: by external code, by contact ID for thousands at once, and once only.

use super::{
    SqliteStore,
    contacts::{begin, create},
    error::store_error,
    row::{COLUMNS, StoredContact},
};
use crate::{
    domain::{Contact, ContactFields, ExternalCode, Language, PermissionState, TOTAL_CAP, Total},
    store::{
        Change, Coded, KnownPermission, OnceKey, PermissionQuestion, StoreError,
        search::external_code_key,
    },
};
use serde::Serialize;
use sqlx::AssertSqlSafe;
use uuid::Uuid;

/// A question for `json_each`: channel, contact ID, whether it is about proactive messages, as of when.
#[derive(Serialize)]
struct Asked<'a>(&'a str, &'a str, bool, Option<i64>);

/// Of a question: its place, whether it is active, what it rests on, the language, and whether the contact stopped it.
type Answer = (usize, u8, i64, String, u8);

impl SqliteStore {
    pub async fn by_external_code(
        &self,
        code: &ExternalCode,
        after: i64,
        limit: u16,
    ) -> Result<Coded, StoreError> {
        let key = external_code_key(code);
        let mut reader = self.readers.acquire().await.map_err(store_error)?;
        let cap = i64::try_from(TOTAL_CAP + 1).unwrap_or(i64::MAX);
        let count: i64 = sqlx::query_scalar(
            "SELECT count(*) FROM (SELECT 1 FROM contacts
             WHERE external_code_key = ? AND external_code = ? LIMIT ?)",
        )
        .bind(&key)
        .bind(code.as_str())
        .bind(cap)
        .fetch_one(&mut *reader)
        .await
        .map_err(store_error)?;
        let mut rows: Vec<StoredContact> = sqlx::query_as(AssertSqlSafe(format!(
            "SELECT {COLUMNS} FROM contacts c
             WHERE c.external_code_key = ? AND c.external_code = ? AND c.id > ? ORDER BY c.id LIMIT ?"
        )))
        .bind(key)
        .bind(code.as_str())
        .bind(after)
        .bind(i64::from(limit) + 1)
        .fetch_all(&mut *reader)
        .await
        .map_err(store_error)?;
        let more = rows.len() > usize::from(limit);
        rows.truncate(limit.into());
        let next = rows.last().filter(|_| more).map(|row| row.id);
        Ok(Coded {
            contacts: rows
                .into_iter()
                .map(StoredContact::into_contact)
                .collect::<Result<_, _>>()?,
            next,
            total: Total::capped(u64::try_from(count).unwrap_or(0)),
        })
    }

    pub async fn create_once(
        &self,
        key: &OnceKey,
        id: Uuid,
        fields: &ContactFields,
        change: &Change,
    ) -> Result<(Contact, bool), StoreError> {
        let mut tx = begin(&self.writer).await?;
        let subject = key.subject.as_bytes().to_vec();
        sqlx::query("DELETE FROM idempotency_keys WHERE at < ?")
            .bind(key.since.0)
            .execute(&mut *tx)
            .await
            .map_err(store_error)?;
        let known: Option<(Vec<u8>, i64)> = sqlx::query_as(
            "SELECT request, contact FROM idempotency_keys WHERE subject = ? AND key = ?",
        )
        .bind(&subject)
        .bind(&key.key)
        .fetch_optional(&mut *tx)
        .await
        .map_err(store_error)?;
        if let Some((request, number)) = known {
            if request != key.request {
                return Err(StoreError::KeyReused);
            }
            let made: StoredContact = sqlx::query_as(AssertSqlSafe(format!(
                "SELECT {COLUMNS} FROM contacts c WHERE c.id = ?"
            )))
            .bind(number)
            .fetch_one(&mut *tx)
            .await
            .map_err(store_error)?;
            return Ok((made.into_contact()?, true));
        }
        let made = create(&mut tx, id, fields, change).await?;
        sqlx::query(
            "INSERT INTO idempotency_keys (subject, key, request, contact, at)
             SELECT ?, ?, ?, id, ? FROM contacts WHERE uuid = ?",
        )
        .bind(subject)
        .bind(&key.key)
        .bind(key.request.to_vec())
        .bind(change.at.0)
        .bind(id.as_bytes().to_vec())
        .execute(&mut *tx)
        .await
        .map_err(store_error)?;
        tx.commit().await.map_err(store_error)?;
        self.tell_of_change();
        Ok((made, false))
    }

    pub async fn permissions_of(
        &self,
        asked: &[PermissionQuestion],
    ) -> Result<Vec<Option<KnownPermission>>, StoreError> {
        let rows: Vec<Asked> = asked
            .iter()
            .map(|question| {
                Asked(
                    question.channel.code(),
                    question.contact_id.as_str(),
                    question.permission == crate::domain::Permission::Proactive,
                    question.as_of.map(|at| at.0),
                )
            })
            .collect();
        let json = serde_json::to_string(&rows)
            .map_err(|error| StoreError::Database(sqlx::Error::Encode(error.into())))?;
        // One row of JSON: thousands of rows cost more to hand over than to find.
        let answers: String = sqlx::query_scalar(if asked.iter().any(|one| one.as_of.is_some()) {
            AS_OF
        } else {
            PRESENT
        })
        .bind(json)
        .fetch_one(&self.readers)
        .await
        .map_err(store_error)?;
        let answers: Vec<Answer> = serde_json::from_str(&answers)
            .map_err(|error| StoreError::Database(sqlx::Error::Decode(error.into())))?;
        let mut known: Vec<Option<KnownPermission>> = vec![None; asked.len()];
        for (place, active, seq, language, stopped) in answers {
            if let Some(known) = known.get_mut(place) {
                *known = Some(KnownPermission {
                    state: PermissionState::from_active(active == 1),
                    seq,
                    language: Language::from_stored(language),
                    stopped: stopped == 1,
                });
            }
        }
        Ok(known)
    }
}

const PRESENT: &str = "SELECT json_group_array(json_array(
       key,
       iif(value ->> 2, c.proactive, c.reactive),
       iif(value ->> 2, c.proactive_seq, c.reactive_seq),
       c.language,
       value ->> 2 AND c.stopped_at IS NOT NULL))
     FROM json_each(?)
     CROSS JOIN contacts c ON c.channel = value ->> 0 AND c.contact_id = value ->> 1";

/// What was recorded by a moment; the present where a question names none. Who was not there yet is not known.
const AS_OF: &str = "SELECT json_group_array(json_array(
       j.key,
       e.to_state = 'active',
       e.seq,
       c.language,
       j.value ->> 2 AND e.to_state = 'blocked' AND (
         SELECT p.actor_kind = 'contact' FROM permission_events p
         WHERE p.contact = c.id AND p.permission = 'proactive' AND p.seq <= e.seq
           AND (p.to_state = 'active' OR p.actor_kind = 'contact')
         ORDER BY p.seq DESC LIMIT 1) IS 1))
     FROM json_each(?) j
     CROSS JOIN contacts c ON c.channel = j.value ->> 0 AND c.contact_id = j.value ->> 1
     CROSS JOIN permission_events e ON e.seq = (
       SELECT max(l.seq) FROM permission_events l
       WHERE l.contact = c.id AND l.permission = iif(j.value ->> 2, 'proactive', 'reactive')
         AND (j.value ->> 3 IS NULL OR l.recorded_at <= j.value ->> 3))";
