//! Operators, as an admin manages them.

use super::{
    AccountError, Accounts,
    activity::{log, log_all},
    links::INVITATION,
    passwords::chosen,
};
use crate::{
    domain::{
        Action, Actor, ActorKind, AppError, Caller, Email, Operator, Role, Secret,
        SecurityEventKind,
    },
    service::Failure,
    store::{NewEvent, NewLink, NewOperator},
};
use std::net::{IpAddr, Ipv4Addr};
use uuid::Uuid;

/// Where the shell's calls come from.
fn shell() -> Caller {
    Caller {
        address: IpAddr::V4(Ipv4Addr::UNSPECIFIED),
        browser: String::new(),
    }
}

/// An admin's own account is for another admin to change: nobody locks themselves out by a slip.
fn somebody_else(actor: &Actor, operator: Uuid) -> Result<(), AccountError> {
    actor.may(Action::Administer)?;
    if actor.kind == ActorKind::Operator && actor.id == Some(operator) {
        return Err(AccountError::Self_);
    }
    Ok(())
}

impl Accounts {
    /// All of them, by address.
    pub async fn operators(&self, actor: &Actor) -> Result<Vec<Operator>, Failure> {
        actor.may(Action::Administer)?;
        Ok(self.store.operators().await?)
    }

    /// `None` also where the text is no address.
    pub async fn operator_by_email(
        &self,
        actor: &Actor,
        email: &str,
    ) -> Result<Option<Operator>, Failure> {
        actor.may(Action::Administer)?;
        match Email::parse(email) {
            Some(email) => Ok(self.store.operator_by_email(&email).await?),
            None => Ok(None),
        }
    }

    /// Adds somebody who has no password yet, and a link with which they choose it within 72 hours.
    pub async fn invite(
        &self,
        caller: &Caller,
        actor: &Actor,
        email: &str,
        role: Role,
    ) -> Result<(Operator, Secret), AccountError> {
        actor.may(Action::Administer)?;
        let email = Email::parse(email).ok_or(AccountError::Email)?;
        let (link, token) = self.new_link(INVITATION)?;
        let operator = self
            .add(caller, actor, email, role, None, Some(&link))
            .await?;
        Ok((operator, token))
    }

    /// Adds somebody with a password, from the shell.
    pub async fn add_operator(
        &self,
        actor: &Actor,
        email: &str,
        role: Role,
        password: String,
    ) -> Result<Operator, AccountError> {
        actor.may(Action::Administer)?;
        let email = Email::parse(email).ok_or(AccountError::Email)?;
        let hash = self.passwords.hash(chosen(password)?).await?;
        self.add(&shell(), actor, email, role, Some(hash), None)
            .await
    }

    async fn add(
        &self,
        caller: &Caller,
        actor: &Actor,
        email: Email,
        role: Role,
        password_hash: Option<String>,
        link: Option<&NewLink>,
    ) -> Result<Operator, AccountError> {
        let operator = NewOperator {
            id: Uuid::now_v7(),
            email,
            role,
            password_hash,
            created_at: self.clock.now(),
        };
        let event = self
            .event(caller, SecurityEventKind::OperatorAdded)
            .by(actor)
            .about(operator.id)
            .detail(role.code());
        let added = self.store.add_operator(&operator, link, &event).await?;
        log(&event);
        Ok(added)
    }

    /// Ends their sessions too, so that what they may do goes with a new token.
    pub async fn set_role(
        &self,
        caller: &Caller,
        actor: &Actor,
        id: Uuid,
        role: Role,
    ) -> Result<(), AccountError> {
        somebody_else(actor, id)?;
        if self.store.operator(id).await?.role == role {
            return Ok(());
        }
        let event = self
            .event(caller, SecurityEventKind::RoleChanged)
            .by(actor)
            .about(id)
            .detail(role.code());
        self.store.set_role(id, role, &event).await?;
        log(&event);
        Ok(())
    }

    /// Keeps somebody out, from this moment on. What they did keeps their name.
    pub async fn disable(
        &self,
        caller: &Caller,
        actor: &Actor,
        id: Uuid,
    ) -> Result<(), AccountError> {
        somebody_else(actor, id)?;
        self.set_disabled(caller, actor, id, true).await
    }

    pub async fn enable(
        &self,
        caller: &Caller,
        actor: &Actor,
        id: Uuid,
    ) -> Result<(), AccountError> {
        actor.may(Action::Administer)?;
        self.set_disabled(caller, actor, id, false).await
    }

    async fn set_disabled(
        &self,
        caller: &Caller,
        actor: &Actor,
        id: Uuid,
        disabled: bool,
    ) -> Result<(), AccountError> {
        if self.store.operator(id).await?.disabled == disabled {
            return Ok(());
        }
        let kind = if disabled {
            SecurityEventKind::OperatorDisabled
        } else {
            SecurityEventKind::OperatorEnabled
        };
        let event = self.event(caller, kind).by(actor).about(id);
        let at = disabled.then_some(event.at);
        self.store.set_disabled(id, at, &event).await?;
        log(&event);
        Ok(())
    }

    /// A link with which they choose a new password within 72 hours. Until then they can't sign in: the former password,
    /// the second factor and their sessions are gone.
    pub async fn reset(
        &self,
        caller: &Caller,
        actor: &Actor,
        id: Uuid,
    ) -> Result<Secret, AccountError> {
        somebody_else(actor, id)?;
        let events = self
            .reset_events(caller, actor, id, SecurityEventKind::ResetStarted)
            .await?;
        let (link, token) = self.new_link(INVITATION)?;
        self.store
            .reset_operator(id, None, Some(&link), &events)
            .await?;
        log_all(&events);
        Ok(token)
    }

    /// Gives somebody this password, from the shell; their second factor and their sessions are gone.
    pub async fn set_password(
        &self,
        actor: &Actor,
        id: Uuid,
        password: String,
    ) -> Result<(), AccountError> {
        // Over the network nobody learns or sets another's password: there, reset makes a link.
        if actor.kind != ActorKind::System {
            return Err(AppError::Forbidden.into());
        }
        actor.may(Action::Administer)?;
        let hash = self.passwords.hash(chosen(password)?).await?;
        let events = self
            .reset_events(&shell(), actor, id, SecurityEventKind::PasswordChanged)
            .await?;
        self.store
            .reset_operator(id, Some(&hash), None, &events)
            .await?;
        log_all(&events);
        Ok(())
    }

    async fn reset_events(
        &self,
        caller: &Caller,
        actor: &Actor,
        id: Uuid,
        kind: SecurityEventKind,
    ) -> Result<Vec<NewEvent>, AccountError> {
        let mut kinds = vec![kind];
        if self.store.operator(id).await?.second_factor {
            kinds.push(SecurityEventKind::SecondFactorOff);
        }
        let event = |kind| self.event(caller, kind).by(actor).about(id);
        Ok(kinds.into_iter().map(event).collect())
    }
}
