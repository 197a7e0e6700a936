//! Deliveries: made of events, sent, tried again, kept for a while.

use super::{blob, disable, found, moment, outcome, store_error, unreadable, uuid};
use crate::{
    domain::{ContactEventKind, Delivery, DeliveryState, Outcome, Timestamp},
    store::{
        DueDelivery, Settled, SigningKey, StoreError,
        sqlite::{SqliteStore, contacts::begin},
    },
};
use sqlx::SqliteConnection;
use uuid::Uuid;

/// Events of one transaction, for each webhook: the lock is held for milliseconds.
const EXPANDED: usize = 500;
/// Deliveries of one transaction that are forgotten.
const PRUNED: i64 = 5_000;

const WAITING: i64 = 0;
const DELIVERED: i64 = 1;
pub(super) const GIVEN_UP: i64 = 2;

#[derive(sqlx::FromRow)]
struct DueRow {
    uuid: Vec<u8>,
    webhook: Vec<u8>,
    url: String,
    secret: Vec<u8>,
    event: Option<i64>,
    attempts: u32,
    created_at: i64,
}

impl DueRow {
    fn into_due(self) -> Result<DueDelivery, StoreError> {
        Ok(DueDelivery {
            id: uuid(&self.uuid, "webhook_deliveries")?,
            webhook: uuid(&self.webhook, "webhooks")?,
            url: self.url,
            key: SigningKey::new(self.secret),
            event: self.event,
            attempts: self.attempts,
            created_at: Timestamp(self.created_at),
        })
    }
}

#[derive(sqlx::FromRow)]
struct DeliveryRow {
    id: i64,
    uuid: Vec<u8>,
    event: Option<i64>,
    kind: Option<String>,
    state: i64,
    attempts: u32,
    next_at: i64,
    status: Option<i64>,
    problem: Option<String>,
    created_at: i64,
    updated_at: i64,
}

impl DeliveryRow {
    fn into_delivery(self) -> Result<Delivery, StoreError> {
        const TABLE: &str = "webhook_deliveries";
        let kind = self.kind.as_deref().map(ContactEventKind::from_code);
        if self.event.is_some() != kind.flatten().is_some() {
            return Err(unreadable(TABLE));
        }
        Ok(Delivery {
            seq: self.id,
            id: uuid(&self.uuid, TABLE)?,
            kind: kind.flatten(),
            state: match self.state {
                WAITING => DeliveryState::Waiting,
                DELIVERED => DeliveryState::Delivered,
                GIVEN_UP => DeliveryState::GivenUp,
                _ => return Err(unreadable(TABLE)),
            },
            attempts: self.attempts,
            next_at: Timestamp(self.next_at),
            outcome: outcome(self.status, self.problem.as_deref(), TABLE)?,
            created_at: Timestamp(self.created_at),
            updated_at: Timestamp(self.updated_at),
        })
    }
}

/// An outcome as its two columns.
fn columns(outcome: Outcome) -> (Option<u16>, Option<&'static str>) {
    match outcome {
        Outcome::Answered(status) => (Some(status), None),
        Outcome::Failed(problem) => (None, Some(problem.code())),
    }
}

/// A delivery to be, due at once.
async fn insert(
    tx: &mut SqliteConnection,
    id: Uuid,
    webhook: i64,
    event: Option<i64>,
    at: Timestamp,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO webhook_deliveries (uuid, webhook, event, state, next_at, created_at, updated_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?5, ?5)",
    )
    .bind(blob(id))
    .bind(webhook)
    .bind(event)
    .bind(WAITING)
    .bind(at.0)
    .execute(tx)
    .await
    .map(drop)
    .map_err(store_error)
}

impl SqliteStore {
    pub async fn expand(&self, at: Timestamp) -> Result<bool, StoreError> {
        // Most looks find nothing new, and then nobody has to wait for the lock.
        let behind: bool = sqlx::query_scalar(
            "SELECT EXISTS (SELECT 1 FROM webhooks
                            WHERE disabled_at IS NULL AND seen < (SELECT max(seq) FROM contact_events))",
        )
        .fetch_one(&self.readers)
        .await
        .map_err(store_error)?;
        if !behind {
            return Ok(false);
        }
        let mut tx = begin(&self.writer).await?;
        let webhooks: Vec<(i64, String, i64)> =
            sqlx::query_as("SELECT id, kinds, seen FROM webhooks WHERE disabled_at IS NULL")
                .fetch_all(&mut *tx)
                .await
                .map_err(store_error)?;
        let mut more = false;
        for (webhook, codes, seen) in webhooks {
            let events: Vec<(i64, String)> = sqlx::query_as(
                "SELECT seq, kind FROM contact_events WHERE seq > ? ORDER BY seq LIMIT ?",
            )
            .bind(seen)
            .bind(i64::try_from(EXPANDED).unwrap_or(i64::MAX))
            .fetch_all(&mut *tx)
            .await
            .map_err(store_error)?;
            let Some((last, _)) = events.last() else {
                continue;
            };
            more |= events.len() == EXPANDED;
            for (event, kind) in &events {
                if codes.split(' ').any(|code| code == kind) {
                    insert(&mut tx, Uuid::now_v7(), webhook, Some(*event), at).await?;
                }
            }
            sqlx::query("UPDATE webhooks SET seen = ? WHERE id = ?")
                .bind(last)
                .bind(webhook)
                .execute(&mut *tx)
                .await
                .map_err(store_error)?;
        }
        tx.commit().await.map_err(store_error)?;
        Ok(more)
    }

    pub async fn due_deliveries(
        &self,
        now: Timestamp,
        each: u32,
    ) -> Result<Vec<DueDelivery>, StoreError> {
        let rows: Vec<DueRow> = sqlx::query_as(
            "SELECT d.uuid, w.uuid AS webhook, w.url, w.secret, d.event, d.attempts, d.created_at
             FROM webhooks w
             JOIN webhook_deliveries d ON d.id IN (
                 SELECT due.id FROM webhook_deliveries due
                 WHERE due.webhook = w.id AND due.state = 0 AND due.next_at <= ?
                 ORDER BY due.next_at, due.id LIMIT ?)
             WHERE w.disabled_at IS NULL
             ORDER BY d.next_at, d.id",
        )
        .bind(now.0)
        .bind(each)
        .fetch_all(&self.readers)
        .await
        .map_err(store_error)?;
        rows.into_iter().map(DueRow::into_due).collect()
    }

    pub async fn next_due(&self, now: Timestamp) -> Result<Option<Timestamp>, StoreError> {
        let next: Option<i64> = sqlx::query_scalar(
            "SELECT min((SELECT min(d.next_at) FROM webhook_deliveries d
                         WHERE d.webhook = w.id AND d.state = 0 AND d.next_at > ?))
             FROM webhooks w WHERE w.disabled_at IS NULL",
        )
        .bind(now.0)
        .fetch_one(&self.readers)
        .await
        .map_err(store_error)?;
        Ok(moment(next))
    }

    pub async fn settle(
        &self,
        delivery: Uuid,
        outcome: Outcome,
        settled: Settled,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        let (state, next_at) = match settled {
            Settled::Delivered | Settled::Gone => (DELIVERED, at),
            Settled::Again(next_at) => (WAITING, next_at),
            Settled::GivenUp => (GIVEN_UP, at),
        };
        let (status, problem) = columns(outcome);
        let mut tx = begin(&self.writer).await?;
        let webhook: Option<i64> = sqlx::query_scalar(
            "UPDATE webhook_deliveries AS d
             SET state = iif(?1 = 0 AND w.disabled_at IS NOT NULL, 2, ?1), attempts = attempts + 1,
                 next_at = ?2, status = ?3, problem = ?4, updated_at = ?5
             FROM webhooks w WHERE w.id = d.webhook AND d.uuid = ?6
             RETURNING webhook",
        )
        .bind(state)
        .bind(next_at.0)
        .bind(status)
        .bind(problem)
        .bind(at.0)
        .bind(blob(delivery))
        .fetch_optional(&mut *tx)
        .await
        .map_err(store_error)?;
        let Some(webhook) = webhook else {
            return Ok(());
        };
        sqlx::query(
            "UPDATE webhooks SET last_at = ?, last_status = ?, last_problem = ? WHERE id = ?",
        )
        .bind(at.0)
        .bind(status)
        .bind(problem)
        .bind(webhook)
        .execute(&mut *tx)
        .await
        .map_err(store_error)?;
        if settled == Settled::Gone {
            disable(&mut tx, webhook, at).await?;
        }
        tx.commit().await.map_err(store_error)
    }

    pub async fn deliveries(
        &self,
        webhook: Uuid,
        before: Option<i64>,
        limit: u16,
    ) -> Result<Vec<Delivery>, StoreError> {
        let rows: Vec<DeliveryRow> = sqlx::query_as(
            "SELECT d.id, d.uuid, d.event, e.kind, d.state, d.attempts, d.next_at, d.status, d.problem,
                    d.created_at, d.updated_at
             FROM webhook_deliveries d LEFT JOIN contact_events e ON e.seq = d.event
             WHERE d.webhook = (SELECT id FROM webhooks WHERE uuid = ?) AND d.id < ?
             ORDER BY d.id DESC LIMIT ?",
        )
        .bind(blob(webhook))
        .bind(before.unwrap_or(i64::MAX))
        .bind(limit)
        .fetch_all(&self.readers)
        .await
        .map_err(store_error)?;
        rows.into_iter().map(DeliveryRow::into_delivery).collect()
    }

    pub async fn replay(
        &self,
        webhook: Uuid,
        delivery: Uuid,
        at: Timestamp,
    ) -> Result<bool, StoreError> {
        let mut tx = begin(&self.writer).await?;
        let (number, disabled) = found(&mut tx, webhook).await?;
        let known = sqlx::query(
            "UPDATE webhook_deliveries SET state = ?1, attempts = 0, next_at = ?2, updated_at = ?2
             WHERE uuid = ?3 AND webhook = ?4",
        )
        .bind(WAITING)
        .bind(at.0)
        .bind(blob(delivery))
        .bind(number)
        .execute(&mut *tx)
        .await
        .map_err(store_error)?;
        if known.rows_affected() == 0 {
            return Err(StoreError::NotFound);
        }
        if disabled {
            return Ok(false);
        }
        tx.commit().await.map_err(store_error)?;
        self.tell_of_change();
        Ok(true)
    }

    pub async fn add_test(
        &self,
        webhook: Uuid,
        delivery: Uuid,
        at: Timestamp,
    ) -> Result<bool, StoreError> {
        let mut tx = begin(&self.writer).await?;
        let (number, disabled) = found(&mut tx, webhook).await?;
        if disabled {
            return Ok(false);
        }
        insert(&mut tx, delivery, number, None, at).await?;
        tx.commit().await.map_err(store_error)?;
        self.tell_of_change();
        Ok(true)
    }

    pub async fn prune_deliveries(&self, before: Timestamp) -> Result<bool, StoreError> {
        let old: bool = sqlx::query_scalar(
            "SELECT EXISTS (SELECT 1 FROM webhook_deliveries WHERE state <> 0 AND updated_at < ?)",
        )
        .bind(before.0)
        .fetch_one(&self.readers)
        .await
        .map_err(store_error)?;
        if !old {
            return Ok(false);
        }
        let mut tx = begin(&self.writer).await?;
        let gone = sqlx::query(
            "DELETE FROM webhook_deliveries WHERE id IN (
                 SELECT id FROM webhook_deliveries WHERE state <> 0 AND updated_at < ? LIMIT ?)",
        )
        .bind(before.0)
        .bind(PRUNED)
        .execute(&mut *tx)
        .await
        .map_err(store_error)?;
        tx.commit().await.map_err(store_error)?;
        Ok(gone.rows_affected() >= PRUNED.unsigned_abs())
    }
}
