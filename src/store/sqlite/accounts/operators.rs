//! Operators and their passwords.

use super::{
    SqliteStore, activity, begin, blob, duplicate_error, links, moment, second_factor, sessions,
    store_error, unreadable, uuid,
};
use crate::{
    domain::{Email, Operator, Role, Timestamp},
    store::{
        Credentials, Digest, Forgiven, NewEvent, NewLink, NewOperator, NewSession, StoreError,
    },
};
use sqlx::{AssertSqlSafe, SqliteConnection};
use uuid::Uuid;

/// What an operator is read from, of `operators o`.
pub(super) const COLUMNS: &str = "o.uuid AS operator_uuid, o.email, o.role, o.disabled_at,
    o.totp_secret IS NOT NULL AS second_factor, o.password_hash IS NOT NULL AS has_password,
    o.created_at AS operator_created_at, o.last_seen_at AS operator_last_seen_at";

#[derive(sqlx::FromRow)]
pub(super) struct OperatorRow {
    operator_uuid: Vec<u8>,
    email: String,
    role: String,
    disabled_at: Option<i64>,
    second_factor: bool,
    has_password: bool,
    operator_created_at: i64,
    operator_last_seen_at: Option<i64>,
}

impl OperatorRow {
    pub(super) fn into_operator(self) -> Result<Operator, StoreError> {
        Ok(Operator {
            id: uuid(&self.operator_uuid, "operators")?,
            email: Email::from_stored(self.email),
            role: Role::from_code(&self.role).ok_or_else(|| unreadable("operators"))?,
            disabled: self.disabled_at.is_some(),
            second_factor: self.second_factor,
            has_password: self.has_password,
            created_at: Timestamp(self.operator_created_at),
            last_seen_at: moment(self.operator_last_seen_at),
        })
    }
}

#[derive(sqlx::FromRow)]
struct CredentialsRow {
    uuid: Vec<u8>,
    password_hash: Option<String>,
    disabled: bool,
    second_factor: bool,
    known_place: bool,
}

impl CredentialsRow {
    fn into_credentials(self) -> Result<Credentials, StoreError> {
        Ok(Credentials {
            operator: uuid(&self.uuid, "operators")?,
            password_hash: self.password_hash,
            disabled: self.disabled,
            second_factor: self.second_factor,
            known_place: self.known_place,
        })
    }
}

pub(super) async fn stored(
    connection: &mut SqliteConnection,
    id: Uuid,
) -> Result<Operator, StoreError> {
    sqlx::query_as::<_, OperatorRow>(AssertSqlSafe(format!(
        "SELECT {COLUMNS} FROM operators o WHERE o.uuid = ?"
    )))
    .bind(blob(id))
    .fetch_one(connection)
    .await
    .map_err(store_error)?
    .into_operator()
}

/// The row's number, which other tables refer to.
pub(super) async fn number(connection: &mut SqliteConnection, id: Uuid) -> Result<i64, StoreError> {
    sqlx::query_scalar("SELECT id FROM operators WHERE uuid = ?")
        .bind(blob(id))
        .fetch_one(connection)
        .await
        .map_err(store_error)
}

pub(super) async fn any(connection: &mut SqliteConnection) -> Result<bool, StoreError> {
    sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM operators)")
        .fetch_one(connection)
        .await
        .map_err(store_error)
}

pub(super) async fn insert(
    connection: &mut SqliteConnection,
    operator: &NewOperator,
) -> Result<i64, StoreError> {
    sqlx::query(
        "INSERT INTO operators (uuid, email, role, password_hash, created_at)
         VALUES (?, ?, ?, ?, ?)",
    )
    .bind(blob(operator.id))
    .bind(operator.email.as_str())
    .bind(operator.role.code())
    .bind(&operator.password_hash)
    .bind(operator.created_at.0)
    .execute(connection)
    .await
    .map(|inserted| inserted.last_insert_rowid())
    .map_err(|error| duplicate_error(error, StoreError::EmailTaken))
}

pub(super) async fn set_password(
    connection: &mut SqliteConnection,
    number: i64,
    password_hash: Option<&str>,
) -> Result<(), StoreError> {
    sqlx::query("UPDATE operators SET password_hash = ? WHERE id = ?")
        .bind(password_hash)
        .bind(number)
        .execute(connection)
        .await
        .map(drop)
        .map_err(store_error)
}

/// Refuses to take the last one away who can sign in and administer.
async fn another_admin_stays(
    connection: &mut SqliteConnection,
    number: i64,
) -> Result<(), StoreError> {
    let (is_one, others): (bool, i64) = sqlx::query_as(
        "SELECT COALESCE(SUM(id = ?), 0) > 0, COALESCE(SUM(id <> ?), 0) FROM operators
         WHERE role = 'admin' AND disabled_at IS NULL AND password_hash IS NOT NULL",
    )
    .bind(number)
    .bind(number)
    .fetch_one(connection)
    .await
    .map_err(store_error)?;
    if is_one && others == 0 {
        Err(StoreError::LastAdmin)
    } else {
        Ok(())
    }
}

impl SqliteStore {
    pub async fn operators(&self) -> Result<Vec<Operator>, StoreError> {
        let rows: Vec<OperatorRow> = sqlx::query_as(AssertSqlSafe(format!(
            "SELECT {COLUMNS} FROM operators o ORDER BY o.email"
        )))
        .fetch_all(&self.readers)
        .await
        .map_err(store_error)?;
        rows.into_iter().map(OperatorRow::into_operator).collect()
    }

    pub async fn operator(&self, id: Uuid) -> Result<Operator, StoreError> {
        let mut reader = self.readers.acquire().await.map_err(store_error)?;
        stored(&mut reader, id).await
    }

    pub async fn operator_by_email(&self, email: &Email) -> Result<Option<Operator>, StoreError> {
        sqlx::query_as::<_, OperatorRow>(AssertSqlSafe(format!(
            "SELECT {COLUMNS} FROM operators o WHERE o.email = ?"
        )))
        .bind(email.as_str())
        .fetch_optional(&self.readers)
        .await
        .map_err(store_error)?
        .map(OperatorRow::into_operator)
        .transpose()
    }

    pub async fn credentials(
        &self,
        email: &Email,
        place: &Digest,
    ) -> Result<Option<Credentials>, StoreError> {
        let row: Option<CredentialsRow> = sqlx::query_as(
            "SELECT uuid, password_hash, disabled_at IS NOT NULL AS disabled,
                    totp_secret IS NOT NULL AS second_factor,
                    EXISTS (SELECT 1 FROM known_places
                            WHERE operator = operators.id AND place_hash = ?) AS known_place
             FROM operators WHERE email = ?",
        )
        .bind(place.as_slice())
        .bind(email.as_str())
        .fetch_optional(&self.readers)
        .await
        .map_err(store_error)?;
        row.map(CredentialsRow::into_credentials).transpose()
    }

    pub async fn password_hash(&self, operator: Uuid) -> Result<Option<String>, StoreError> {
        sqlx::query_scalar("SELECT password_hash FROM operators WHERE uuid = ?")
            .bind(blob(operator))
            .fetch_one(&self.readers)
            .await
            .map_err(store_error)
    }

    pub async fn add_operator(
        &self,
        operator: &NewOperator,
        link: Option<&NewLink>,
        event: &NewEvent,
    ) -> Result<Operator, StoreError> {
        let mut tx = begin(&self.writer).await?;
        let number = insert(&mut tx, operator).await?;
        if let Some(link) = link {
            links::insert(&mut tx, link, Some(number)).await?;
        }
        activity::write(&mut tx, event).await?;
        let added = stored(&mut tx, operator.id).await?;
        tx.commit().await.map_err(store_error)?;
        Ok(added)
    }

    pub async fn set_role(
        &self,
        operator: Uuid,
        role: Role,
        event: &NewEvent,
    ) -> Result<(), StoreError> {
        let mut tx = begin(&self.writer).await?;
        if stored(&mut tx, operator).await?.role == role {
            return Ok(());
        }
        let number = number(&mut tx, operator).await?;
        if role != Role::Admin {
            another_admin_stays(&mut tx, number).await?;
        }
        sqlx::query("UPDATE operators SET role = ? WHERE id = ?")
            .bind(role.code())
            .bind(number)
            .execute(&mut *tx)
            .await
            .map_err(store_error)?;
        sessions::end_all_of(&mut tx, number).await?;
        activity::write(&mut tx, event).await?;
        tx.commit().await.map_err(store_error)
    }

    pub async fn set_disabled(
        &self,
        operator: Uuid,
        at: Option<Timestamp>,
        event: &NewEvent,
    ) -> Result<(), StoreError> {
        let mut tx = begin(&self.writer).await?;
        if stored(&mut tx, operator).await?.disabled == at.is_some() {
            return Ok(());
        }
        let number = number(&mut tx, operator).await?;
        if at.is_some() {
            another_admin_stays(&mut tx, number).await?;
        }
        sqlx::query("UPDATE operators SET disabled_at = ? WHERE id = ?")
            .bind(at.map(|at| at.0))
            .bind(number)
            .execute(&mut *tx)
            .await
            .map_err(store_error)?;
        sessions::end_all_of(&mut tx, number).await?;
        activity::write(&mut tx, event).await?;
        tx.commit().await.map_err(store_error)
    }

    pub async fn reset_operator(
        &self,
        operator: Uuid,
        password_hash: Option<&str>,
        link: Option<&NewLink>,
        events: &[NewEvent],
    ) -> Result<(), StoreError> {
        let mut tx = begin(&self.writer).await?;
        let number = number(&mut tx, operator).await?;
        if password_hash.is_none() {
            another_admin_stays(&mut tx, number).await?;
        }
        set_password(&mut tx, number, password_hash).await?;
        second_factor::remove(&mut tx, number).await?;
        sessions::end_all_of(&mut tx, number).await?;
        links::remove_all_of(&mut tx, number).await?;
        if let Some(link) = link {
            links::insert(&mut tx, link, Some(number)).await?;
        }
        activity::write_all(&mut tx, events).await?;
        tx.commit().await.map_err(store_error)
    }

    pub async fn rehash(&self, operator: Uuid, former: &str, hash: &str) -> Result<(), StoreError> {
        sqlx::query("UPDATE operators SET password_hash = ? WHERE uuid = ? AND password_hash = ?")
            .bind(hash)
            .bind(blob(operator))
            .bind(former)
            .execute(&self.writer)
            .await
            .map(drop)
            .map_err(store_error)
    }

    pub async fn replace_password(
        &self,
        former: Uuid,
        password_hash: &str,
        session: &NewSession,
        forgiven: &Forgiven,
        event: &NewEvent,
    ) -> Result<(), StoreError> {
        let mut tx = begin(&self.writer).await?;
        let number = sessions::operator_of(&mut tx, former, true).await?;
        set_password(&mut tx, number, Some(password_hash)).await?;
        sessions::end_all_of(&mut tx, number).await?;
        sessions::insert(&mut tx, number, session).await?;
        super::attempts::forgive(&mut tx, forgiven).await?;
        activity::write(&mut tx, event).await?;
        tx.commit().await.map_err(store_error)
    }
}
