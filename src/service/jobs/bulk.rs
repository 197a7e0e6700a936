//! One change for many contacts: of those that are ticked, or of all that match at one moment.

use super::{
    BulkAction, BulkPlan, Ended, Failure, JobError, Jobs, TRIES,
    live::Live,
    now,
    plan::{self, Effect},
};
use crate::{
    domain::{Action, Actor, ContactQuery, Job, JobCounts, JobKind, JobState, Permission},
    store::{Batch, Change, NewJob, Numbered, StoreError, Update},
};
use uuid::Uuid;

/// What a change in bulk is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BulkSelection {
    Contacts(Vec<Uuid>),
    /// All that match now; those that begin to match later are none of it.
    Matching(Box<ContactQuery>),
}

impl Jobs {
    /// Freezes the selection as a job that is to be settled, tried out and started.
    pub async fn select(
        &self,
        actor: &Actor,
        selection: &BulkSelection,
        action: Option<BulkAction>,
    ) -> Result<Uuid, JobError> {
        actor.may(Action::ChangeContacts)?;
        let id = Uuid::now_v7();
        let query = match selection {
            BulkSelection::Contacts(_) => None,
            BulkSelection::Matching(query) => Some(query.to_query_string()),
        };
        let mut plan = BulkPlan {
            action,
            query,
            selected: 0,
        };
        let job = NewJob {
            id,
            kind: JobKind::Bulk,
            state: JobState::Draft,
            title: String::new(),
            plan: plan::written(&plan)?,
            total: None,
            undoes: None,
        };
        let change = Change::plain(actor.clone(), plan::source(actor), now());
        self.store.create_job(&job, &change).await?;
        plan.selected = match selection {
            BulkSelection::Contacts(contacts) => self.store.select_contacts(id, contacts).await?,
            BulkSelection::Matching(query) => self.store.select_matching(id, query).await?,
        };
        if plan.selected == 0 {
            self.store.delete_job(id).await?;
            return Err(JobError::Nothing);
        }
        let written = plan::written(&plan)?;
        self.store
            .plan_job(id, &written, Some(plan.selected))
            .await?;
        Ok(id)
    }

    /// Says what is to become of the selected contacts.
    pub async fn choose(
        &self,
        actor: &Actor,
        id: Uuid,
        action: BulkAction,
    ) -> Result<(), JobError> {
        let job = self.job(actor, id).await?;
        let plan = BulkPlan {
            action: Some(action),
            ..plan::bulk(&job)?
        };
        let written = plan::written(&plan)?;
        if self.store.plan_job(id, &written, None).await? {
            Ok(())
        } else {
            Err(JobError::State)
        }
    }

    /// What a change in bulk is to do.
    pub fn bulk_plan(job: &Job) -> Result<BulkPlan, JobError> {
        plan::bulk(job)
    }

    /// What its dry run found.
    pub fn checked_counts(job: &Job) -> Result<Option<JobCounts>, JobError> {
        let checked = job.checked.as_deref().map(serde_json::from_str);
        let checked = checked.transpose();
        Ok(checked.map_err(|error| Failure::Unexpected(error.into()))?)
    }

    pub(super) async fn work_in_bulk(&self, job: &Job, live: &Live) -> Result<Ended, Failure> {
        let plan = match plan::bulk(job) {
            Ok(plan) => plan,
            Err(JobError::Failed(failure)) => return Err(failure),
            Err(error) => return Err(Failure::Unexpected(error.into())),
        };
        let Some(action) = &plan.action else {
            return Ok(Ended::Cancelled);
        };
        let checking = job.state == JobState::Checking;
        // A dry run that was interrupted begins again.
        let mut position = if checking { 0 } else { job.position };
        let mut counts = if checking {
            JobCounts::default()
        } else {
            job.counts
        };
        let mut ahead = self.store.selected(job.id, position).await?;
        loop {
            if live.is_cancelled() {
                return Ok(Ended::Cancelled);
            }
            let Some(mut contacts) = ahead else { break };
            // While a part is written the next one is read.
            let following = self.store.selected(job.id, position + 1);
            let mut tries = 0;
            let written = async {
                loop {
                    tries += 1;
                    let batch = part(action, contacts, counts, position);
                    if checking {
                        return Ok(Some(batch.counts));
                    }
                    match self.store.apply(&Self::work_of(job, now()), &batch).await {
                        Ok(()) => return Ok(Some(batch.counts)),
                        Err(StoreError::Overtaken | StoreError::Busy) if tries < TRIES => {}
                        Err(error) => return Err(error),
                    }
                    // As they are now.
                    match self.store.selected(job.id, position).await? {
                        Some(again) => contacts = again,
                        None => return Ok(None),
                    }
                }
            };
            let (written, following) = tokio::join!(written, following);
            counts = match written {
                Ok(Some(counts)) => counts,
                Ok(None) => break,
                Err(error) => return self.elsewhere(job, position, error).await,
            };
            ahead = following?;
            position += 1;
            live.tell(counts, ratio(counts.rows, plan.selected));
        }
        if checking {
            let found = plan::written(&counts)?;
            self.store.finish_check(job.id, &found, None).await?;
        }
        Ok(Ended::Done)
    }
}

#[expect(clippy::cast_precision_loss, reason = "a progress bar")]
pub(super) fn ratio(done: u64, total: u64) -> f64 {
    if total == 0 {
        1.0
    } else {
        done as f64 / total as f64
    }
}

/// What the action makes of these contacts.
fn part(
    action: &BulkAction,
    contacts: Vec<Numbered>,
    mut counts: JobCounts,
    position: u64,
) -> Batch {
    let mut batch = Batch {
        from: position,
        position: position + 1,
        ..Batch::default()
    };
    for numbered in contacts {
        counts.rows += 1;
        match action.effect(&numbered.contact) {
            Effect::Already => counts.unchanged += 1,
            Effect::Locked => counts.stopped += 1,
            Effect::Goes => {
                counts.deleted += 1;
                batch.deletes.push(numbered);
            }
            Effect::Becomes(after) => {
                counts.updated += 1;
                for permission in Permission::ALL {
                    let before = numbered.contact.fields.permission(permission);
                    match (before.is_active(), after.permission(permission).is_active()) {
                        (false, true) => counts.opened += 1,
                        (true, false) => counts.blocked += 1,
                        _ => {}
                    }
                }
                batch.updates.push(Update {
                    before: numbered,
                    after,
                });
            }
        }
    }
    batch.counts = counts;
    batch
}
