//! What was tried and failed, and how long the next attempt has to wait.

use super::{SqliteStore, activity, begin, store_error};
use crate::{
    domain::Timestamp,
    store::{Attempt, Forgiven, Moments, NewEvent, StoreError, Tried},
};
use sqlx::SqliteConnection;
use std::time::Duration;

#[derive(sqlx::FromRow)]
struct AttemptRow {
    failures: u32,
    last_at: i64,
    told: bool,
}

impl AttemptRow {
    /// Never longer than the delay itself, whatever the clock was set to in between.
    fn wait(&self, delay: Duration, now: Timestamp) -> Duration {
        let since = u64::try_from(now.0.saturating_sub(self.last_at)).unwrap_or(0);
        delay.saturating_sub(Duration::from_millis(since))
    }
}

async fn stored(
    connection: &mut SqliteConnection,
    subject: &str,
    moments: &Moments,
) -> Result<Option<AttemptRow>, StoreError> {
    sqlx::query_as("SELECT failures, last_at, told FROM attempts WHERE subject = ? AND last_at > ?")
        .bind(subject)
        .bind(moments.attempts.0)
        .fetch_optional(connection)
        .await
        .map_err(store_error)
}

/// The longest wait, and the subjects that have one and of which it wasn't told yet.
async fn waiting<'a>(
    connection: &mut SqliteConnection,
    attempts: &'a [Attempt],
    moments: &Moments,
) -> Result<(Duration, Vec<&'a str>), StoreError> {
    let (mut longest, mut untold) = (Duration::ZERO, Vec::new());
    let mut failures_of_first = None;
    for attempt in attempts {
        let row = stored(connection, &attempt.subject, moments).await?;
        let failures = row.as_ref().map_or(0, |row| row.failures);
        let first = *failures_of_first.get_or_insert(failures);
        let Some(row) = row else { continue };
        let wait = row.wait((attempt.delay)(failures, first), moments.now);
        longest = longest.max(wait);
        if !wait.is_zero() && !row.told {
            untold.push(attempt.subject.as_str());
        }
    }
    Ok((longest, untold))
}

async fn count(
    connection: &mut SqliteConnection,
    subject: &str,
    moments: &Moments,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO attempts (subject, failures, last_at, previous_at) VALUES (?1, 1, ?2, 0)
         ON CONFLICT (subject) DO UPDATE SET
           failures = CASE WHEN last_at > ?3 THEN failures + 1 ELSE 1 END,
           previous_at = last_at, last_at = ?2, told = 0",
    )
    .bind(subject)
    .bind(moments.now.0)
    .bind(moments.attempts.0)
    .execute(connection)
    .await
    .map(drop)
    .map_err(store_error)
}

pub(super) async fn forgive(
    connection: &mut SqliteConnection,
    forgiven: &Forgiven,
) -> Result<(), StoreError> {
    for subject in &forgiven.all_of {
        sqlx::query("DELETE FROM attempts WHERE subject = ?")
            .bind(subject)
            .execute(&mut *connection)
            .await
            .map_err(store_error)?;
    }
    sqlx::query("DELETE FROM attempts WHERE subject = ? AND failures <= 1")
        .bind(&forgiven.last_of)
        .execute(&mut *connection)
        .await
        .map_err(store_error)?;
    sqlx::query(
        "UPDATE attempts SET failures = failures - 1, last_at = previous_at WHERE subject = ?",
    )
    .bind(&forgiven.last_of)
    .execute(connection)
    .await
    .map(drop)
    .map_err(store_error)
}

impl SqliteStore {
    pub async fn attempt(
        &self,
        attempts: &[Attempt],
        moments: &Moments,
        too_early: &NewEvent,
    ) -> Result<Tried, StoreError> {
        {
            let mut reader = self.readers.acquire().await.map_err(store_error)?;
            let (wait, untold) = waiting(&mut reader, attempts, moments).await?;
            // A flood that is being refused doesn't get as far as the writer.
            if !wait.is_zero() && untold.is_empty() {
                return Ok(Tried::TooEarly { wait, told: false });
            }
        }
        let mut tx = begin(&self.writer).await?;
        let (wait, untold) = waiting(&mut tx, attempts, moments).await?;
        if wait.is_zero() {
            for attempt in attempts {
                count(&mut tx, &attempt.subject, moments).await?;
            }
            tx.commit().await.map_err(store_error)?;
            return Ok(Tried::Counted);
        }
        let told = !untold.is_empty();
        if told {
            for subject in untold {
                sqlx::query("UPDATE attempts SET told = 1 WHERE subject = ?")
                    .bind(subject)
                    .execute(&mut *tx)
                    .await
                    .map_err(store_error)?;
            }
            activity::write(&mut tx, too_early).await?;
            tx.commit().await.map_err(store_error)?;
        }
        Ok(Tried::TooEarly { wait, told })
    }
}
