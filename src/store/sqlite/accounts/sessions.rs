//! Sessions: the look-up of every request, their beginning and their end.

use super::{
    SqliteStore, activity, attempts, begin, blob,
    operators::{self, OperatorRow},
    second_factor, store_error, uuid,
};
use crate::{
    domain::{Session, Timestamp},
    store::{Digest, Forgiven, Moments, NewEvent, NewSession, Proof, StoreError},
};
use sqlx::{AssertSqlSafe, SqliteConnection};
use uuid::Uuid;

/// What a session is read from, of `sessions s`, beside the operator's columns.
const COLUMNS: &str = "s.uuid AS session_uuid, s.complete, s.created_at AS session_created_at,
    s.last_seen_at AS session_last_seen_at, s.address, s.browser";

/// What makes a session count. Binds idle, absolute and incomplete.
const COUNTS: &str = "o.disabled_at IS NULL AND s.last_seen_at > ? AND s.created_at > ?
    AND (s.complete = 1 OR s.created_at > ?)";

#[derive(sqlx::FromRow)]
struct SessionRow {
    session_uuid: Vec<u8>,
    complete: bool,
    session_created_at: i64,
    session_last_seen_at: i64,
    address: String,
    browser: String,
    #[sqlx(flatten)]
    operator: OperatorRow,
}

impl SessionRow {
    fn into_session(self) -> Result<Session, StoreError> {
        Ok(Session {
            id: uuid(&self.session_uuid, "sessions")?,
            operator: self.operator.into_operator()?,
            complete: self.complete,
            created_at: Timestamp(self.session_created_at),
            last_seen_at: Timestamp(self.session_last_seen_at),
            address: self.address,
            browser: self.browser,
        })
    }
}

pub(super) async fn insert(
    connection: &mut SqliteConnection,
    operator: i64,
    session: &NewSession,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO sessions
           (token_hash, uuid, operator, complete, created_at, last_seen_at, address, browser)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
    )
    .bind(session.token.as_slice())
    .bind(blob(session.id))
    .bind(operator)
    .bind(session.complete)
    .bind(session.created_at.0)
    .bind(session.created_at.0)
    .bind(&session.address)
    .bind(&session.browser)
    .execute(&mut *connection)
    .await
    .map_err(store_error)?;
    if !session.complete {
        return Ok(());
    }
    sqlx::query("UPDATE operators SET last_seen_at = ? WHERE id = ?")
        .bind(session.created_at.0)
        .bind(operator)
        .execute(&mut *connection)
        .await
        .map_err(store_error)?;
    sqlx::query(
        "INSERT INTO known_places (operator, place_hash, last_at) VALUES (?, ?, ?)
         ON CONFLICT (operator, place_hash) DO UPDATE SET last_at = excluded.last_at",
    )
    .bind(operator)
    .bind(session.place.as_slice())
    .bind(session.created_at.0)
    .execute(connection)
    .await
    .map(drop)
    .map_err(store_error)
}

/// The number of whom the session belongs to, where they aren't disabled.
pub(super) async fn operator_of(
    connection: &mut SqliteConnection,
    session: Uuid,
    complete: bool,
) -> Result<i64, StoreError> {
    sqlx::query_scalar(
        "SELECT o.id FROM sessions s JOIN operators o ON o.id = s.operator
         WHERE s.uuid = ? AND s.complete = ? AND o.disabled_at IS NULL",
    )
    .bind(blob(session))
    .bind(complete)
    .fetch_one(connection)
    .await
    .map_err(store_error)
}

pub(super) async fn end_all_of(
    connection: &mut SqliteConnection,
    operator: i64,
) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM sessions WHERE operator = ?")
        .bind(operator)
        .execute(connection)
        .await
        .map(drop)
        .map_err(store_error)
}

async fn end_one(connection: &mut SqliteConnection, session: Uuid) -> Result<bool, StoreError> {
    sqlx::query("DELETE FROM sessions WHERE uuid = ?")
        .bind(blob(session))
        .execute(connection)
        .await
        .map(|done| done.rows_affected() == 1)
        .map_err(store_error)
}

/// Removes what has passed, so that the tables stay as small as what counts.
async fn sweep(connection: &mut SqliteConnection, moments: &Moments) -> Result<(), StoreError> {
    sqlx::query(
        "DELETE FROM sessions
         WHERE last_seen_at <= ? OR created_at <= ? OR (complete = 0 AND created_at <= ?)",
    )
    .bind(moments.idle.0)
    .bind(moments.absolute.0)
    .bind(moments.incomplete.0)
    .execute(&mut *connection)
    .await
    .map_err(store_error)?;
    sqlx::query("DELETE FROM one_time_links WHERE expires_at <= ?")
        .bind(moments.now.0)
        .execute(&mut *connection)
        .await
        .map_err(store_error)?;
    sqlx::query("DELETE FROM attempts WHERE last_at <= ?")
        .bind(moments.attempts.0)
        .execute(&mut *connection)
        .await
        .map_err(store_error)?;
    sqlx::query("DELETE FROM known_places WHERE last_at <= ?")
        .bind(moments.places.0)
        .execute(connection)
        .await
        .map(drop)
        .map_err(store_error)
}

impl SqliteStore {
    pub async fn session(
        &self,
        token: &Digest,
        moments: &Moments,
    ) -> Result<Option<Session>, StoreError> {
        sqlx::query_as::<_, SessionRow>(AssertSqlSafe(format!(
            "SELECT {COLUMNS}, {operator}
             FROM sessions s JOIN operators o ON o.id = s.operator
             WHERE s.token_hash = ? AND {COUNTS}",
            operator = operators::COLUMNS
        )))
        .bind(token.as_slice())
        .bind(moments.idle.0)
        .bind(moments.absolute.0)
        .bind(moments.incomplete.0)
        .fetch_optional(&self.readers)
        .await
        .map_err(store_error)?
        .map(SessionRow::into_session)
        .transpose()
    }

    pub async fn session_owner(&self, session: Uuid) -> Result<Uuid, StoreError> {
        let id: Vec<u8> = sqlx::query_scalar(
            "SELECT o.uuid FROM sessions s JOIN operators o ON o.id = s.operator WHERE s.uuid = ?",
        )
        .bind(blob(session))
        .fetch_one(&self.readers)
        .await
        .map_err(store_error)?;
        uuid(&id, "operators")
    }

    pub async fn sessions(
        &self,
        operator: Option<Uuid>,
        moments: &Moments,
    ) -> Result<Vec<Session>, StoreError> {
        let rows: Vec<SessionRow> = sqlx::query_as(AssertSqlSafe(format!(
            "SELECT {COLUMNS}, {operator}
             FROM sessions s JOIN operators o ON o.id = s.operator
             WHERE {COUNTS} AND (?4 IS NULL OR o.uuid = ?4)
             ORDER BY s.last_seen_at DESC, s.uuid DESC",
            operator = operators::COLUMNS
        )))
        .bind(moments.idle.0)
        .bind(moments.absolute.0)
        .bind(moments.incomplete.0)
        .bind(operator.map(blob))
        .fetch_all(&self.readers)
        .await
        .map_err(store_error)?;
        rows.into_iter().map(SessionRow::into_session).collect()
    }

    pub async fn touch_session(&self, session: Uuid, at: Timestamp) -> Result<(), StoreError> {
        let mut tx = begin(&self.writer).await?;
        sqlx::query("UPDATE sessions SET last_seen_at = ?1 WHERE uuid = ?2 AND last_seen_at < ?1")
            .bind(at.0)
            .bind(blob(session))
            .execute(&mut *tx)
            .await
            .map_err(store_error)?;
        sqlx::query(
            "UPDATE operators SET last_seen_at = ?1
             WHERE id = (SELECT operator FROM sessions WHERE uuid = ?2 AND complete = 1)
               AND (last_seen_at IS NULL OR last_seen_at < ?1)",
        )
        .bind(at.0)
        .bind(blob(session))
        .execute(&mut *tx)
        .await
        .map_err(store_error)?;
        tx.commit().await.map_err(store_error)
    }

    pub async fn start_session(
        &self,
        operator: Uuid,
        password_hash: &str,
        session: &NewSession,
        forgiven: &Forgiven,
        moments: &Moments,
        events: &[NewEvent],
    ) -> Result<(), StoreError> {
        let mut tx = begin(&self.writer).await?;
        sweep(&mut tx, moments).await?;
        let number = sqlx::query_scalar(
            "SELECT id FROM operators
             WHERE uuid = ? AND disabled_at IS NULL AND password_hash = ?
               AND (totp_secret IS NULL) = ?",
        )
        .bind(blob(operator))
        .bind(password_hash)
        .bind(session.complete)
        .fetch_one(&mut *tx)
        .await
        .map_err(store_error)?;
        insert(&mut tx, number, session).await?;
        attempts::forgive(&mut tx, forgiven).await?;
        activity::write_all(&mut tx, events).await?;
        tx.commit().await.map_err(store_error)
    }

    pub async fn complete_session(
        &self,
        former: Uuid,
        session: &NewSession,
        proof: Proof,
        forgiven: &Forgiven,
        events: &[NewEvent],
    ) -> Result<bool, StoreError> {
        let mut tx = begin(&self.writer).await?;
        let number = match operator_of(&mut tx, former, false).await {
            Ok(number) => number,
            Err(StoreError::NotFound) => return Ok(false),
            Err(error) => return Err(error),
        };
        let taken = match proof {
            Proof::Step(step) => second_factor::take_step(&mut tx, number, step).await?,
            Proof::RecoveryCode(code) => {
                second_factor::take_recovery_code(&mut tx, number, &code).await?
            }
        };
        if !taken {
            return Ok(false);
        }
        end_one(&mut tx, former).await?;
        insert(&mut tx, number, session).await?;
        attempts::forgive(&mut tx, forgiven).await?;
        activity::write_all(&mut tx, events).await?;
        tx.commit().await.map_err(store_error)?;
        Ok(true)
    }

    pub async fn end_session(&self, session: Uuid, event: &NewEvent) -> Result<(), StoreError> {
        let mut tx = begin(&self.writer).await?;
        if !end_one(&mut tx, session).await? {
            return Err(StoreError::NotFound);
        }
        activity::write(&mut tx, event).await?;
        tx.commit().await.map_err(store_error)
    }

    pub async fn end_sessions(
        &self,
        operator: Option<Uuid>,
        except: Option<Uuid>,
        event: &NewEvent,
    ) -> Result<(), StoreError> {
        let mut tx = begin(&self.writer).await?;
        sqlx::query(
            "DELETE FROM sessions
             WHERE (?1 IS NULL OR operator = (SELECT id FROM operators WHERE uuid = ?1))
               AND (?2 IS NULL OR uuid <> ?2)",
        )
        .bind(operator.map(blob))
        .bind(except.map(blob))
        .execute(&mut *tx)
        .await
        .map_err(store_error)?;
        activity::write(&mut tx, event).await?;
        tx.commit().await.map_err(store_error)
    }
}
