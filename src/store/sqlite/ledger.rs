//! The ledger's rows: written one after the other, read by contact, walked as a whole.

use super::{SqliteStore, contacts::stored, error::store_error};
use crate::{
    domain::{ActorKind, EventSource, Grounds, LegalBasis, Permission, PermissionState, Timestamp},
    store::{
        Change, Digest, LedgerEntry, PermissionEvent, StoreError, VerifyError,
        ledger::{Entry, Fault, Head, Proof, Step, Texts, Verifier, hex, texts_digest},
    },
};
use futures_util::TryStreamExt;
use serde_json::{Map, Value};
use sqlx::{AssertSqlSafe, Connection, FromRow, SqliteConnection};
use uuid::Uuid;

/// The end of the chain.
pub(super) async fn head(connection: &mut SqliteConnection) -> Result<Head, StoreError> {
    let last: Option<(i64, Vec<u8>)> =
        sqlx::query_as("SELECT seq, hash FROM permission_events ORDER BY seq DESC LIMIT 1")
            .fetch_optional(connection)
            .await
            .map_err(store_error)?;
    let Some((seq, hash)) = last else {
        return Ok(Head::EMPTY);
    };
    let hash = hash.try_into().map_err(|_| decode())?;
    Ok(Head { seq, hash })
}

fn decode() -> StoreError {
    StoreError::Database(sqlx::Error::Decode("permission_events".into()))
}

/// What was written about a change, with a salt of its own.
pub(super) fn texts(grounds: &Grounds) -> Result<Option<Texts>, StoreError> {
    if grounds.reason.is_none() && grounds.evidence.is_none() {
        return Ok(None);
    }
    let mut salt = [0; 16];
    getrandom::fill(&mut salt).map_err(|error| {
        StoreError::Database(sqlx::Error::Io(std::io::Error::other(error.to_string())))
    })?;
    Ok(Some(Texts {
        salt,
        reason: grounds.reason.clone(),
        evidence: grounds.evidence.clone(),
    }))
}

/// Adds an entry to the end of the chain; its number.
pub(super) async fn record(
    tx: &mut SqliteConnection,
    step: Step,
    change: &Change,
) -> Result<i64, StoreError> {
    let mut head = head(tx).await?;
    let texts = texts(&change.grounds)?;
    let digest = texts.as_ref().map(Texts::digest);
    let link = head.link(step, change, digest.as_ref());
    sqlx::query(
        "INSERT INTO permission_events
           (seq, contact, permission, from_state, to_state, actor_kind, actor_id, source, legal_basis,
            texts, captured_at, recorded_at, batch, prev_hash, hash)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    )
    .bind(link.seq)
    .bind(step.contact)
    .bind(step.permission.code())
    .bind(step.from.map(PermissionState::code))
    .bind(step.to.code())
    .bind(change.actor.kind_for(change.source, step.to).code())
    .bind(change.actor.id.map(|id| id.to_string()))
    .bind(change.source.code())
    .bind(change.grounds.legal_basis.map(LegalBasis::code))
    .bind(digest.map(|digest| digest.to_vec()))
    .bind(change.grounds.captured_at.map(|at| at.0))
    .bind(change.at.0)
    .bind(change.batch.map(|batch| batch.to_string()))
    .bind(link.prev_hash.to_vec())
    .bind(link.hash.to_vec())
    .execute(&mut *tx)
    .await
    .map_err(store_error)?;
    if let Some(texts) = texts {
        sqlx::query(
            "INSERT INTO permission_texts (seq, contact, salt, reason, evidence) VALUES (?, ?, ?, ?, ?)",
        )
        .bind(link.seq)
        .bind(step.contact)
        .bind(texts.salt.to_vec())
        .bind(texts.reason)
        .bind(texts.evidence)
        .execute(tx)
        .await
        .map_err(store_error)?;
    }
    Ok(link.seq)
}

/// Of a contact that is gone already: the triggers refuse it of one that is there.
pub(super) async fn erase_texts(tx: &mut SqliteConnection, contact: i64) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM permission_texts WHERE contact = ?")
        .bind(contact)
        .execute(tx)
        .await
        .map(drop)
        .map_err(store_error)
}

/// The columns of [`EventRow`], of the tables that [`ENTRY_NAMES`] adds to `permission_events e`.
pub(super) const ENTRY_COLUMNS: &str = "e.seq, e.permission, e.from_state, e.to_state, e.actor_kind, e.actor_id, \
     coalesce(eo.email, et.name) AS actor_name, e.source, e.legal_basis, e.captured_at, e.recorded_at, \
     e.batch, e.hash, x.reason, x.evidence";
pub(super) const ENTRY_NAMES: &str = "LEFT JOIN permission_texts x ON x.seq = e.seq \
     LEFT JOIN operators eo ON eo.uuid = unhex(replace(e.actor_id, '-', '')) \
     LEFT JOIN api_tokens et ON et.uuid = unhex(replace(e.actor_id, '-', ''))";

/// An entry, or the NULLs of a join that found none.
#[derive(FromRow)]
pub(super) struct EventRow {
    seq: Option<i64>,
    permission: Option<String>,
    from_state: Option<String>,
    to_state: Option<String>,
    actor_kind: Option<String>,
    actor_id: Option<String>,
    actor_name: Option<String>,
    source: Option<String>,
    legal_basis: Option<String>,
    captured_at: Option<i64>,
    recorded_at: Option<i64>,
    batch: Option<String>,
    hash: Option<Vec<u8>>,
    reason: Option<String>,
    evidence: Option<String>,
}

pub(super) fn permission(code: &str) -> Option<Permission> {
    Permission::ALL
        .into_iter()
        .find(|permission| permission.code() == code)
}

impl EventRow {
    pub(super) fn into_event(self) -> Result<Option<PermissionEvent>, StoreError> {
        let Some(seq) = self.seq else {
            return Ok(None);
        };
        let read = || {
            Some(PermissionEvent {
                seq,
                permission: permission(self.permission.as_deref()?)?,
                from: match &self.from_state {
                    Some(state) => Some(state.parse().ok()?),
                    None => None,
                },
                to: self.to_state.as_deref()?.parse().ok()?,
                actor_kind: ActorKind::from_code(self.actor_kind.as_deref()?)?,
                actor_id: self.actor_id.as_deref().and_then(|id| id.parse().ok()),
                actor_name: self.actor_name,
                source: EventSource::from_code(self.source.as_deref()?)?,
                legal_basis: match &self.legal_basis {
                    Some(code) => Some(LegalBasis::from_code(code)?),
                    None => None,
                },
                reason: self.reason,
                evidence: self.evidence,
                captured_at: self.captured_at.map(Timestamp),
                recorded_at: Timestamp(self.recorded_at?),
                batch: self.batch.as_deref().and_then(|batch| batch.parse().ok()),
                hash: self.hash?.try_into().ok()?,
            })
        };
        read().map(Some).ok_or_else(decode)
    }
}

/// An entry as it stands, with what was written about it.
#[derive(FromRow)]
struct RawRow {
    seq: i64,
    contact: i64,
    permission: String,
    from_state: Option<String>,
    to_state: String,
    actor_kind: String,
    actor_id: Option<String>,
    source: String,
    legal_basis: Option<String>,
    texts: Option<Vec<u8>>,
    captured_at: Option<i64>,
    recorded_at: i64,
    batch: Option<String>,
    prev_hash: Vec<u8>,
    hash: Vec<u8>,
    texts_of: Option<i64>,
    salt: Option<Vec<u8>>,
    reason: Option<String>,
    evidence: Option<String>,
    uuid: Option<Vec<u8>>,
}

const RAW: &str = "SELECT e.*, x.contact AS texts_of, x.salt, x.reason, x.evidence, c.uuid
     FROM permission_events e
     LEFT JOIN permission_texts x ON x.seq = e.seq
     LEFT JOIN contacts c ON c.id = e.contact
     WHERE e.seq > ? ORDER BY e.seq LIMIT ?";

impl RawRow {
    fn entry(&self) -> Entry<'_> {
        Entry {
            seq: self.seq,
            contact: self.contact,
            permission: &self.permission,
            from: self.from_state.as_deref(),
            to: &self.to_state,
            actor_kind: &self.actor_kind,
            actor_id: self.actor_id.as_deref(),
            source: &self.source,
            legal_basis: self.legal_basis.as_deref(),
            texts: self.texts.as_deref(),
            captured_at: self.captured_at,
            recorded_at: self.recorded_at,
            batch: self.batch.as_deref(),
            prev_hash: &self.prev_hash,
        }
    }

    /// What was written is what was hashed, and is there as long as the contact is.
    fn check_texts(&self) -> Result<(), Fault> {
        let seq = self.seq;
        match (&self.texts, &self.salt) {
            (None, Some(_)) => Err(Fault::Texts { seq }),
            (Some(_), None) if self.uuid.is_some() => Err(Fault::TextsMissing { seq }),
            (_, None) => Ok(()),
            (Some(digest), Some(salt)) => {
                let found = texts_digest(salt, self.reason.as_deref(), self.evidence.as_deref());
                // Whose they are is not hashed with them; it decides with whom they are erased.
                if digest.as_slice() == found && self.texts_of == Some(self.contact) {
                    Ok(())
                } else {
                    Err(Fault::Texts { seq })
                }
            }
        }
    }

    fn into_entry(self) -> Result<LedgerEntry, StoreError> {
        let mut members: Map<String, Value> =
            serde_json::from_str(&self.entry().canonical()).map_err(|_| decode())?;
        members.insert("hash".to_owned(), Value::from(hex(&self.hash)));
        let texts = match self.salt {
            Some(salt) => Some(Texts {
                salt: salt.try_into().map_err(|_| decode())?,
                reason: self.reason,
                evidence: self.evidence,
            }),
            None => None,
        };
        let contact = self.uuid.map(|uuid| Uuid::from_slice(&uuid)).transpose();
        Ok(LedgerEntry {
            seq: self.seq,
            members,
            texts,
            contact: contact.map_err(|_| decode())?,
        })
    }
}

#[derive(FromRow)]
struct StateRow {
    id: i64,
    uuid: Vec<u8>,
    proactive: i64,
    reactive: i64,
    proactive_seq: i64,
    reactive_seq: i64,
    stopped_at: Option<i64>,
}

/// `None`: neither of the two, which only a hand in the file can leave.
const fn state(active: i64) -> Option<PermissionState> {
    match active {
        0 => Some(PermissionState::Blocked),
        1 => Some(PermissionState::Active),
        _ => None,
    }
}

impl SqliteStore {
    pub async fn events(&self, id: Uuid) -> Result<Vec<PermissionEvent>, StoreError> {
        let mut reader = self.readers.acquire().await.map_err(store_error)?;
        let number = stored(&mut reader, id).await?.id;
        let rows: Vec<EventRow> = sqlx::query_as(AssertSqlSafe(format!(
            "SELECT {ENTRY_COLUMNS} FROM permission_events e {ENTRY_NAMES}
             WHERE e.contact = ? ORDER BY e.seq"
        )))
        .bind(number)
        .fetch_all(&mut *reader)
        .await
        .map_err(store_error)?;
        rows.into_iter()
            .filter_map(|row| row.into_event().transpose())
            .collect()
    }

    pub async fn ledger_after(&self, seq: i64, limit: u32) -> Result<Vec<LedgerEntry>, StoreError> {
        let rows: Vec<RawRow> = sqlx::query_as(RAW)
            .bind(seq)
            .bind(i64::from(limit))
            .fetch_all(&self.readers)
            .await
            .map_err(store_error)?;
        rows.into_iter().map(RawRow::into_entry).collect()
    }

    pub async fn verify_ledger(&self) -> Result<Proof, VerifyError> {
        let mut reader = self.readers.acquire().await.map_err(store_error)?;
        // One moment of the database, however long it takes and whoever writes meanwhile.
        let mut moment = reader.begin().await.map_err(store_error)?;
        let mut verifier = Verifier::default();
        {
            let mut rows = sqlx::query_as::<_, RawRow>(RAW)
                .bind(i64::MIN)
                .bind(i64::MAX)
                .fetch(&mut *moment);
            loop {
                let row = match rows.try_next().await {
                    Ok(Some(row)) => row,
                    Ok(None) => break,
                    // Bytes that are no text: nobody wrote them here.
                    Err(sqlx::Error::ColumnDecode { .. }) => {
                        let seq = verifier.head().seq + 1;
                        return Err(Fault::Content { seq }.into());
                    }
                    Err(error) => return Err(store_error(error).into()),
                };
                verifier.entry(&row.entry(), &row.hash)?;
                row.check_texts()?;
            }
        }
        let mut contacts = 0;
        {
            let mut rows = sqlx::query_as::<_, StateRow>(
                "SELECT id, uuid, proactive, reactive, proactive_seq, reactive_seq, stopped_at FROM contacts ORDER BY id",
            )
            .fetch(&mut *moment);
            while let Some(row) = rows.try_next().await.map_err(store_error)? {
                let id = Uuid::from_slice(&row.uuid).map_err(|_| decode())?;
                let states = [
                    (state(row.proactive), row.proactive_seq),
                    (state(row.reactive), row.reactive_seq),
                ];
                verifier.contact(row.id, id, states, row.stopped_at.map(Timestamp))?;
                contacts += 1;
            }
        }
        let last: Option<i64> =
            sqlx::query_scalar("SELECT seq FROM sqlite_sequence WHERE name = 'permission_events'")
                .fetch_optional(&mut *moment)
                .await
                .map_err(store_error)?;
        Ok(verifier.finish(contacts, last.unwrap_or(0))?)
    }
}

/// For many entries of one change.
pub(super) struct Links {
    pub head: Head,
    /// The hash before the first, then each entry's.
    pub hashes: Vec<u8>,
    pub first: i64,
}

impl Links {
    pub(super) async fn at_the_end(tx: &mut SqliteConnection) -> Result<Self, StoreError> {
        let head = head(tx).await?;
        Ok(Self {
            first: head.seq + 1,
            hashes: head.hash.to_vec(),
            head,
        })
    }

    pub(super) fn add(
        &mut self,
        step: Step,
        change: &Change,
        actor_id: Option<&str>,
        texts: Option<&Digest>,
    ) -> i64 {
        let link = self.head.link_by(step, change, actor_id, texts);
        self.hashes.extend_from_slice(&link.hash);
        link.seq
    }
}
