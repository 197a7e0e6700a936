//! The jobs that are under way in this process: how far they are, and the word that stops them.

use crate::domain::{Job, JobCounts, JobState};
use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};
use tokio::sync::watch;
use uuid::Uuid;

/// How far a job is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct JobProgress {
    pub state: JobState,
    pub counts: JobCounts,
    /// Of the whole, from 0 to 1.
    pub fraction: f64,
    /// Nothing more will come.
    pub over: bool,
}

/// One that is under way.
#[derive(Clone, Debug)]
pub(super) struct Live {
    progress: Arc<watch::Sender<JobProgress>>,
    cancelled: Arc<AtomicBool>,
    /// The process ends: what is left is for the next one.
    left: Arc<AtomicBool>,
}

impl Live {
    pub fn is_left(&self) -> bool {
        self.left.load(Ordering::Relaxed)
    }

    pub fn is_cancelled(&self) -> bool {
        self.cancelled.load(Ordering::Relaxed)
    }

    pub fn cancelled(&self) -> Arc<AtomicBool> {
        Arc::clone(&self.cancelled)
    }

    pub fn tell(&self, counts: JobCounts, fraction: f64) {
        self.progress.send_modify(|progress| {
            progress.counts = counts;
            progress.fraction = fraction.clamp(0.0, 1.0);
        });
    }

    pub fn finish(&self) {
        self.progress.send_modify(|progress| progress.over = true);
    }
}

#[derive(Clone, Debug, Default)]
pub(super) struct Registry(Arc<Mutex<HashMap<Uuid, Live>>>);

impl Registry {
    fn with<T>(&self, work: impl FnOnce(&mut HashMap<Uuid, Live>) -> T) -> T {
        // Nothing that could panic halfway is done under the lock.
        work(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    pub fn enter(&self, job: &Job) -> Live {
        let live = Live {
            progress: Arc::new(watch::Sender::new(JobProgress {
                state: job.state,
                counts: job.counts,
                fraction: 0.0,
                over: false,
            })),
            cancelled: Arc::default(),
            left: Arc::default(),
        };
        self.with(|jobs| jobs.insert(job.id, live.clone()));
        live
    }

    pub fn leave(&self, id: Uuid) {
        self.with(|jobs| jobs.remove(&id));
    }

    pub fn watch(&self, id: Uuid) -> Option<watch::Receiver<JobProgress>> {
        self.with(|jobs| jobs.get(&id).map(|live| live.progress.subscribe()))
    }

    /// Stops all of them where they stand; done when nothing is being done any more.
    pub async fn leave_all(&self) {
        let watched: Vec<_> = self.with(|jobs| {
            jobs.values()
                .map(|live| {
                    live.left.store(true, Ordering::Relaxed);
                    live.cancelled.store(true, Ordering::Relaxed);
                    live.progress.subscribe()
                })
                .collect()
        });
        for mut progress in watched {
            // It fails where the job has gone, which is as good.
            let _gone = progress.wait_for(|progress| progress.over).await;
        }
    }

    /// Whether there was something to stop.
    pub fn cancel(&self, id: Uuid) -> bool {
        self.with(|jobs| {
            let live = jobs.get(&id);
            if let Some(live) = live {
                live.cancelled.store(true, Ordering::Relaxed);
            }
            live.is_some()
        })
    }
}
