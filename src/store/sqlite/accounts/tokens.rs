//! API tokens.

use super::{SqliteStore, activity, begin, blob, moment, store_error, unreadable, uuid};
use crate::{
    domain::{ApiToken, Email, Scope, Timestamp},
    store::{Digest, NewEvent, NewToken, StoreError},
};
use uuid::Uuid;

#[derive(sqlx::FromRow)]
struct TokenRow {
    uuid: Vec<u8>,
    name: String,
    scopes: String,
    created_by: Option<String>,
    created_at: i64,
    expires_at: Option<i64>,
    last_used_at: Option<i64>,
    revoked_at: Option<i64>,
}

impl TokenRow {
    fn into_token(self) -> Result<ApiToken, StoreError> {
        let scopes: Option<Vec<Scope>> = self.scopes.split(' ').map(Scope::from_code).collect();
        Ok(ApiToken {
            id: uuid(&self.uuid, "api_tokens")?,
            name: self.name,
            scopes: scopes.ok_or_else(|| unreadable("api_tokens"))?,
            created_by: self.created_by.map(Email::from_stored),
            created_at: Timestamp(self.created_at),
            expires_at: moment(self.expires_at),
            last_used_at: moment(self.last_used_at),
            revoked_at: moment(self.revoked_at),
        })
    }
}

impl SqliteStore {
    pub async fn api_tokens(&self) -> Result<Vec<ApiToken>, StoreError> {
        let rows: Vec<TokenRow> = sqlx::query_as(
            "SELECT t.uuid, t.name, t.scopes, o.email AS created_by, t.created_at, t.expires_at,
                    t.last_used_at, t.revoked_at
             FROM api_tokens t LEFT JOIN operators o ON o.uuid = t.created_by
             ORDER BY t.id DESC",
        )
        .fetch_all(&self.readers)
        .await
        .map_err(store_error)?;
        rows.into_iter().map(TokenRow::into_token).collect()
    }

    pub async fn api_token(
        &self,
        token: &Digest,
        now: Timestamp,
    ) -> Result<Option<ApiToken>, StoreError> {
        sqlx::query_as::<_, TokenRow>(
            "SELECT t.uuid, t.name, t.scopes, o.email AS created_by, t.created_at, t.expires_at,
                    t.last_used_at, t.revoked_at
             FROM api_tokens t LEFT JOIN operators o ON o.uuid = t.created_by
             WHERE t.token_hash = ? AND t.revoked_at IS NULL
               AND (t.expires_at IS NULL OR t.expires_at > ?)",
        )
        .bind(token.as_slice())
        .bind(now.0)
        .fetch_optional(&self.readers)
        .await
        .map_err(store_error)?
        .map(TokenRow::into_token)
        .transpose()
    }

    pub async fn add_token(
        &self,
        token: &NewToken,
        event: &NewEvent,
    ) -> Result<ApiToken, StoreError> {
        let scopes: Vec<&str> = token.scopes.iter().map(|scope| scope.code()).collect();
        let mut tx = begin(&self.writer).await?;
        sqlx::query(
            "INSERT INTO api_tokens
               (uuid, token_hash, name, scopes, created_by, created_at, expires_at)
             VALUES (?, ?, ?, ?, ?, ?, ?)",
        )
        .bind(blob(token.id))
        .bind(token.token.as_slice())
        .bind(&token.name)
        .bind(scopes.join(" "))
        .bind(token.created_by.map(blob))
        .bind(token.created_at.0)
        .bind(token.expires_at.map(|at| at.0))
        .execute(&mut *tx)
        .await
        .map_err(store_error)?;
        activity::write(&mut tx, event).await?;
        let added: TokenRow = sqlx::query_as(
            "SELECT t.uuid, t.name, t.scopes, o.email AS created_by, t.created_at, t.expires_at,
                    t.last_used_at, t.revoked_at
             FROM api_tokens t LEFT JOIN operators o ON o.uuid = t.created_by
             WHERE t.uuid = ?",
        )
        .bind(blob(token.id))
        .fetch_one(&mut *tx)
        .await
        .map_err(store_error)?;
        tx.commit().await.map_err(store_error)?;
        added.into_token()
    }

    pub async fn revoke_token(
        &self,
        id: Uuid,
        at: Timestamp,
        event: &NewEvent,
    ) -> Result<bool, StoreError> {
        let mut tx = begin(&self.writer).await?;
        let revoked: bool =
            sqlx::query_scalar("SELECT revoked_at IS NOT NULL FROM api_tokens WHERE uuid = ?")
                .bind(blob(id))
                .fetch_one(&mut *tx)
                .await
                .map_err(store_error)?;
        if revoked {
            return Ok(false);
        }
        sqlx::query("UPDATE api_tokens SET revoked_at = ? WHERE uuid = ?")
            .bind(at.0)
            .bind(blob(id))
            .execute(&mut *tx)
            .await
            .map_err(store_error)?;
        activity::write(&mut tx, event).await?;
        tx.commit().await.map_err(store_error)?;
        Ok(true)
    }

    pub async fn touch_token(&self, id: Uuid, at: Timestamp) -> Result<(), StoreError> {
        sqlx::query(
            "UPDATE api_tokens SET last_used_at = ?1
             WHERE uuid = ?2 AND (last_used_at IS NULL OR last_used_at < ?1)",
        )
        .bind(at.0)
        .bind(blob(id))
        .execute(&self.writer)
        .await
        .map(drop)
        .map_err(store_error)
    }
}
