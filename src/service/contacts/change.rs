//! A change on its way to the store: what it rests on, what it must respect, and that it is finished once begun.

use super::super::{Failure, now};
use crate::{
    domain::{
        Action, Actor, ActorKind, AppError, Contact, ContactDraft, ContactEdit, ContactFields,
        EventSource, FieldError, GroundsDraft, Permission, PermissionState,
    },
    store::Change,
};
use std::panic::resume_unwind;
use tracing::Instrument;

/// The change that somebody makes now, on these grounds.
pub(super) fn change(actor: &Actor, grounds: &GroundsDraft) -> Result<Change, AppError> {
    let at = now();
    let grounds = grounds
        .parse(at)
        .map_err(|fields| AppError::Invalid { fields })?;
    let source = grounds.source.unwrap_or(match actor.kind {
        ActorKind::Operator => EventSource::Console,
        ActorKind::Api => EventSource::Api,
        ActorKind::Import => EventSource::Import,
        ActorKind::Contact | ActorKind::System => EventSource::Other,
    });
    Ok(Change {
        grounds,
        ..Change::plain(actor.clone(), source, at)
    })
}

pub(super) fn silent(actor: &Actor) -> Result<Change, AppError> {
    change(actor, &GroundsDraft::default())
}

/// What a contact says themselves is written down, and locks, also where we would not have written to them anyway; once.
pub(super) fn stopping(known: &Contact, edit: &ContactEdit, change: &Change) -> Change {
    let mut change = change.clone();
    let stops = edit.proactive == Some(PermissionState::Blocked) && change.source.is_the_contacts();
    if stops && known.stopped_at.is_none() {
        change.restate = vec![Permission::Proactive];
    }
    change
}

/// The contact's own stop outranks the operator: what they stopped becomes active by their own later word, or by somebody
/// who may override it and says why and what shows it.
pub(super) fn respect_stop(
    before: &Contact,
    after: &ContactFields,
    change: &Change,
) -> Result<(), AppError> {
    let Some(stopped_at) = before.stopped_at else {
        return Ok(());
    };
    if !after.proactive.is_active() || before.fields.proactive.is_active() {
        return Ok(());
    }
    let Change { actor, grounds, .. } = change;
    let by_the_contact =
        actor.kind_for(change.source, PermissionState::Active) == ActorKind::Contact;
    let said_at = grounds.captured_at.unwrap_or(change.at);
    let explained = grounds.reason.is_some() && grounds.evidence.is_some();
    let overridden = explained && actor.grant.allows(Action::OverrideStops);
    if (by_the_contact && said_at > stopped_at) || overridden {
        Ok(())
    } else {
        Err(AppError::Stopped {
            current: Box::new(before.clone()),
        })
    }
}

/// Writes to the end, whatever becomes of the request: one that takes too long, or whose browser has gone, is dropped where it
/// stands, and that may be between a commit and its answer, or halfway to one.
pub(super) async fn to_the_end<T, E>(
    writing: impl Future<Output = Result<T, E>> + Send + 'static,
) -> Result<T, Failure>
where
    T: Send + 'static,
    E: Into<Failure> + Send + 'static,
{
    match tokio::spawn(writing.in_current_span()).await {
        Ok(written) => written.map_err(Into::into),
        Err(error) => match error.try_into_panic() {
            Ok(panic) => resume_unwind(panic),
            Err(error) => Err(Failure::Unexpected(error.into())),
        },
    }
}

pub(super) fn parsed(draft: &ContactDraft) -> Result<ContactFields, AppError> {
    draft.parse().map_err(|fields| AppError::Invalid { fields })
}

/// Both, or everything that is wrong with either.
pub(super) fn both<A, B>(
    one: Result<A, AppError>,
    two: Result<B, AppError>,
) -> Result<(A, B), AppError> {
    match (one, two) {
        (Ok(one), Ok(two)) => Ok((one, two)),
        (Err(AppError::Invalid { mut fields }), Err(AppError::Invalid { fields: more })) => {
            // The form's own check covers the grounds too.
            let told = |error: &FieldError| fields.iter().any(|known| known.field == error.field);
            let more: Vec<_> = more.into_iter().filter(|error| !told(error)).collect();
            fields.extend(more);
            Err(AppError::Invalid { fields })
        }
        (Err(error), _) | (_, Err(error)) => Err(error),
    }
}
