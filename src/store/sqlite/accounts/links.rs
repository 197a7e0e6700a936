//! Links that let somebody in once.

use super::{
    SqliteStore, activity, begin,
    operators::{self, OperatorRow},
    sessions, store_error,
};
use crate::{
    domain::{OneTimeLink, Timestamp},
    store::{Digest, LinkTarget, NewEvent, NewLink, NewOperator, NewSession, StoreError},
};
use sqlx::{AssertSqlSafe, SqliteConnection};

/// Without an operator it is for setup.
pub(super) async fn insert(
    connection: &mut SqliteConnection,
    link: &NewLink,
    operator: Option<i64>,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO one_time_links (token_hash, purpose, operator, created_at, expires_at)
         VALUES (?, ?, ?, ?, ?)",
    )
    .bind(link.token.as_slice())
    .bind(if operator.is_some() {
        "password"
    } else {
        "setup"
    })
    .bind(operator)
    .bind(link.created_at.0)
    .bind(link.expires_at.0)
    .execute(connection)
    .await
    .map(drop)
    .map_err(store_error)
}

pub(super) async fn remove_all_of(
    connection: &mut SqliteConnection,
    operator: i64,
) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM one_time_links WHERE operator = ?")
        .bind(operator)
        .execute(connection)
        .await
        .map(drop)
        .map_err(store_error)
}

async fn remove_setup(connection: &mut SqliteConnection) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM one_time_links WHERE purpose = 'setup'")
        .execute(connection)
        .await
        .map(drop)
        .map_err(store_error)
}

/// Whether it is a link for setup that is still good: nobody has an account yet.
async fn sets_up(
    connection: &mut SqliteConnection,
    token: &Digest,
    now: Timestamp,
) -> Result<bool, StoreError> {
    sqlx::query_scalar(
        "SELECT EXISTS (SELECT 1 FROM one_time_links
                        WHERE token_hash = ? AND purpose = 'setup' AND expires_at > ?)
            AND NOT EXISTS (SELECT 1 FROM operators)",
    )
    .bind(token.as_slice())
    .bind(now.0)
    .fetch_one(connection)
    .await
    .map_err(store_error)
}

impl SqliteStore {
    pub async fn make_setup_link(&self, link: &NewLink) -> Result<bool, StoreError> {
        let mut tx = begin(&self.writer).await?;
        if operators::any(&mut tx).await? {
            return Ok(false);
        }
        remove_setup(&mut tx).await?;
        insert(&mut tx, link, None).await?;
        tx.commit().await.map_err(store_error)?;
        Ok(true)
    }

    pub async fn link(
        &self,
        token: &Digest,
        now: Timestamp,
    ) -> Result<Option<LinkTarget>, StoreError> {
        let mut reader = self.readers.acquire().await.map_err(store_error)?;
        if sets_up(&mut reader, token, now).await? {
            return Ok(Some(LinkTarget {
                link: OneTimeLink::Setup,
                operator: None,
            }));
        }
        let row: Option<OperatorRow> = sqlx::query_as(AssertSqlSafe(format!(
            "SELECT {columns} FROM one_time_links l JOIN operators o ON o.id = l.operator
             WHERE l.token_hash = ? AND l.expires_at > ? AND o.disabled_at IS NULL",
            columns = operators::COLUMNS
        )))
        .bind(token.as_slice())
        .bind(now.0)
        .fetch_optional(&mut *reader)
        .await
        .map_err(store_error)?;
        row.map(|row| {
            let operator = row.into_operator()?;
            Ok(LinkTarget {
                link: OneTimeLink::Password {
                    email: operator.email.clone(),
                    role: operator.role,
                },
                operator: Some(operator),
            })
        })
        .transpose()
    }

    pub async fn use_setup_link(
        &self,
        token: &Digest,
        operator: &NewOperator,
        session: &NewSession,
        events: &[NewEvent],
    ) -> Result<bool, StoreError> {
        let mut tx = begin(&self.writer).await?;
        if !sets_up(&mut tx, token, session.created_at).await? {
            return Ok(false);
        }
        remove_setup(&mut tx).await?;
        let number = operators::insert(&mut tx, operator).await?;
        sessions::insert(&mut tx, number, session).await?;
        activity::write_all(&mut tx, events).await?;
        tx.commit().await.map_err(store_error)?;
        Ok(true)
    }

    pub async fn use_password_link(
        &self,
        token: &Digest,
        password_hash: &str,
        session: &NewSession,
        events: &[NewEvent],
    ) -> Result<bool, StoreError> {
        let mut tx = begin(&self.writer).await?;
        let number: Option<i64> = sqlx::query_scalar(
            "SELECT o.id FROM one_time_links l JOIN operators o ON o.id = l.operator
             WHERE l.token_hash = ? AND l.expires_at > ? AND o.disabled_at IS NULL",
        )
        .bind(token.as_slice())
        .bind(session.created_at.0)
        .fetch_optional(&mut *tx)
        .await
        .map_err(store_error)?;
        let Some(number) = number else {
            return Ok(false);
        };
        operators::set_password(&mut tx, number, Some(password_hash)).await?;
        remove_all_of(&mut tx, number).await?;
        sessions::end_all_of(&mut tx, number).await?;
        sessions::insert(&mut tx, number, session).await?;
        activity::write_all(&mut tx, events).await?;
        tx.commit().await.map_err(store_error)?;
        Ok(true)
    }
}
