//! The one mapping from the database's errors.

use crate::store::StoreError;

pub(super) fn store_error(error: sqlx::Error) -> StoreError {
    match &error {
        sqlx::Error::RowNotFound => StoreError::NotFound,
        sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed => StoreError::Busy,
        sqlx::Error::Database(database) => {
            // SQLITE_BUSY and SQLITE_LOCKED, with their extended codes in the upper bytes.
            let primary = database
                .code()
                .and_then(|code| code.parse::<u32>().ok())
                .map(|code| code & 0xff);
            match primary {
                Some(5 | 6) => StoreError::Busy,
                _ => StoreError::Database(error),
            }
        }
        _ => StoreError::Database(error),
    }
}

/// The same, but for a statement that a unique index can refuse: `taken` says what that means.
pub(super) fn duplicate_error(error: sqlx::Error, taken: StoreError) -> StoreError {
    match &error {
        sqlx::Error::Database(database) if database.is_unique_violation() => taken,
        _ => store_error(error),
    }
}
