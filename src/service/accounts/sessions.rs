//! Who is signed in: sessions from their making to their end.

use super::{
    Accounts,
    activity::{self, log},
    clock::milliseconds,
    guessing,
    secrets::{digest, opaque},
};
use crate::{
    domain::{Action, Actor, ActorKind, Caller, Secret, SecurityEventKind, Session, Timestamp},
    service::Failure,
    store::{Moments, NewSession},
};
use std::{sync::Arc, time::Duration};
use uuid::Uuid;

/// How old the time may be at which a session or a token was last used before it is written again.
const TOUCH_EVERY: Duration = Duration::from_mins(1);
/// For the code of the second factor, after the password.
const INCOMPLETE: Duration = Duration::from_mins(10);
const DAY: Duration = Duration::from_hours(24);
/// How long a network stays known after the last sign-in from it.
const PLACE_KNOWN: Duration = Duration::from_hours(90 * 24);

/// Whether something that was last noted then is due to be noted again.
pub(super) fn is_due(last: Option<Timestamp>, now: Timestamp) -> bool {
    last.is_none_or(|last| now.0 - last.0 >= milliseconds(TOUCH_EVERY))
}

impl Accounts {
    /// Before which moments things have passed.
    pub(super) fn moments(&self) -> Moments {
        let now = self.clock.now();
        let before = |length: Duration| Timestamp(now.0.saturating_sub(milliseconds(length)));
        Moments {
            now,
            idle: before(self.settings.idle),
            absolute: before(self.settings.absolute),
            incomplete: before(INCOMPLETE),
            attempts: before(DAY),
            places: before(PLACE_KNOWN),
        }
    }

    /// A session to be stored, and the token that will open it.
    pub(super) fn new_session(
        &self,
        caller: &Caller,
        complete: bool,
    ) -> Result<(NewSession, Secret), Failure> {
        let token = opaque("")?;
        let session = NewSession {
            token: digest(token.expose()),
            id: Uuid::now_v7(),
            complete,
            created_at: self.clock.now(),
            address: activity::address(caller),
            browser: caller.browser.clone(),
            place: guessing::place(caller.address),
        };
        Ok((session, token))
    }

    /// The session that this token opens, where it counts. Asked at every request: one read of an index.
    pub async fn session(&self, token: &str) -> Result<Option<Session>, Failure> {
        let moments = self.moments();
        let session = self.store.session(&digest(token), &moments).await?;
        if let Some(session) = &session
            && is_due(Some(session.last_seen_at), moments.now)
        {
            let (store, id) = (self.store.clone(), session.id);
            self.note(async move { store.touch_session(id, moments.now).await });
        }
        Ok(session)
    }

    /// Writes down that something was used, without anybody waiting for it. Where much is to be noted already it is left to
    /// the next use.
    pub(super) fn note(
        &self,
        writing: impl Future<Output = Result<(), crate::store::StoreError>> + Send + 'static,
    ) {
        let Ok(permit) = Arc::clone(&self.noting).try_acquire_owned() else {
            return;
        };
        tokio::spawn(async move {
            if let Err(error) = writing.await {
                tracing::warn!(%error, "the last use could not be noted");
            }
            drop(permit);
        });
    }

    /// Whose sessions may be seen and ended: one's own, and an admin's are everybody's.
    fn may_manage(actor: &Actor, operator: Uuid) -> Result<(), Failure> {
        let own = actor.kind == ActorKind::Operator && actor.id == Some(operator);
        actor.may(if own {
            Action::ManageOwnAccount
        } else {
            Action::Administer
        })?;
        Ok(())
    }

    /// Those that count; the one that was used last comes first.
    pub async fn sessions_of(
        &self,
        actor: &Actor,
        operator: Uuid,
    ) -> Result<Vec<Session>, Failure> {
        Self::may_manage(actor, operator)?;
        Ok(self.store.sessions(Some(operator), &self.moments()).await?)
    }

    /// Everybody's.
    pub async fn all_sessions(&self, actor: &Actor) -> Result<Vec<Session>, Failure> {
        actor.may(Action::Administer)?;
        Ok(self.store.sessions(None, &self.moments()).await?)
    }

    /// Not found where it has ended already.
    pub async fn end_session(
        &self,
        caller: &Caller,
        actor: &Actor,
        id: Uuid,
    ) -> Result<(), Failure> {
        actor.may(Action::ManageOwnAccount)?;
        let operator = self.store.session_owner(id).await?;
        Self::may_manage(actor, operator)?;
        let event = self
            .event(caller, SecurityEventKind::SessionEnded)
            .by(actor)
            .about(operator);
        self.store.end_session(id, &event).await?;
        log(&event);
        Ok(())
    }

    /// All of one operator's, but for one where one is named.
    pub async fn end_sessions_of(
        &self,
        caller: &Caller,
        actor: &Actor,
        operator: Uuid,
        except: Option<Uuid>,
    ) -> Result<(), Failure> {
        Self::may_manage(actor, operator)?;
        let event = self
            .event(caller, SecurityEventKind::SessionEnded)
            .by(actor)
            .about(operator)
            .detail(if except.is_some() { "others" } else { "all" });
        self.store
            .end_sessions(Some(operator), except, &event)
            .await?;
        log(&event);
        Ok(())
    }

    /// Everybody's, one's own among them.
    pub async fn end_all_sessions(&self, caller: &Caller, actor: &Actor) -> Result<(), Failure> {
        actor.may(Action::Administer)?;
        let event = self
            .event(caller, SecurityEventKind::SessionEnded)
            .by(actor)
            .detail("everybody");
        self.store.end_sessions(None, None, &event).await?;
        log(&event);
        Ok(())
    }
}
