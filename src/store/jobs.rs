//! What the store keeps of work on many contacts.

use super::{Change, Store, StoreError};
use crate::domain::{
    Channel, Contact, ContactFields, ContactId, ContactQuery, ExternalCode, Job, JobCounts,
    JobKind, JobState, Timestamp,
};
use tokio::sync::mpsc;
use uuid::Uuid;

/// A contact with the number that the ledger and the jobs know it by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Numbered {
    pub number: i64,
    pub contact: Contact,
}

#[derive(Clone, Debug)]
pub struct NewJob {
    pub id: Uuid,
    pub kind: JobKind,
    pub state: JobState,
    pub title: String,
    pub plan: String,
    pub total: Option<u64>,
    pub undoes: Option<Uuid>,
}

/// A row of a file that was not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    pub line: u64,
    /// JSON of the service's.
    pub problems: String,
    /// The row's cells, as JSON.
    pub record: String,
}

/// A contact that is to become another; its version must be the present one still.
#[derive(Clone, Debug)]
pub struct Update {
    pub before: Numbered,
    pub after: ContactFields,
}

/// A part of a job: written in one transaction with how far the job has come.
#[derive(Clone, Debug, Default)]
pub struct Batch {
    pub creates: Vec<(Uuid, ContactFields, Timestamp)>,
    pub updates: Vec<Update>,
    pub deletes: Vec<Numbered>,
    pub refusals: Vec<Refusal>,
    /// How far the job was; where it is further by now, somebody else does it too, and nothing is written.
    pub from: u64,
    pub position: u64,
    pub counts: JobCounts,
}

impl Batch {
    /// Whether it changes contacts, beside telling how far the job is.
    #[must_use]
    pub fn changes_contacts(&self) -> bool {
        !(self.creates.is_empty() && self.updates.is_empty() && self.deletes.is_empty())
    }
}

/// Whose job, and on what its changes rest. What it changes is kept for undoing where `undoable`.
#[derive(Clone, Debug)]
pub struct JobWork {
    pub job: Uuid,
    pub change: Change,
    pub undoable: bool,
}

/// A step from one state to another.
#[derive(Clone, Debug)]
pub struct JobStep<'a> {
    /// The states in which it may be taken.
    pub from: &'a [JobState],
    pub to: JobState,
    pub at: Timestamp,
}

/// What a job did to a contact, and the contact now, where it is there still.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JobChange {
    pub number: i64,
    /// The version that the job left.
    pub version: i64,
    /// `None`: it was made by the job.
    pub before: Option<ContactFields>,
    pub present: Option<Contact>,
}

impl Store {
    /// [`StoreError::Overtaken`] where what it undoes is undone already.
    pub async fn create_job(&self, job: &NewJob, change: &Change) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(store) => store.create_job(job, change).await,
        }
    }

    pub async fn job(&self, id: Uuid) -> Result<Job, StoreError> {
        match self {
            Self::Sqlite(store) => store.job(id).await,
        }
    }

    /// Newest first; with a kind, only those of it.
    pub async fn jobs(&self, kind: Option<JobKind>, limit: u16) -> Result<Vec<Job>, StoreError> {
        match self {
            Self::Sqlite(store) => store.jobs(kind, limit).await,
        }
    }

    /// Those for which something was to be done when the program ended.
    pub async fn active_jobs(&self) -> Result<Vec<Job>, StoreError> {
        match self {
            Self::Sqlite(store) => store.active_jobs().await,
        }
    }

    /// Those that nobody has settled or started since.
    pub async fn stale_drafts(&self, before: Timestamp) -> Result<Vec<Uuid>, StoreError> {
        match self {
            Self::Sqlite(store) => store.stale_drafts(before).await,
        }
    }

    /// Takes a step, unless the job is in another state by now: whether it was taken. A dry run, and the work, begin from nothing.
    pub async fn step_job(&self, id: Uuid, step: &JobStep<'_>) -> Result<bool, StoreError> {
        match self {
            Self::Sqlite(store) => store.step_job(id, step).await,
        }
    }

    /// Settles what is to be done, as long as nothing is being done: whether it was taken.
    pub async fn plan_job(
        &self,
        id: Uuid,
        plan: &str,
        total: Option<u64>,
    ) -> Result<bool, StoreError> {
        match self {
            Self::Sqlite(store) => store.plan_job(id, plan, total).await,
        }
    }

    /// The dry run's end, unless it was cancelled.
    pub async fn finish_check(
        &self,
        id: Uuid,
        checked: &str,
        total: Option<u64>,
    ) -> Result<bool, StoreError> {
        match self {
            Self::Sqlite(store) => store.finish_check(id, checked, total).await,
        }
    }

    pub async fn fail_job(&self, id: Uuid, problem: &str, at: Timestamp) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(store) => store.fail_job(id, problem, at).await,
        }
    }

    /// The report with everything that it kept; what is being worked on stays. Whether it went.
    pub async fn delete_job(&self, id: Uuid) -> Result<bool, StoreError> {
        match self {
            Self::Sqlite(store) => store.delete_job(id).await,
        }
    }

    /// Adds refusals of a dry run.
    pub async fn refuse(&self, id: Uuid, refusals: &[Refusal]) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(store) => store.refuse(id, refusals).await,
        }
    }

    /// In the order of the file, behind a line.
    pub async fn refusals(
        &self,
        id: Uuid,
        after: u64,
        limit: u32,
    ) -> Result<Vec<Refusal>, StoreError> {
        match self {
            Self::Sqlite(store) => store.refusals(id, after, limit).await,
        }
    }

    /// Freezes what matches now as the job's selection; how many there are.
    pub async fn select_matching(&self, id: Uuid, query: &ContactQuery) -> Result<u64, StoreError> {
        match self {
            Self::Sqlite(store) => store.select_matching(id, query).await,
        }
    }

    /// Freezes these as the job's selection, those that are there; how many there are.
    pub async fn select_contacts(&self, id: Uuid, contacts: &[Uuid]) -> Result<u64, StoreError> {
        match self {
            Self::Sqlite(store) => store.select_contacts(id, contacts).await,
        }
    }

    /// The contacts of a part of the selection that are there still; `None` behind the last part.
    pub async fn selected(&self, id: Uuid, part: u64) -> Result<Option<Vec<Numbered>>, StoreError> {
        match self {
            Self::Sqlite(store) => store.selected(id, part).await,
        }
    }

    /// Those with these IDs, each in its place.
    pub async fn numbered_by_ids(
        &self,
        ids: &[(Channel, ContactId)],
    ) -> Result<Vec<Option<Numbered>>, StoreError> {
        match self {
            Self::Sqlite(store) => store.numbered_by_ids(ids).await,
        }
    }

    /// Those that carry these codes, each list in its place: two of them at most, which is enough to know that one is ambiguous.
    pub async fn numbered_by_codes(
        &self,
        codes: &[ExternalCode],
    ) -> Result<Vec<Vec<Numbered>>, StoreError> {
        match self {
            Self::Sqlite(store) => store.numbered_by_codes(codes).await,
        }
    }

    /// What a job did, in the order of the contacts' numbers, behind one of them.
    pub async fn changes_of(
        &self,
        id: Uuid,
        after: i64,
        limit: u32,
    ) -> Result<Vec<JobChange>, StoreError> {
        match self {
            Self::Sqlite(store) => store.changes_of(id, after, limit).await,
        }
    }

    /// Writes a part of a job with how far the job has come, all of it or nothing: [`StoreError::Overtaken`] where a contact is
    /// not as the batch has it any more.
    pub async fn apply(&self, work: &JobWork, batch: &Batch) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(store) => store.apply(work, batch).await,
        }
    }

    /// Fills an empty database with a job's batches, which create and refuse, in one transaction: until `None` comes. Where it
    /// ends before that, nothing was done: `false`. [`StoreError::Overtaken`] where there are contacts.
    pub async fn fill_by(
        &self,
        work: &JobWork,
        batches: mpsc::Receiver<Option<Batch>>,
    ) -> Result<bool, StoreError> {
        match self {
            Self::Sqlite(store) => store.fill_by(work, batches).await,
        }
    }
}
