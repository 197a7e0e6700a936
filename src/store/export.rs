//! Contacts on their way out: all that match, as they were at one moment, however long it takes to read them.

use super::{Store, StoreError};
use crate::domain::{ExportSelection, ExportedContact};
use tokio::sync::{mpsc, oneshot};

/// How many exports a process allows at the same time: each keeps a moment of the database, and with it whatever has changed since.
pub const EXPORTS: usize = 2;

/// Contacts, batch after batch. Dropped before its end, it lets go of the database at once.
#[derive(Debug)]
pub struct ContactStream {
    total: Option<u64>,
    batches: mpsc::Receiver<Vec<ExportedContact>>,
    /// How it ended; read behind the last batch.
    outcome: Option<oneshot::Receiver<Result<(), StoreError>>>,
}

impl ContactStream {
    pub(super) const fn new(
        total: Option<u64>,
        batches: mpsc::Receiver<Vec<ExportedContact>>,
        outcome: oneshot::Receiver<Result<(), StoreError>>,
    ) -> Self {
        Self {
            total,
            batches,
            outcome: Some(outcome),
        }
    }

    /// How many there will be. `None`: not known, because counting the matches of a broad search would take as long as reading them.
    #[must_use]
    pub const fn total(&self) -> Option<u64> {
        self.total
    }

    /// The next batch, never empty. `None` only where every contact was handed over; what was cut short ends with an error: `Busy`
    /// where nobody read for too long or the store is being closed.
    pub async fn next(&mut self) -> Option<Result<Vec<ExportedContact>, StoreError>> {
        if let Some(batch) = self.batches.recv().await {
            return Some(Ok(batch));
        }
        // Whoever should say how it ended is gone: so it didn't end well.
        let outcome = self.outcome.take()?.await.unwrap_or(Err(StoreError::Busy));
        outcome.err().map(Err)
    }
}

impl Store {
    /// The selected contacts, in the order of the column that sorts them; otherwise in the order in which they were made.
    /// `Busy` where [`EXPORTS`] are under way and none of them ends within a second.
    pub async fn export(&self, selection: &ExportSelection) -> Result<ContactStream, StoreError> {
        match self {
            Self::Sqlite(store) => store.export(selection).await,
        }
    }
}
