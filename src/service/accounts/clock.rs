//! What time it is, so that a test can say.

use crate::domain::Timestamp;
use std::{
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::Duration,
};

/// The machine's clock, or one that stands until it is moved.
#[derive(Clone, Debug, Default)]
pub struct Clock(Option<Arc<AtomicI64>>);

impl Clock {
    /// Stands at this moment. Clones move together.
    #[must_use]
    pub fn standing(at: Timestamp) -> Self {
        Self(Some(Arc::new(AtomicI64::new(at.0))))
    }

    /// Moves a standing clock; the machine's goes its own way.
    pub fn advance(&self, by: Duration) {
        if let Some(clock) = &self.0 {
            clock.fetch_add(milliseconds(by), Ordering::Relaxed);
        }
    }

    #[must_use]
    pub fn now(&self) -> Timestamp {
        match &self.0 {
            Some(clock) => Timestamp(clock.load(Ordering::Relaxed)),
            None => crate::service::now(),
        }
    }
}

/// A length of time as the database counts it.
pub(super) fn milliseconds(length: Duration) -> i64 {
    i64::try_from(length.as_millis()).unwrap_or(i64::MAX)
}
