//! Puts back what a job changed, where nobody has changed it since.

use super::{Ended, Failure, Jobs, TRIES, bulk::ratio, live::Live, now};
use crate::{
    domain::{Job, JobCounts},
    store::{Batch, JobChange, Numbered, StoreError, Update},
};

/// Contacts of one transaction.
const PART: u32 = 1_000;

impl Jobs {
    pub(super) async fn undo_parts(&self, job: &Job, live: &Live) -> Result<Ended, Failure> {
        let Some(undone) = job.undoes else {
            return Ok(Ended::Cancelled);
        };
        let mut counts = job.counts;
        // The number of the last contact that was looked at.
        let mut position = job.position;
        let total = job.total.unwrap_or(0);
        loop {
            if live.is_cancelled() {
                return Ok(Ended::Cancelled);
            }
            let mut tries = 0;
            loop {
                tries += 1;
                let after = i64::try_from(position).unwrap_or(i64::MAX);
                let changes = self.store.changes_of(undone, after, PART).await?;
                let Some(last) = changes.last() else {
                    return Ok(Ended::Done);
                };
                let next = u64::try_from(last.number).unwrap_or(position);
                let batch = part(changes, counts, (position, next));
                match self.store.apply(&Self::work_of(job, now()), &batch).await {
                    Ok(()) => {
                        counts = batch.counts;
                        position = next;
                        break;
                    }
                    Err(StoreError::Overtaken | StoreError::Busy) if tries < TRIES => {}
                    Err(error) => return self.elsewhere(job, position, error).await,
                }
            }
            live.tell(counts, ratio(counts.rows, total));
        }
    }
}

fn part(changes: Vec<JobChange>, mut counts: JobCounts, (from, position): (u64, u64)) -> Batch {
    let mut batch = Batch {
        from,
        position,
        ..Batch::default()
    };
    for JobChange {
        number,
        version,
        before,
        present,
    } in changes
    {
        counts.rows += 1;
        let Some(contact) = present else {
            // Erased since.
            counts.left += 1;
            continue;
        };
        if contact.version != version {
            counts.left += 1;
            continue;
        }
        let present = Numbered { number, contact };
        match before {
            None => {
                counts.deleted += 1;
                batch.deletes.push(present);
            }
            Some(after) => {
                counts.updated += 1;
                batch.updates.push(Update {
                    before: present,
                    after,
                });
            }
        }
    }
    batch.counts = counts;
    batch
}
