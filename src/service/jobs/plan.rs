//! What a job is to do, as it is kept.

use super::{Failure, JobError};
use crate::domain::{
    Actor, ActorKind, Contact, ContactFields, EventSource, ExternalCode, Job, JobKind, Language,
    Permission, PermissionState,
};
use serde::{Deserialize, Serialize, de::DeserializeOwned};

/// What is to become of each selected contact.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "do")]
pub enum BulkAction {
    SetPermission {
        permission: Permission,
        state: PermissionState,
    },
    SetLanguage {
        language: Option<Language>,
    },
    SetExternalCode {
        external_code: Option<ExternalCode>,
    },
    Delete,
}

/// What an action makes of a contact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Effect {
    Already,
    /// The contact's own stop is in the way.
    Locked,
    Becomes(ContactFields),
    Goes,
}

impl BulkAction {
    pub(super) fn effect(&self, contact: &Contact) -> Effect {
        let mut after = contact.fields.clone();
        match self {
            Self::Delete => return Effect::Goes,
            Self::SetPermission { permission, state } => {
                let opens = *permission == Permission::Proactive && state.is_active();
                if opens && contact.stopped_at.is_some() {
                    return Effect::Locked;
                }
                after.set_permission(*permission, *state);
            }
            Self::SetLanguage { language } => after.language.clone_from(language),
            Self::SetExternalCode { external_code } => {
                after.external_code.clone_from(external_code);
            }
        }
        if after == contact.fields {
            Effect::Already
        } else {
            Effect::Becomes(after)
        }
    }
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BulkPlan {
    /// Not chosen yet where there is none.
    pub action: Option<BulkAction>,
    /// What was selected, as the address of the list has it; `None`: contacts one by one.
    pub query: Option<String>,
    /// How many were selected.
    pub selected: u64,
}

pub(super) fn read<T: DeserializeOwned>(job: &Job) -> Result<T, Failure> {
    serde_json::from_str(&job.plan).map_err(|error| Failure::Unexpected(error.into()))
}

pub(super) fn written(plan: &impl Serialize) -> Result<String, Failure> {
    serde_json::to_string(plan).map_err(|error| Failure::Unexpected(error.into()))
}

pub(super) fn bulk(job: &Job) -> Result<BulkPlan, JobError> {
    if job.kind == JobKind::Bulk {
        Ok(read(job)?)
    } else {
        Err(JobError::State)
    }
}

/// Where a change in bulk comes from.
pub(super) const fn source(actor: &Actor) -> EventSource {
    of_kind(actor.kind)
}

const fn of_kind(kind: ActorKind) -> EventSource {
    match kind {
        ActorKind::Operator => EventSource::Console,
        ActorKind::Api => EventSource::Api,
        ActorKind::Import => EventSource::Import,
        ActorKind::Contact | ActorKind::System => EventSource::Other,
    }
}

pub(super) const fn source_of(job: &Job) -> EventSource {
    of_kind(ledger_kind(job))
}

/// As whom the ledger names whoever began the job.
pub(super) const fn ledger_kind(job: &Job) -> ActorKind {
    match job.kind {
        JobKind::Import => ActorKind::Import,
        JobKind::Bulk | JobKind::Undo => job.actor_kind,
    }
}
