//! The accounts: who gets in, who stays in, who is let in by whom.

mod activity;
mod clock;
mod guessing;
mod hashing;
mod links;
mod operators;
mod own;
mod passwords;
mod second_factor;
mod secrets;
mod sessions;
mod sign_in;
mod tokens;

#[cfg(test)]
mod tests;

pub(in crate::service) use activity::{event, log};
pub use clock::Clock;
pub use passwords::Passwords;
pub use second_factor::SecondFactorOffer;
pub(in crate::service) use secrets::{random, unexpected};

use crate::{
    domain::{AppError, PasswordError},
    service::Failure,
    store::{Store, StoreError},
};
use std::{sync::Arc, time::Duration};
use tokio::sync::Semaphore;

const MAX_NOTING: usize = 64;

/// The use cases of the accounts. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Accounts {
    store: Store,
    passwords: Passwords,
    settings: AccountSettings,
    clock: Clock,
    /// How many last uses may be on their way to the database at once.
    noting: Arc<Semaphore>,
}

impl Accounts {
    #[must_use]
    pub fn new(store: Store, passwords: Passwords, settings: AccountSettings) -> Self {
        Self {
            store,
            passwords,
            settings,
            clock: Clock::default(),
            noting: Arc::new(Semaphore::new(MAX_NOTING)),
        }
    }

    /// With another clock than the machine's: a test's.
    #[must_use]
    pub fn with_clock(self, clock: Clock) -> Self {
        Self { clock, ..self }
    }
}

/// How long a session lives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AccountSettings {
    /// Without a request.
    pub idle: Duration,
    /// Whatever happens.
    pub absolute: Duration,
}

/// Why an account's use case was refused.
#[derive(Debug, thiserror::Error)]
pub enum AccountError {
    /// The e-mail address or the password; which one is not told.
    #[error("wrong e-mail address or password")]
    Wrong,
    /// The code of the second factor.
    #[error("wrong code")]
    WrongCode,
    /// Too many failed before; `seconds` until the next attempt is looked at.
    #[error("too many attempts")]
    Wait { seconds: u32 },
    #[error("the e-mail address is not one")]
    Email,
    #[error("the e-mail address has an account already")]
    EmailTaken,
    #[error("the password is refused")]
    Password(PasswordError),
    /// Used, expired, or never made.
    #[error("the link is not valid")]
    Link,
    /// Somebody must be able to administer.
    #[error("the last admin must stay")]
    LastAdmin,
    /// One's own role and account are for another admin to change.
    #[error("not your own account")]
    Self_,
    /// A token without a name or a scope, or with an end in the past.
    #[error("the token's name, scopes or end are wrong")]
    Token,
    #[error(transparent)]
    Failed(#[from] Failure),
}

impl From<AppError> for AccountError {
    fn from(error: AppError) -> Self {
        Self::Failed(error.into())
    }
}

impl From<StoreError> for AccountError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::EmailTaken => Self::EmailTaken,
            StoreError::LastAdmin => Self::LastAdmin,
            other => Self::Failed(other.into()),
        }
    }
}
