//! The security events: in the table for admins, and once in the log.

use super::Accounts;
use crate::{
    domain::{Action, Actor, Caller, SecurityEvent, SecurityEventKind, Timestamp},
    service::Failure,
    store::NewEvent,
};
use uuid::Uuid;

/// The most events of one page.
const MAX_PAGE: u16 = 200;
/// A path is the caller's to choose; no more of it is kept, in bytes.
const MAX_PATH: usize = 200;

/// The shell has no address.
pub(super) fn address(caller: &Caller) -> String {
    let address = caller.address.to_canonical();
    if address.is_unspecified() {
        String::new()
    } else {
        address.to_string()
    }
}

pub(in crate::service) fn event(
    at: Timestamp,
    caller: &Caller,
    kind: SecurityEventKind,
) -> NewEvent {
    NewEvent {
        at,
        kind,
        actor: None,
        subject: None,
        address: address(caller),
        detail: String::new(),
    }
}

/// Writes to the log what has been written to the table.
pub(in crate::service) fn log(event: &NewEvent) {
    tracing::info!(
        target: "chat_contacts::security",
        kind = event.kind.code(),
        actor = event.actor.map(tracing::field::display),
        subject = event.subject.map(tracing::field::display),
        address = event.address,
        detail = (!event.detail.is_empty()).then_some(event.detail.as_str()),
        "security event"
    );
}

/// Writes to the log only that something was refused which nobody can guess and anybody can send: in the table, a flood
/// of it would bury what admins read there.
pub(super) fn log_refused(kind: &'static str, caller: &Caller) {
    tracing::info!(
        target: "chat_contacts::security",
        kind,
        address = address(caller),
        "security event"
    );
}

pub(super) fn log_all(events: &[NewEvent]) {
    events.iter().for_each(log);
}

impl NewEvent {
    pub(in crate::service) fn by(self, actor: &Actor) -> Self {
        Self {
            actor: actor.id,
            ..self
        }
    }

    pub(super) fn by_operator(self, operator: Uuid) -> Self {
        Self {
            actor: Some(operator),
            ..self
        }
    }

    /// Whom it happened to. Nobody is told apart from themselves.
    pub(in crate::service) fn about(self, subject: Uuid) -> Self {
        Self {
            subject: (self.actor != Some(subject)).then_some(subject),
            ..self
        }
    }

    pub(in crate::service) fn detail(self, detail: impl Into<String>) -> Self {
        Self {
            detail: detail.into(),
            ..self
        }
    }
}

impl Accounts {
    /// An event of this moment.
    pub(super) fn event(&self, caller: &Caller, kind: SecurityEventKind) -> NewEvent {
        event(self.clock.now(), caller, kind)
    }

    pub(super) async fn record(&self, event: NewEvent) -> Result<(), Failure> {
        self.store.record(&event).await?;
        log(&event);
        Ok(())
    }

    /// A page of at most 200 events, the newest first. `before` is the `seq` that the page before ended with.
    pub async fn activity(
        &self,
        actor: &Actor,
        before: Option<i64>,
        limit: u16,
    ) -> Result<Vec<SecurityEvent>, Failure> {
        actor.may(Action::Administer)?;
        Ok(self
            .store
            .activity(before, limit.clamp(1, MAX_PAGE))
            .await?)
    }

    /// Records that somebody who is known asked for what they may not do.
    pub async fn denied(&self, caller: &Caller, actor: &Actor, path: &str) -> Result<(), Failure> {
        let path = &path[..path.floor_char_boundary(MAX_PATH)];
        let event = self
            .event(caller, SecurityEventKind::Denied)
            .by(actor)
            .detail(path);
        self.record(event).await
    }
}
