//! How a job goes on, as server-sent events, until it is over.

use crate::{
    domain::{Job, JobCounts, JobState},
    server::AppState,
    service::JobProgress,
};
use axum::response::sse::{Event, KeepAlive, Sse};
use futures_util::{Stream, StreamExt, stream};
use serde::Serialize;
use std::{sync::Arc, time::Duration};
use tokio::{
    sync::watch::{self, error::RecvError},
    time::timeout,
};

/// Between two events: more often nobody could read them.
const PACE: Duration = Duration::from_millis(100);
/// A comment meanwhile, so that nothing in between takes the connection for dead.
const ALIVE: Duration = Duration::from_secs(15);
/// After which a browser asks again, where it was cut off.
const AGAIN: Duration = Duration::from_secs(1);

/// What an event tells.
#[derive(Debug, Serialize)]
struct Told {
    state: JobState,
    /// Of the whole, from 0 to 1.
    fraction: f64,
    counts: JobCounts,
    /// Nothing more will come.
    over: bool,
}

impl From<JobProgress> for Told {
    fn from(progress: JobProgress) -> Self {
        let JobProgress {
            state,
            counts,
            fraction,
            over,
        } = progress;
        Self {
            state,
            fraction,
            counts,
            over,
        }
    }
}

impl Told {
    fn event(&self) -> Result<Event, axum::Error> {
        Event::default().retry(AGAIN).json_data(self)
    }
}

/// What is still to be told.
enum Rest {
    /// Of what is not under way in this process: what is known of it, once. Who wants to know more asks again.
    Once(Told),
    Live {
        progress: watch::Receiver<JobProgress>,
        begun: bool,
    },
    Nothing,
}

pub(super) fn stream(
    state: &AppState,
    job: &Job,
    live: Option<watch::Receiver<JobProgress>>,
) -> Sse<impl Stream<Item = Result<Event, axum::Error>> + use<>> {
    let rest = match live {
        Some(progress) => Rest::Live {
            progress,
            begun: false,
        },
        None => Rest::Once(Told {
            state: job.state,
            fraction: 0.0,
            counts: job.counts,
            over: !job.state.is_active(),
        }),
    };
    let stopping = Arc::clone(&state.stopping);
    let events = stream::unfold((rest, stopping), |(rest, stopping)| async move {
        let (told, rest) = next(rest, &stopping).await?;
        Some((told.event(), (rest, stopping)))
    });
    Sse::new(events.fuse()).keep_alive(KeepAlive::new().interval(ALIVE))
}

/// Waits for what is new, not sooner than at the pace unless it is the end.
async fn changed(progress: &mut watch::Receiver<JobProgress>) -> Result<(), RecvError> {
    // Of its own, because to look at a value is to have seen it.
    let mut ending = progress.clone();
    let end = async { ending.wait_for(|progress| progress.over).await.is_ok() };
    let _either_way = timeout(PACE, end).await;
    progress.changed().await
}

async fn next(rest: Rest, stopping: &watch::Sender<bool>) -> Option<(Told, Rest)> {
    let (mut progress, begun) = match rest {
        Rest::Once(told) => return Some((told, Rest::Nothing)),
        Rest::Nothing => return None,
        Rest::Live { progress, begun } => (progress, begun),
    };
    if begun {
        let mut stop = stopping.subscribe();
        tokio::select! {
            _ = stop.wait_for(|stops| *stops) => return None,
            changed = changed(&mut progress) => {
                // It went without a word: the page that is loaded again knows.
                if changed.is_err() {
                    let last = JobProgress { over: true, ..*progress.borrow() };
                    return Some((last.into(), Rest::Nothing));
                }
            }
        }
    }
    let present = *progress.borrow_and_update();
    let rest = if present.over {
        Rest::Nothing
    } else {
        Rest::Live {
            progress,
            begun: true,
        }
    };
    Some((present.into(), rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn progress(over: bool) -> JobProgress {
        JobProgress {
            state: JobState::Running,
            counts: JobCounts::default(),
            fraction: 0.5,
            over,
        }
    }

    #[tokio::test]
    async fn it_ends_with_the_job() {
        let (sender, progress_of) = watch::channel(progress(false));
        let stopping = watch::Sender::new(false);
        let rest = Rest::Live {
            progress: progress_of,
            begun: false,
        };
        let (told, rest) = next(rest, &stopping).await.unwrap();
        assert!(!told.over);
        sender.send_replace(progress(true));
        let (told, rest) = next(rest, &stopping).await.unwrap();
        assert!(told.over);
        assert!(next(rest, &stopping).await.is_none());
    }

    #[tokio::test]
    async fn it_ends_when_the_server_stops_and_when_nobody_tells_more() {
        let (sender, progress_of) = watch::channel(progress(false));
        let live = |progress| Rest::Live {
            progress,
            begun: true,
        };
        let stopping = watch::Sender::new(true);
        assert!(next(live(progress_of.clone()), &stopping).await.is_none());
        drop(sender);
        let stopping = watch::Sender::new(false);
        let (told, _) = next(live(progress_of), &stopping).await.unwrap();
        assert!(told.over);
    }
}
