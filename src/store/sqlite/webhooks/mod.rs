//! Webhooks: made, listed, disabled, removed. What is sent to them is in `deliveries`.

mod deliveries;

use super::{
    SqliteStore,
    accounts::{activity, blob, moment, unreadable, uuid},
    contacts::begin,
    error::store_error,
};
use crate::{
    domain::{Attempted, ContactEventKind, DeliveryProblem, Email, Outcome, Timestamp, Webhook},
    store::{NewEvent, NewWebhook, StoreError},
};
use sqlx::{AssertSqlSafe, SqliteConnection};
use uuid::Uuid;

const WEBHOOKS: &str =
    "SELECT w.uuid, w.url, w.kinds, o.email AS created_by, w.created_at, w.disabled_at,
                               w.last_at, w.last_status, w.last_problem
                        FROM webhooks w LEFT JOIN operators o ON o.uuid = w.created_by";

#[derive(sqlx::FromRow)]
struct WebhookRow {
    uuid: Vec<u8>,
    url: String,
    kinds: String,
    created_by: Option<String>,
    created_at: i64,
    disabled_at: Option<i64>,
    last_at: Option<i64>,
    last_status: Option<i64>,
    last_problem: Option<String>,
}

impl WebhookRow {
    fn into_webhook(self) -> Result<Webhook, StoreError> {
        let outcome = outcome(self.last_status, self.last_problem.as_deref(), "webhooks")?;
        Ok(Webhook {
            id: uuid(&self.uuid, "webhooks")?,
            url: self.url,
            kinds: kinds(&self.kinds)?,
            created_by: self.created_by.map(Email::from_stored),
            created_at: Timestamp(self.created_at),
            disabled_at: moment(self.disabled_at),
            last: moment(self.last_at)
                .zip(outcome)
                .map(|(at, outcome)| Attempted { at, outcome }),
        })
    }
}

fn kinds(codes: &str) -> Result<Vec<ContactEventKind>, StoreError> {
    codes
        .split(' ')
        .map(ContactEventKind::from_code)
        .collect::<Option<_>>()
        .ok_or_else(|| unreadable("webhooks"))
}

fn outcome(
    status: Option<i64>,
    problem: Option<&str>,
    table: &str,
) -> Result<Option<Outcome>, StoreError> {
    let outcome = match (status, problem) {
        (None, None) => return Ok(None),
        (Some(status), None) => u16::try_from(status).ok().map(Outcome::Answered),
        (_, Some(code)) => DeliveryProblem::from_code(code).map(Outcome::Failed),
    };
    outcome.map(Some).ok_or_else(|| unreadable(table))
}

/// The row's number, and whether it is disabled.
async fn found(connection: &mut SqliteConnection, id: Uuid) -> Result<(i64, bool), StoreError> {
    sqlx::query_as("SELECT id, disabled_at IS NOT NULL FROM webhooks WHERE uuid = ?")
        .bind(blob(id))
        .fetch_one(connection)
        .await
        .map_err(store_error)
}

async fn disable(tx: &mut SqliteConnection, webhook: i64, at: Timestamp) -> Result<(), StoreError> {
    sqlx::query("UPDATE webhooks SET disabled_at = ? WHERE id = ? AND disabled_at IS NULL")
        .bind(at.0)
        .bind(webhook)
        .execute(&mut *tx)
        .await
        .map_err(store_error)?;
    sqlx::query(
        "UPDATE webhook_deliveries
         SET state = ?, problem = iif(attempts = 0, ?, problem), updated_at = ?
         WHERE webhook = ? AND state = 0",
    )
    .bind(deliveries::GIVEN_UP)
    .bind(DeliveryProblem::Disabled.code())
    .bind(at.0)
    .bind(webhook)
    .execute(tx)
    .await
    .map(drop)
    .map_err(store_error)
}

impl SqliteStore {
    pub async fn webhooks(&self) -> Result<Vec<Webhook>, StoreError> {
        let rows: Vec<WebhookRow> =
            sqlx::query_as(AssertSqlSafe(format!("{WEBHOOKS} ORDER BY w.id DESC")))
                .fetch_all(&self.readers)
                .await
                .map_err(store_error)?;
        rows.into_iter().map(WebhookRow::into_webhook).collect()
    }

    pub async fn webhook(&self, id: Uuid) -> Result<Webhook, StoreError> {
        sqlx::query_as::<_, WebhookRow>(AssertSqlSafe(format!("{WEBHOOKS} WHERE w.uuid = ?")))
            .bind(blob(id))
            .fetch_one(&self.readers)
            .await
            .map_err(store_error)?
            .into_webhook()
    }

    pub async fn add_webhook(
        &self,
        webhook: &NewWebhook,
        event: &NewEvent,
    ) -> Result<Webhook, StoreError> {
        let kinds: Vec<&str> = webhook.kinds.iter().map(|kind| kind.code()).collect();
        let mut tx = begin(&self.writer).await?;
        sqlx::query(
            "INSERT INTO webhooks (uuid, url, secret, kinds, seen, created_by, created_at)
             VALUES (?, ?, ?, ?, (SELECT coalesce(max(seq), 0) FROM contact_events), ?, ?)",
        )
        .bind(blob(webhook.id))
        .bind(&webhook.url)
        .bind(webhook.key.expose())
        .bind(kinds.join(" "))
        .bind(webhook.created_by.map(blob))
        .bind(webhook.created_at.0)
        .execute(&mut *tx)
        .await
        .map_err(store_error)?;
        activity::write(&mut tx, event).await?;
        tx.commit().await.map_err(store_error)?;
        self.webhook(webhook.id).await
    }

    pub async fn remove_webhook(&self, id: Uuid, event: &NewEvent) -> Result<(), StoreError> {
        let mut tx = begin(&self.writer).await?;
        let (webhook, _) = found(&mut tx, id).await?;
        sqlx::query("DELETE FROM webhooks WHERE id = ?")
            .bind(webhook)
            .execute(&mut *tx)
            .await
            .map_err(store_error)?;
        activity::write(&mut tx, event).await?;
        tx.commit().await.map_err(store_error)
    }

    pub async fn disable_webhook(&self, id: Uuid, at: Timestamp) -> Result<(), StoreError> {
        let mut tx = begin(&self.writer).await?;
        let (webhook, _) = found(&mut tx, id).await?;
        disable(&mut tx, webhook, at).await?;
        tx.commit().await.map_err(store_error)
    }

    pub async fn enable_webhook(&self, id: Uuid) -> Result<(), StoreError> {
        let mut tx = begin(&self.writer).await?;
        let (webhook, _) = found(&mut tx, id).await?;
        sqlx::query(
            "UPDATE webhooks
             SET disabled_at = NULL, seen = (SELECT coalesce(max(seq), 0) FROM contact_events)
             WHERE id = ? AND disabled_at IS NOT NULL",
        )
        .bind(webhook)
        .execute(&mut *tx)
        .await
        .map_err(store_error)?;
        tx.commit().await.map_err(store_error)
    }
}
