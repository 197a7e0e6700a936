//! Work on many contacts: imports, changes in bulk, and their undoing. Each is a job: settled, tried out, done in parts that are
//! each written whole, watched, cancelled, undone; and gone on with after a restart.

mod bulk;
mod import;
mod live;
mod plan;
mod undo;

#[cfg(test)]
mod tests;

pub use bulk::BulkSelection;
pub use import::{
    Checked, Example, ExampleChange, ImportChoice, ImportPlan, RefusedRow, Sample, Upload,
};
pub use live::JobProgress;
pub use plan::{BulkAction, BulkPlan};

use super::{Failure, now};
use crate::{
    domain::{
        Action, Actor, AppError, ContactDraft, Grant, Job, JobCounts, JobKind, JobState, Timestamp,
        import::{FileProblem, Policy},
    },
    store::{Change, JobStep, JobWork, NewJob, Store, StoreError},
};
use live::{Live, Registry};
use std::{path::PathBuf, sync::Arc};
use tokio::sync::{Semaphore, watch};
use tracing::Instrument;
use uuid::Uuid;

/// The most jobs of a list.
const MAX_LISTED: u16 = 200;
/// How long a job waits to be started.
const DRAFT_LIFETIME_MILLIS: i64 = 24 * 60 * 60 * 1000;
/// How often a part is looked at anew because somebody changed one of its contacts in between.
const TRIES: usize = 20;

/// Why a use case of jobs was refused.
#[derive(Debug, thiserror::Error)]
pub enum JobError {
    /// It is under way, or over, or not tried out yet.
    #[error("the job is in another state")]
    State,
    /// Nothing is selected, or the value for the contacts is missing.
    #[error("there is nothing to be done")]
    Nothing,
    /// It did nothing that could be put back, or was undone already.
    #[error("there is nothing to undo")]
    NothingToUndo,
    /// The file can't be imported, or not as it is settled.
    #[error("the file can't be imported")]
    File(FileProblem),
    #[error(transparent)]
    Failed(#[from] Failure),
}

impl From<AppError> for JobError {
    fn from(error: AppError) -> Self {
        Self::Failed(error.into())
    }
}

impl From<StoreError> for JobError {
    fn from(error: StoreError) -> Self {
        Self::Failed(error.into())
    }
}

/// Where imports keep their files, and how large those may be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JobSettings {
    pub files: PathBuf,
    pub max_bytes: u64,
}

/// The use cases of jobs. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Jobs {
    store: Store,
    new_contact: ContactDraft,
    settings: Arc<JobSettings>,
    registry: Registry,
    /// One job at a time: two would only wait for each other at the database.
    turn: Arc<Semaphore>,
}

/// How a job's work ended, if it didn't fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ended {
    Done,
    Cancelled,
    /// Another process does it: the command line beside a server, say.
    Elsewhere,
}

impl Jobs {
    #[must_use]
    pub fn new(store: Store, new_contact: ContactDraft, settings: JobSettings) -> Self {
        Self {
            store,
            new_contact,
            settings: Arc::new(settings),
            registry: Registry::default(),
            turn: Arc::new(Semaphore::new(1)),
        }
    }

    /// Goes on with what was under way when the program ended. Dry runs begin again; what nobody started within a day is forgotten.
    pub async fn resume(&self) -> Result<(), Failure> {
        let forgotten = Timestamp(now().0 - DRAFT_LIFETIME_MILLIS);
        for id in self.store.stale_drafts(forgotten).await? {
            self.store.delete_job(id).await?;
        }
        self.remove_stray_files().await?;
        let active = self.store.active_jobs().await?;
        if active.is_empty() {
            let jobs = self.clone();
            tokio::spawn(async move { jobs.tidy().await });
        }
        for job in active {
            tracing::info!(job = %job.id, kind = job.kind.code(), "going on with a job");
            // Behind which it is tidied: one that fills a database keeps everybody else from writing.
            self.begin(job);
        }
        Ok(())
    }

    /// Lets searches be as quick as they can after what was written. Nothing depends on it but that.
    pub async fn tidy(&self) {
        if let Err(error) = self.store.merge_search_index().await {
            tracing::warn!(%error, "the search index can't be brought together; searches stay slower than they could be");
        }
    }

    /// Stops what is under way where it stands, for the next start to go on with: before the database is closed.
    pub async fn stop(&self) {
        self.registry.leave_all().await;
    }

    pub async fn job(&self, actor: &Actor, id: Uuid) -> Result<Job, JobError> {
        let job = self.store.job(id).await?;
        actor.may(self.action(&job).await?)?;
        Ok(job)
    }

    /// Newest first.
    pub async fn list(&self, actor: &Actor, kind: Option<JobKind>) -> Result<Vec<Job>, JobError> {
        actor.may(match kind {
            Some(JobKind::Import) => Action::Import,
            _ => Action::ChangeContacts,
        })?;
        Ok(self.store.jobs(kind, MAX_LISTED).await?)
    }

    /// The job and how it goes on, where it is under way.
    pub async fn watch(
        &self,
        actor: &Actor,
        id: Uuid,
    ) -> Result<(Job, Option<watch::Receiver<JobProgress>>), JobError> {
        // In this order: what ends in between is either still live or over in the database.
        let live = self.registry.watch(id);
        let job = self.job(actor, id).await?;
        Ok((job, live))
    }

    /// Starts the dry run.
    pub async fn check(&self, actor: &Actor, id: Uuid) -> Result<(), JobError> {
        let job = self.job(actor, id).await?;
        Self::may_be_settled(&job)?;
        self.step(
            &job,
            &[JobState::Draft, JobState::Checked],
            JobState::Checking,
        )
        .await
    }

    /// Starts the work that was tried out.
    pub async fn start(&self, actor: &Actor, id: Uuid) -> Result<(), JobError> {
        let job = self.job(actor, id).await?;
        Self::may_be_settled(&job)?;
        Self::may_be_started(actor, &job)?;
        self.step(&job, &[JobState::Checked], JobState::Running)
            .await
    }

    /// Starts the work without a dry run, for programs that did theirs elsewhere.
    pub async fn start_at_once(&self, actor: &Actor, id: Uuid) -> Result<(), JobError> {
        let job = self.job(actor, id).await?;
        Self::may_be_settled(&job)?;
        Self::may_be_started(actor, &job)?;
        let from = [JobState::Draft, JobState::Checked];
        self.step(&job, &from, JobState::Running).await
    }

    /// Stops what is under way behind the part that it is at, and throws away what was only planned.
    pub async fn cancel(&self, actor: &Actor, id: Uuid) -> Result<(), JobError> {
        let job = self.job(actor, id).await?;
        if job.state.is_active() {
            return if self.registry.cancel(id) {
                Ok(())
            } else {
                Err(JobError::State)
            };
        }
        let from = &[JobState::Draft, JobState::Checked];
        let step = JobStep {
            from,
            to: JobState::Cancelled,
            at: now(),
        };
        if !self.store.step_job(id, &step).await? {
            return Err(JobError::State);
        }
        self.remove_file(id).await;
        Ok(())
    }

    /// Removes the report, with the refused rows and with what could be undone.
    pub async fn forget(&self, actor: &Actor, id: Uuid) -> Result<(), JobError> {
        self.job(actor, id).await?;
        if self.store.delete_job(id).await? {
            self.remove_file(id).await;
            Ok(())
        } else {
            Err(JobError::State)
        }
    }

    /// Puts back what a job changed, where nobody has changed it since.
    pub async fn undo(&self, actor: &Actor, id: Uuid) -> Result<Uuid, JobError> {
        let job = self.job(actor, id).await?;
        if !job.state.is_over() {
            return Err(JobError::State);
        }
        if job.kind == JobKind::Undo || job.undone_by.is_some() || !job.changed_something() {
            return Err(JobError::NothingToUndo);
        }
        let undoing = NewJob {
            id: Uuid::now_v7(),
            kind: JobKind::Undo,
            // There is nothing to settle, and no moment in which a crash could leave it unbegun.
            state: JobState::Running,
            title: job.title.clone(),
            plan: "{}".to_owned(),
            total: Some(job.counts.created + job.counts.updated),
            undoes: Some(id),
        };
        let change = Change::plain(actor.clone(), plan::source(actor), now());
        match self.store.create_job(&undoing, &change).await {
            Ok(()) => {}
            // Somebody else was faster.
            Err(StoreError::Overtaken) => return Err(JobError::NothingToUndo),
            Err(error) => return Err(error.into()),
        }
        self.begin(self.store.job(undoing.id).await?);
        Ok(undoing.id)
    }

    async fn step(&self, job: &Job, from: &[JobState], to: JobState) -> Result<(), JobError> {
        let at = now();
        if !self
            .store
            .step_job(job.id, &JobStep { from, to, at })
            .await?
        {
            return Err(JobError::State);
        }
        self.begin(Job {
            state: to,
            started_at: Some(at),
            position: 0,
            counts: JobCounts::default(),
            ..job.clone()
        });
        Ok(())
    }

    /// Works on it in the background, in its turn.
    fn begin(&self, job: Job) {
        let live = self.registry.enter(&job);
        let jobs = self.clone();
        let work = async move {
            let ended = jobs.work(&job, &live).await;
            jobs.end(&job, &live, ended).await;
            jobs.tidy().await;
        };
        tokio::spawn(work.in_current_span());
    }

    async fn work(&self, job: &Job, live: &Live) -> Result<Ended, Failure> {
        // The semaphore is never closed.
        let _turn = self.turn.acquire().await;
        if live.is_cancelled() {
            return Ok(Ended::Cancelled);
        }
        match job.kind {
            JobKind::Import => self.import(job, live).await,
            JobKind::Bulk => self.work_in_bulk(job, live).await,
            JobKind::Undo => self.undo_parts(job, live).await,
        }
    }

    async fn end(&self, job: &Job, live: &Live, ended: Result<Ended, Failure>) {
        let at = now();
        let ended_here = ended.as_ref().ok().copied();
        let settled = match ended {
            // It is taken up again at the next start, as it is.
            Ok(Ended::Cancelled) if live.is_left() => Ok(()),
            Ok(Ended::Elsewhere) => {
                tracing::info!(job = %job.id, "another process does this job");
                Ok(())
            }
            Ok(ended) => {
                let to = match (ended, job.state) {
                    // What a dry run found is written by itself.
                    (Ended::Done, JobState::Checking) => JobState::Checked,
                    (Ended::Cancelled | Ended::Elsewhere, JobState::Checking) => JobState::Draft,
                    (Ended::Done, _) => JobState::Done,
                    (Ended::Cancelled | Ended::Elsewhere, _) => JobState::Cancelled,
                };
                let step = JobStep {
                    from: &[job.state],
                    to,
                    at,
                };
                self.store.step_job(job.id, &step).await.map(drop)
            }
            Err(failure) => {
                tracing::error!(job = %job.id, error = %failure, "a job failed");
                self.store.fail_job(job.id, "internal", at).await
            }
        };
        if let Err(error) = settled {
            // It is taken up again at the next start.
            tracing::error!(job = %job.id, %error, "a job's end can't be written");
        }
        let here = !live.is_left() && !matches!(ended_here, Some(Ended::Elsewhere));
        if here && job.kind == JobKind::Import && job.state == JobState::Running {
            self.remove_file(job.id).await;
        }
        self.registry.leave(job.id);
        live.finish();
    }

    /// Whether a part can't be written because somebody else has done it.
    async fn elsewhere(
        &self,
        job: &Job,
        position: u64,
        error: StoreError,
    ) -> Result<Ended, Failure> {
        let known = self.store.job(job.id).await?;
        if known.position != position || known.state != job.state {
            return Ok(Ended::Elsewhere);
        }
        Err(error.into())
    }

    /// What one must be allowed for it; an undoing asks for what the undone did.
    async fn action(&self, job: &Job) -> Result<Action, JobError> {
        let kind = match job.undoes {
            Some(undone) => self.store.job(undone).await?.kind,
            None => job.kind,
        };
        Ok(match kind {
            JobKind::Import => Action::Import,
            JobKind::Bulk | JobKind::Undo => Action::ChangeContacts,
        })
    }

    fn may_be_settled(job: &Job) -> Result<(), JobError> {
        match job.kind {
            JobKind::Undo => Ok(()),
            JobKind::Import => Self::import_plan(job)?.check().map_err(JobError::File),
            JobKind::Bulk => plan::bulk(job)?.action.map(drop).ok_or(JobError::Nothing),
        }
    }

    /// A file that may turn blocked into active is not for everybody.
    fn may_be_started(actor: &Actor, job: &Job) -> Result<(), JobError> {
        if job.kind == JobKind::Import && Self::import_plan(job)?.policy == Policy::Overwrite {
            actor.may(Action::OverwritePermissions)?;
        }
        Ok(())
    }

    /// Whose word the ledger has for what a job does. Whether they might was asked when it was begun.
    fn work_of(job: &Job, at: Timestamp) -> JobWork {
        let kind = plan::ledger_kind(job);
        let actor = Actor {
            kind,
            id: job.actor_id,
            grant: Grant::Everything,
        };
        let source = plan::source_of(job);
        JobWork {
            job: job.id,
            change: Change {
                batch: Some(job.id),
                ..Change::plain(actor, source, at)
            },
            undoable: job.kind != JobKind::Undo,
        }
    }
}
