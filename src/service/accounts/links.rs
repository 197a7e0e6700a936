//! Links that let somebody in once: the first admin, who was invited, who needs a new password.

use super::{
    AccountError, Accounts,
    activity::{log_all, log_refused},
    clock::milliseconds,
    passwords::chosen,
    secrets::{digest, opaque},
};
use crate::{
    domain::{Caller, Email, OneTimeLink, Role, Secret, SecurityEventKind, Timestamp},
    service::Failure,
    store::{LinkTarget, NewLink, NewOperator},
};
use std::time::Duration;
use uuid::Uuid;

const SETUP: Duration = Duration::from_hours(1);
/// Long enough for a weekend.
pub(super) const INVITATION: Duration = Duration::from_hours(72);

fn no_link(caller: &Caller) -> AccountError {
    log_refused("link_refused", caller);
    AccountError::Link
}

impl Accounts {
    /// A link to be stored, and its secret.
    pub(super) fn new_link(&self, valid: Duration) -> Result<(NewLink, Secret), Failure> {
        let token = opaque("")?;
        let now = self.clock.now();
        let link = NewLink {
            token: digest(token.expose()),
            created_at: now,
            expires_at: Timestamp(now.0.saturating_add(milliseconds(valid))),
        };
        Ok((link, token))
    }

    /// What makes the first admin, within an hour; the former one is no longer good. `None` once there is an operator.
    pub async fn setup_link(&self) -> Result<Option<Secret>, Failure> {
        let (link, token) = self.new_link(SETUP)?;
        let made = self.store.make_setup_link(&link).await?;
        Ok(made.then_some(token))
    }

    async fn target(&self, token: &str) -> Result<Option<LinkTarget>, Failure> {
        let now = self.clock.now();
        Ok(self.store.link(&digest(token), now).await?)
    }

    /// What a link is for; `None` where it is used, expired or was never made. Looking at it doesn't use it.
    pub async fn link(&self, token: &str) -> Result<Option<OneTimeLink>, Failure> {
        Ok(self.target(token).await?.map(|target| target.link))
    }

    /// Makes the first admin and signs them in.
    pub async fn set_up(
        &self,
        caller: &Caller,
        token: &str,
        email: &str,
        password: String,
    ) -> Result<Secret, AccountError> {
        if self.link(token).await? != Some(OneTimeLink::Setup) {
            return Err(no_link(caller));
        }
        let email = Email::parse(email).ok_or(AccountError::Email)?;
        let password_hash = self.passwords.hash(chosen(password)?).await?;
        let operator = NewOperator {
            id: Uuid::now_v7(),
            email,
            role: Role::Admin,
            password_hash: Some(password_hash),
            created_at: self.clock.now(),
        };
        let (session, secret) = self.new_session(caller, true)?;
        let events = [
            self.event(caller, SecurityEventKind::OperatorAdded)
                .about(operator.id)
                .detail(operator.role.code()),
            self.event(caller, SecurityEventKind::SignedIn)
                .by_operator(operator.id)
                .detail("link"),
        ];
        let set_up = self
            .store
            .use_setup_link(&digest(token), &operator, &session, &events)
            .await?;
        if !set_up {
            return Err(no_link(caller));
        }
        log_all(&events);
        Ok(secret)
    }

    /// Sets the password of whom the link was made for, ends their other sessions and signs them in. The new session's
    /// token, and whether a code is needed before it may do anything.
    pub async fn choose_password(
        &self,
        caller: &Caller,
        token: &str,
        password: String,
    ) -> Result<(Secret, bool), AccountError> {
        let target = self.target(token).await?;
        let operator = target
            .and_then(|target| target.operator)
            .ok_or_else(|| no_link(caller))?;
        let password_hash = self.passwords.hash(chosen(password)?).await?;
        let complete = !operator.second_factor;
        let (session, secret) = self.new_session(caller, complete)?;
        let mut events = vec![
            self.event(caller, SecurityEventKind::PasswordChanged)
                .by_operator(operator.id),
        ];
        if complete {
            events.push(
                self.event(caller, SecurityEventKind::SignedIn)
                    .by_operator(operator.id)
                    .detail("link"),
            );
        }
        let used = self
            .store
            .use_password_link(&digest(token), &password_hash, &session, &events)
            .await?;
        if !used {
            return Err(no_link(caller));
        }
        log_all(&events);
        Ok((secret, !complete))
    }
}
