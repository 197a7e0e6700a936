//! What time it is, so that a test can say.

use crate::domain::Timestamp;
use std::{
    future::pending,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::Duration,
};
use tokio::{sync::Notify, time::timeout};

/// The machine's clock, or one that stands until it is moved.
#[derive(Clone, Debug, Default)]
pub struct Clock(Option<Arc<Standing>>);

#[derive(Debug)]
struct Standing {
    at: AtomicI64,
    moved: Notify,
}

impl Clock {
    /// Stands at this moment. Clones move together.
    #[must_use]
    pub fn standing(at: Timestamp) -> Self {
        Self(Some(Arc::new(Standing {
            at: AtomicI64::new(at.0),
            moved: Notify::new(),
        })))
    }

    /// Moves a standing clock; the machine's goes its own way.
    pub fn advance(&self, by: Duration) {
        if let Some(clock) = &self.0 {
            clock.at.fetch_add(milliseconds(by), Ordering::Relaxed);
            clock.moved.notify_waiters();
        }
    }

    #[must_use]
    pub fn now(&self) -> Timestamp {
        match &self.0 {
            Some(clock) => Timestamp(clock.at.load(Ordering::Relaxed)),
            None => crate::service::now(),
        }
    }

    /// The moment that is so far away.
    #[must_use]
    pub fn after(&self, length: Duration) -> Timestamp {
        Timestamp(self.now().0.saturating_add(milliseconds(length)))
    }

    /// The moment that was so long ago.
    #[must_use]
    pub fn before(&self, length: Duration) -> Timestamp {
        Timestamp(self.now().0.saturating_sub(milliseconds(length)))
    }

    /// Done when this moment has come.
    pub async fn until(&self, at: Timestamp) {
        let Some(clock) = &self.0 else {
            let left = at.0.saturating_sub(self.now().0).try_into().unwrap_or(0);
            let _it_always_passes = timeout(Duration::from_millis(left), pending::<()>()).await;
            return;
        };
        loop {
            // Before it is looked, so that no move slips in between.
            let moved = clock.moved.notified();
            if self.now() >= at {
                return;
            }
            moved.await;
        }
    }
}

/// A length of time as the database counts it.
pub(super) fn milliseconds(length: Duration) -> i64 {
    i64::try_from(length.as_millis()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_moment_comes_when_the_clock_is_moved_there() {
        let clock = Clock::standing(Timestamp(1_000));
        let at = clock.after(Duration::from_secs(5));
        assert_eq!(at, Timestamp(6_000));
        let mut waiting = std::pin::pin!(clock.until(at));
        for millis in [0, 4_999] {
            clock.advance(Duration::from_millis(millis));
            let early = futures_util::poll!(waiting.as_mut());
            assert!(early.is_pending(), "{millis}");
        }
        clock.advance(Duration::from_millis(1));
        let in_time = timeout(Duration::from_secs(10), waiting).await;
        assert!(in_time.is_ok());
    }

    #[tokio::test]
    async fn the_machines_clock_waits_for_nothing_that_is_past() {
        let clock = Clock::default();
        let past = Timestamp(clock.now().0 - 1);
        let done = timeout(Duration::from_secs(10), clock.until(past)).await;
        assert!(done.is_ok());
    }
}
