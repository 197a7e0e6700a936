//! The second factor's secrets and its recovery codes.

use super::{SqliteStore, activity, attempts, begin, blob, operators, store_error};
use crate::store::{Digest, Forgiven, NewEvent, SecondFactor, StoreError};
use sqlx::SqliteConnection;
use uuid::Uuid;

pub(super) async fn remove(
    connection: &mut SqliteConnection,
    number: i64,
) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM recovery_codes WHERE operator = ?")
        .bind(number)
        .execute(&mut *connection)
        .await
        .map_err(store_error)?;
    sqlx::query(
        "UPDATE operators SET totp_secret = NULL, totp_offered = NULL, totp_step = 0 WHERE id = ?",
    )
    .bind(number)
    .execute(connection)
    .await
    .map(drop)
    .map_err(store_error)
}

/// Whether no code of this step, or of a later one, was taken before. Then it is taken now.
pub(super) async fn take_step(
    connection: &mut SqliteConnection,
    number: i64,
    step: u64,
) -> Result<bool, StoreError> {
    let step = i64::try_from(step).unwrap_or(i64::MAX);
    sqlx::query(
        "UPDATE operators SET totp_step = ?
         WHERE id = ? AND totp_secret IS NOT NULL AND totp_step < ?",
    )
    .bind(step)
    .bind(number)
    .bind(step)
    .execute(connection)
    .await
    .map(|done| done.rows_affected() == 1)
    .map_err(store_error)
}

/// Whether the code was there. Then it is gone.
pub(super) async fn take_recovery_code(
    connection: &mut SqliteConnection,
    number: i64,
    code: &Digest,
) -> Result<bool, StoreError> {
    sqlx::query("DELETE FROM recovery_codes WHERE operator = ? AND code_hash = ?")
        .bind(number)
        .bind(code.as_slice())
        .execute(connection)
        .await
        .map(|done| done.rows_affected() == 1)
        .map_err(store_error)
}

impl SqliteStore {
    pub async fn second_factor(&self, operator: Uuid) -> Result<SecondFactor, StoreError> {
        let (secret, offered) =
            sqlx::query_as("SELECT totp_secret, totp_offered FROM operators WHERE uuid = ?")
                .bind(blob(operator))
                .fetch_one(&self.readers)
                .await
                .map_err(store_error)?;
        Ok(SecondFactor { secret, offered })
    }

    pub async fn offer_second_factor(
        &self,
        operator: Uuid,
        secret: &[u8],
    ) -> Result<bool, StoreError> {
        sqlx::query("UPDATE operators SET totp_offered = ? WHERE uuid = ? AND totp_secret IS NULL")
            .bind(secret)
            .bind(blob(operator))
            .execute(&self.writer)
            .await
            .map(|done| done.rows_affected() == 1)
            .map_err(store_error)
    }

    pub async fn confirm_second_factor(
        &self,
        operator: Uuid,
        offered: &[u8],
        step: u64,
        codes: &[Digest],
        event: &NewEvent,
    ) -> Result<bool, StoreError> {
        let mut tx = begin(&self.writer).await?;
        let number = operators::number(&mut tx, operator).await?;
        let confirmed = sqlx::query(
            "UPDATE operators SET totp_secret = totp_offered, totp_offered = NULL, totp_step = 0
             WHERE id = ? AND totp_secret IS NULL AND totp_offered = ?",
        )
        .bind(number)
        .bind(offered)
        .execute(&mut *tx)
        .await
        .map_err(store_error)?
        .rows_affected();
        if confirmed == 0 {
            return Ok(false);
        }
        take_step(&mut tx, number, step).await?;
        for code in codes {
            sqlx::query("INSERT INTO recovery_codes (operator, code_hash) VALUES (?, ?)")
                .bind(number)
                .bind(code.as_slice())
                .execute(&mut *tx)
                .await
                .map_err(store_error)?;
        }
        activity::write(&mut tx, event).await?;
        tx.commit().await.map_err(store_error)?;
        Ok(true)
    }

    pub async fn remove_second_factor(
        &self,
        operator: Uuid,
        forgiven: &Forgiven,
        event: &NewEvent,
    ) -> Result<(), StoreError> {
        let mut tx = begin(&self.writer).await?;
        let number = operators::number(&mut tx, operator).await?;
        remove(&mut tx, number).await?;
        attempts::forgive(&mut tx, forgiven).await?;
        activity::write(&mut tx, event).await?;
        tx.commit().await.map_err(store_error)
    }
}
