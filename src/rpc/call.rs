//! What a server function knows of the request that calls it.

use crate::{
    domain::{Actor, AppError},
    service::{ContactService, Failure},
};
use leptos::prelude::use_context;
use std::{fmt, pin::Pin, sync::Arc};

/// What is under way.
type Underway<T> = Pin<Box<dyn Future<Output = T> + Send>>;

/// Writes the history that a query string asks for as HTML. Provided by the server: components are none of this layer's.
#[derive(Clone)]
pub struct HistoryWriter(
    pub Arc<dyn Fn(String) -> Underway<Result<String, Failure>> + Send + Sync>,
);

impl fmt::Debug for HistoryWriter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("HistoryWriter")
    }
}

/// Provided by the server around each call.
#[derive(Clone, Debug)]
pub struct Call {
    /// On whose behalf; `None`: nobody is signed in.
    pub actor: Option<Actor>,
    pub contacts: ContactService,
    pub history: HistoryWriter,
    /// Under which the log has it.
    pub request_id: Arc<str>,
}

/// A call by somebody who is known.
pub(super) struct Caller {
    pub actor: Actor,
    pub contacts: ContactService,
    pub history: HistoryWriter,
    request_id: Arc<str>,
}

/// Who calls.
pub(super) fn caller() -> Result<Caller, AppError> {
    let call = use_context::<Call>().ok_or(AppError::Unavailable)?;
    Ok(Caller {
        actor: call.actor.ok_or(AppError::SignedOut)?,
        contacts: call.contacts,
        history: call.history,
        request_id: call.request_id,
    })
}

impl Caller {
    /// The result, with what the caller is told of a failure.
    pub fn told<T>(&self, result: Result<T, Failure>) -> Result<T, AppError> {
        result.map_err(|failure| failure.told(&self.request_id))
    }
}
