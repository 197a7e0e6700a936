//! What a server function knows of the request that calls it.

use crate::{
    domain::{Actor, AppError},
    service::{ContactService, Failure},
};
use leptos::prelude::use_context;
use std::sync::Arc;

/// Provided by the server around each call.
#[derive(Clone, Debug)]
pub struct Call {
    /// On whose behalf; `None`: nobody is signed in.
    pub actor: Option<Actor>,
    pub contacts: ContactService,
    /// Under which the log has it.
    pub request_id: Arc<str>,
}

/// A call by somebody who is known.
pub(super) struct Caller {
    pub actor: Actor,
    pub contacts: ContactService,
    request_id: Arc<str>,
}

/// Who calls.
pub(super) fn caller() -> Result<Caller, AppError> {
    let call = use_context::<Call>().ok_or(AppError::Unavailable)?;
    Ok(Caller {
        actor: call.actor.ok_or(AppError::SignedOut)?,
        contacts: call.contacts,
        request_id: call.request_id,
    })
}

impl Caller {
    /// The result, with what the caller is told of a failure.
    pub fn told<T>(&self, result: Result<T, Failure>) -> Result<T, AppError> {
        result.map_err(|failure| tell(failure, &self.request_id))
    }
}

/// What the caller is told; an unexpected failure is logged here, once, under the request's id.
pub fn tell(failure: Failure, request_id: &str) -> AppError {
    match failure {
        Failure::Told(error) => error,
        Failure::Unexpected(error) => {
            tracing::error!(request_id, error = %error, "request failed");
            AppError::Internal {
                request_id: request_id.to_owned(),
            }
        }
    }
}
