//! Work on many contacts: an import, a change in bulk, or the undoing of one.

use super::{Actor, ActorKind, Timestamp};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum JobKind {
    Import,
    Bulk,
    Undo,
}

impl JobKind {
    pub const ALL: [Self; 3] = [Self::Import, Self::Bulk, Self::Undo];

    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Import => "import",
            Self::Bulk => "bulk",
            Self::Undo => "undo",
        }
    }

    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum JobState {
    /// What is to be done is not settled.
    Draft,
    /// The dry run is under way.
    Checking,
    Checked,
    Running,
    Done,
    /// Stopped on somebody's word; what was done until then stands.
    Cancelled,
    Failed,
}

impl JobState {
    pub const ALL: [Self; 7] = [
        Self::Draft,
        Self::Checking,
        Self::Checked,
        Self::Running,
        Self::Done,
        Self::Cancelled,
        Self::Failed,
    ];

    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Checking => "checking",
            Self::Checked => "checked",
            Self::Running => "running",
            Self::Done => "done",
            Self::Cancelled => "cancelled",
            Self::Failed => "failed",
        }
    }

    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.code() == code)
    }

    /// Something is being done.
    #[must_use]
    pub const fn is_active(self) -> bool {
        matches!(self, Self::Checking | Self::Running)
    }

    /// Nothing more will be done.
    #[must_use]
    pub const fn is_over(self) -> bool {
        matches!(self, Self::Done | Self::Cancelled | Self::Failed)
    }
}

/// What a job did, or would do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct JobCounts {
    /// Rows or contacts looked at.
    pub rows: u64,
    pub created: u64,
    pub updated: u64,
    pub deleted: u64,
    pub unchanged: u64,
    /// Rows that were not taken.
    pub refused: u64,
    /// Of an undoing: changed by somebody else since, so left as they are.
    pub left: u64,
    /// Permissions turned active, and turned blocked, of contacts that were there before.
    pub opened: u64,
    pub blocked: u64,
    /// Permissions that the file says are active and that stayed blocked.
    pub kept: u64,
    /// Contacts whose own stop kept proactive messages blocked.
    pub stopped: u64,
}

/// A job as it is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Job {
    pub id: Uuid,
    pub kind: JobKind,
    pub state: JobState,
    pub title: String,
    pub actor_kind: ActorKind,
    pub actor_id: Option<Uuid>,
    /// The operator's address or the token's name, where there is one.
    pub actor_name: Option<String>,
    pub created_at: Timestamp,
    pub started_at: Option<Timestamp>,
    pub ended_at: Option<Timestamp>,
    /// JSON.
    pub plan: String,
    /// What the dry run found, as JSON.
    pub checked: Option<String>,
    pub counts: JobCounts,
    pub position: u64,
    pub total: Option<u64>,
    pub problem: Option<String>,
    /// Of an undoing: what it undoes.
    pub undoes: Option<Uuid>,
    /// What undoes it.
    pub undone_by: Option<Uuid>,
}

impl Job {
    /// Whether it left something that could be put back.
    #[must_use]
    pub const fn changed_something(&self) -> bool {
        let JobCounts {
            created, updated, ..
        } = self.counts;
        created + updated > 0
    }
}

/// Who began a job and may see it through.
impl Job {
    #[must_use]
    pub fn is_of(&self, actor: &Actor) -> bool {
        self.actor_id == actor.id
    }
}
