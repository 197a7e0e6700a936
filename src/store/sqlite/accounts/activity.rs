//! The security events.

use super::{SqliteStore, begin, blob, store_error, unreadable};
use crate::{
    domain::{SecurityEvent, SecurityEventKind, Timestamp},
    store::{NewEvent, StoreError},
};
use sqlx::SqliteConnection;

#[derive(sqlx::FromRow)]
struct EventRow {
    seq: i64,
    at: i64,
    kind: String,
    actor: Option<String>,
    subject: Option<String>,
    address: String,
    detail: String,
}

impl EventRow {
    fn into_event(self) -> Result<SecurityEvent, StoreError> {
        Ok(SecurityEvent {
            seq: self.seq,
            at: Timestamp(self.at),
            kind: SecurityEventKind::from_code(&self.kind)
                .ok_or_else(|| unreadable("security_events"))?,
            actor: self.actor,
            subject: self.subject,
            address: self.address,
            detail: self.detail,
        })
    }
}

pub(in crate::store::sqlite) async fn write(
    connection: &mut SqliteConnection,
    event: &NewEvent,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO security_events (at, kind, actor, subject, address, detail)
         VALUES (?, ?, ?, ?, ?, ?)",
    )
    .bind(event.at.0)
    .bind(event.kind.code())
    .bind(event.actor.map(blob))
    .bind(event.subject.map(blob))
    .bind(&event.address)
    .bind(&event.detail)
    .execute(connection)
    .await
    .map(drop)
    .map_err(store_error)
}

pub(super) async fn write_all(
    connection: &mut SqliteConnection,
    events: &[NewEvent],
) -> Result<(), StoreError> {
    for event in events {
        write(connection, event).await?;
    }
    Ok(())
}

impl SqliteStore {
    pub async fn record(&self, event: &NewEvent) -> Result<(), StoreError> {
        let mut tx = begin(&self.writer).await?;
        write(&mut tx, event).await?;
        tx.commit().await.map_err(store_error)
    }

    pub async fn activity(
        &self,
        before: Option<i64>,
        limit: u16,
    ) -> Result<Vec<SecurityEvent>, StoreError> {
        let rows: Vec<EventRow> = sqlx::query_as(
            "SELECT e.seq, e.at, e.kind, e.address, e.detail,
                    COALESCE(actor_operator.email, actor_token.name) AS actor,
                    COALESCE(subject_operator.email, subject_token.name) AS subject
             FROM security_events e
             LEFT JOIN operators actor_operator ON actor_operator.uuid = e.actor
             LEFT JOIN api_tokens actor_token ON actor_token.uuid = e.actor
             LEFT JOIN operators subject_operator ON subject_operator.uuid = e.subject
             LEFT JOIN api_tokens subject_token ON subject_token.uuid = e.subject
             WHERE e.seq < ?
             ORDER BY e.seq DESC LIMIT ?",
        )
        .bind(before.unwrap_or(i64::MAX))
        .bind(limit)
        .fetch_all(&self.readers)
        .await
        .map_err(store_error)?;
        rows.into_iter().map(EventRow::into_event).collect()
    }
}
