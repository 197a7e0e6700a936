//! API tokens: how another system is known.

use super::{
    AccountError, Accounts,
    activity::{log, log_refused},
    secrets::{API_TOKEN_PREFIX, digest, opaque},
    sessions::is_due,
};
use crate::{
    domain::{
        Action, Actor, ActorKind, ApiToken, Caller, Scope, Secret, SecurityEventKind, Timestamp,
    },
    service::Failure,
    store::NewToken,
};
use uuid::Uuid;

const MAX_NAME_CHARS: usize = 128;

impl Accounts {
    /// All of them, also those that are over; the newest first.
    pub async fn tokens(&self, actor: &Actor) -> Result<Vec<ApiToken>, Failure> {
        actor.may(Action::Administer)?;
        Ok(self.store.api_tokens().await?)
    }

    /// The secret is told this once. The name is trimmed and has 1 to 128 characters; there is at least one scope; the
    /// end, if any, is to come.
    pub async fn make_token(
        &self,
        caller: &Caller,
        actor: &Actor,
        name: &str,
        scopes: &[Scope],
        expires_at: Option<Timestamp>,
    ) -> Result<(ApiToken, Secret), AccountError> {
        actor.may(Action::Administer)?;
        let now = self.clock.now();
        let name = name.trim();
        let mut scopes = scopes.to_vec();
        scopes.sort_unstable();
        scopes.dedup();
        let named = (1..=MAX_NAME_CHARS).contains(&name.chars().count())
            && !name.contains(char::is_control);
        if !named || scopes.is_empty() || expires_at.is_some_and(|end| end <= now) {
            return Err(AccountError::Token);
        }
        let secret = opaque(API_TOKEN_PREFIX)?;
        let token = NewToken {
            token: digest(secret.expose()),
            id: Uuid::now_v7(),
            name: name.to_owned(),
            scopes,
            created_by: actor.id.filter(|_| actor.kind == ActorKind::Operator),
            created_at: now,
            expires_at,
        };
        let codes: Vec<&str> = token.scopes.iter().map(|scope| scope.code()).collect();
        let event = self
            .event(caller, SecurityEventKind::TokenMade)
            .by(actor)
            .about(token.id)
            .detail(codes.join(" "));
        let made = self.store.add_token(&token, &event).await?;
        log(&event);
        Ok((made, secret))
    }

    /// For good. Not found where there never was one; a second time changes nothing.
    pub async fn revoke_token(
        &self,
        caller: &Caller,
        actor: &Actor,
        id: Uuid,
    ) -> Result<(), Failure> {
        actor.may(Action::Administer)?;
        let event = self
            .event(caller, SecurityEventKind::TokenRevoked)
            .by(actor)
            .about(id);
        if self.store.revoke_token(id, event.at, &event).await? {
            log(&event);
        }
        Ok(())
    }

    /// The token, where it is neither revoked nor expired. Asked at every request of a machine.
    pub async fn api_token(&self, token: &str) -> Result<Option<ApiToken>, Failure> {
        if !token.starts_with(API_TOKEN_PREFIX) {
            return Ok(None);
        }
        let now = self.clock.now();
        let found = self.store.api_token(&digest(token), now).await?;
        if let Some(token) = &found
            && is_due(token.last_used_at, now)
        {
            let (store, id) = (self.store.clone(), token.id);
            self.note(async move { store.touch_token(id, now).await });
        }
        Ok(found)
    }

    /// Logs that somebody showed a token that opens nothing.
    pub fn token_refused(&self, caller: &Caller) {
        log_refused("token_refused", caller);
    }
}
