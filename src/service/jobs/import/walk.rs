//! Goes through a file: to try it out, or to do it.

use super::{
    super::{Ended, Failure, JobError, Jobs, TRIES, bulk::ratio, live::Live, now, plan},
    Checked, ImportPlan,
    decide::Judge,
    rows::{Part, read},
    unexpected,
};
use crate::{
    domain::{ContactQuery, Job, JobCounts, JobState},
    store::{Batch, StoreError},
};
use tokio::sync::mpsc;

/// Parts without a change after which it is written down how far the work is.
const WRITTEN_EVERY: u64 = 20;
/// Batches that wait for the database while an empty one is filled.
const WAITING: usize = 4;

impl Jobs {
    pub(in super::super) async fn import(&self, job: &Job, live: &Live) -> Result<Ended, Failure> {
        let plan = match Self::import_plan(job) {
            Ok(plan) => plan,
            Err(JobError::Failed(failure)) => return Err(failure),
            Err(error) => return Err(Failure::Unexpected(error.into())),
        };
        if job.state == JobState::Checking {
            return self.try_out(job, &plan, live).await;
        }
        if job.position == 0
            && self.store.find(&ContactQuery::default()).await?.total.value == 0
            && let Some(ended) = self.fill(job, &plan, live).await?
        {
            return Ok(ended);
        }
        self.do_parts(job, &plan, live).await
    }

    fn judge<'a>(&'a self, plan: &'a ImportPlan, empty: bool) -> Judge<'a> {
        Judge {
            store: &self.store,
            plan,
            new_contact: &self.new_contact,
            empty,
        }
    }

    async fn try_out(&self, job: &Job, plan: &ImportPlan, live: &Live) -> Result<Ended, Failure> {
        let judge = self.judge(plan, false);
        let mut parts = read(self.file(job.id), plan.clone(), 0, live.cancelled());
        let mut checked = Checked::default();
        let mut counts = JobCounts::default();
        while let Some(part) = parts.recv().await {
            if live.is_cancelled() {
                return Ok(Ended::Cancelled);
            }
            let part = part.map_err(unexpected)?;
            let batch = judge.decide(&part.rows, counts, Some(&mut checked)).await?;
            if !batch.refusals.is_empty() {
                self.store.refuse(job.id, &batch.refusals).await?;
            }
            counts = batch.counts;
            live.tell(counts, ratio(part.bytes, plan.bytes));
        }
        if live.is_cancelled() {
            return Ok(Ended::Cancelled);
        }
        checked.counts = counts;
        let found = plan::written(&checked)?;
        self.store
            .finish_check(job.id, &found, Some(counts.rows))
            .await?;
        Ok(Ended::Done)
    }

    /// Into an empty database, in one transaction: others can read meanwhile, but not write. `None` where it was not empty after all.
    async fn fill(
        &self,
        job: &Job,
        plan: &ImportPlan,
        live: &Live,
    ) -> Result<Option<Ended>, Failure> {
        let (sender, receiver) = mpsc::channel(WAITING);
        let (store, work) = (self.store.clone(), Self::work_of(job, now()));
        let filling = tokio::spawn(async move { store.fill_by(&work, receiver).await });
        let sent = self.send_parts(job, plan, live, sender).await;
        let filled = filling.await.map_err(unexpected)?;
        sent?;
        match filled {
            Ok(true) => Ok(Some(Ended::Done)),
            Ok(false) => Ok(Some(Ended::Cancelled)),
            Err(StoreError::Overtaken) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    async fn send_parts(
        &self,
        job: &Job,
        plan: &ImportPlan,
        live: &Live,
        sender: mpsc::Sender<Option<Batch>>,
    ) -> Result<(), Failure> {
        let judge = self.judge(plan, true);
        let mut parts = read(self.file(job.id), plan.clone(), 0, live.cancelled());
        let mut counts = JobCounts::default();
        let mut from = 0;
        while let Some(part) = parts.recv().await {
            let part = part.map_err(unexpected)?;
            let mut batch = judge.decide(&part.rows, counts, None).await?;
            batch.from = from;
            from = part.position;
            batch.position = part.position;
            counts = batch.counts;
            live.tell(counts, ratio(part.bytes, plan.bytes));
            // Closed where the filling has failed, which says why itself.
            if live.is_cancelled() || sender.send(Some(batch)).await.is_err() {
                return Ok(());
            }
        }
        if !live.is_cancelled() {
            let _closed = sender.send(None).await;
        }
        Ok(())
    }

    async fn do_parts(&self, job: &Job, plan: &ImportPlan, live: &Live) -> Result<Ended, Failure> {
        let judge = self.judge(plan, false);
        let from = job.position;
        let mut parts = read(self.file(job.id), plan.clone(), from, live.cancelled());
        let mut counts = job.counts;
        let mut unwritten = 0;
        let (mut position, mut written) = (from, from);
        while let Some(part) = parts.recv().await {
            if live.is_cancelled() {
                break;
            }
            let part = part.map_err(unexpected)?;
            let so_far = SoFar {
                counts,
                written,
                due: unwritten >= WRITTEN_EVERY,
            };
            let Some((done, wrote)) = self.do_part(job, &judge, &part, so_far).await? else {
                return Ok(Ended::Elsewhere);
            };
            counts = done;
            position = part.position;
            if wrote {
                written = position;
                unwritten = 0;
            } else {
                unwritten += 1;
            }
            live.tell(counts, ratio(part.bytes, plan.bytes));
        }
        // What was looked at without a change since.
        let batch = Batch {
            from: written,
            position,
            counts,
            ..Batch::default()
        };
        if let Err(error) = self.store.apply(&Self::work_of(job, now()), &batch).await {
            return self.elsewhere(job, written, error).await;
        }
        Ok(if live.is_cancelled() {
            Ended::Cancelled
        } else {
            Ended::Done
        })
    }

    /// The counts by then, and whether anything was written; `None` where another process does it.
    async fn do_part(
        &self,
        job: &Job,
        judge: &Judge<'_>,
        part: &Part,
        so_far: SoFar,
    ) -> Result<Option<(JobCounts, bool)>, Failure> {
        let mut tries = 0;
        loop {
            tries += 1;
            let mut batch = judge.decide(&part.rows, so_far.counts, None).await?;
            batch.from = so_far.written;
            batch.position = part.position;
            let idle = !batch.changes_contacts() && batch.refusals.is_empty();
            if idle && !so_far.due {
                return Ok(Some((batch.counts, false)));
            }
            match self.store.apply(&Self::work_of(job, now()), &batch).await {
                Ok(()) => return Ok(Some((batch.counts, true))),
                Err(StoreError::Overtaken | StoreError::Busy) if tries < TRIES => {}
                Err(error) => {
                    self.elsewhere(job, so_far.written, error).await?;
                    return Ok(None);
                }
            }
        }
    }
}

/// Where the work on a part begins.
#[derive(Clone, Copy)]
struct SoFar {
    counts: JobCounts,
    /// How far it is written down that the work is.
    written: u64,
    /// It is time to write it down, changes or not.
    due: bool,
}
