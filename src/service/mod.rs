//! Use cases: who may do it, what it does, what it leaves in the ledger. Every call takes an [`Actor`].

mod accounts;
mod contacts;
mod decisions;
mod exporting;
mod history;
mod jobs;
pub mod seed;
mod seeding;
mod webhooks;

pub use accounts::{AccountError, AccountSettings, Accounts, Clock, Passwords, SecondFactorOffer};
pub use contacts::{ContactService, IdempotencyKey};
pub use decisions::{
    Decision, DecisionReason, DecisionService, DecisionSettings, Question, QuietHours, Verdict,
    Window,
};
pub use exporting::{Export, ExportPiece, ExportService};
pub use history::{Followed, HistoryService, VerifyFailure};
pub use jobs::{
    BulkAction, BulkPlan, BulkSelection, Checked, Example, ExampleChange, ImportChoice, ImportPlan,
    JobError, JobProgress, JobSettings, Jobs, RefusedRow, Sample, Upload,
};
pub use seeding::{SeedProgress, seed, seed_if_empty};
pub use webhooks::{UrlError, WebhookError, WebhookSettings, Webhooks};

pub use crate::store::LedgerEntry;

use crate::{
    domain::{AppError, Field, FieldError, FieldErrorCode, QueryError, Timestamp},
    store::StoreError,
};
use std::time::{SystemTime, UNIX_EPOCH};

/// Why a use case failed.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// For the caller to read.
    #[error(transparent)]
    Told(AppError),
    /// For the log; the caller gets a request id.
    #[error(transparent)]
    Unexpected(Box<dyn std::error::Error + Send + Sync>),
}

impl Failure {
    /// What the caller is told; an unexpected failure is logged here, once, under the request's id.
    #[must_use]
    pub fn told(self, request_id: &str) -> AppError {
        match self {
            Self::Told(error) => error,
            Self::Unexpected(error) => {
                tracing::error!(request_id, error = %error, "request failed");
                AppError::Internal {
                    request_id: request_id.to_owned(),
                }
            }
        }
    }
}

impl From<AppError> for Failure {
    fn from(error: AppError) -> Self {
        Self::Told(error)
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        Self::Told(match error {
            StoreError::NotFound => AppError::NotFound,
            StoreError::Stale(current) => AppError::Stale { current },
            StoreError::Duplicate(taken) => {
                let (id, label) = (taken.id, taken.fields.label().to_owned());
                let code = FieldErrorCode::Duplicate { id, label };
                AppError::Invalid {
                    fields: vec![FieldError::new(Field::ContactId, code)],
                }
            }
            StoreError::Cursor => QueryError::Cursor.into(),
            StoreError::KeyReused => AppError::KeyReused,
            // Only jobs write batches, and they look again.
            StoreError::Busy | StoreError::Overtaken => AppError::Unavailable,
            // The use cases that can meet the first two tell them in their own words (AccountError).
            StoreError::EmailTaken | StoreError::LastAdmin | StoreError::Database(_) => {
                return Self::Unexpected(error.into());
            }
        })
    }
}

/// The present moment.
#[must_use]
pub fn now() -> Timestamp {
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    Timestamp(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}
