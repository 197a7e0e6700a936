//! The accounts' tables: one file a noun. Every writing method is one transaction, with its security events in it.

pub(super) mod activity;
mod attempts;
mod links;
mod operators;
mod second_factor;
mod sessions;
mod tokens;

use super::{
    SqliteStore,
    contacts::begin,
    error::{duplicate_error, store_error},
};
use crate::{domain::Timestamp, store::StoreError};
use sqlx::Error;
use uuid::Uuid;

/// For what can't be read though it is there: somebody else has written it.
pub(super) fn unreadable(table: &str) -> StoreError {
    StoreError::Database(Error::Decode(table.into()))
}

pub(super) fn uuid(bytes: &[u8], table: &str) -> Result<Uuid, StoreError> {
    Uuid::from_slice(bytes).map_err(|_| unreadable(table))
}

pub(super) fn blob(id: Uuid) -> Vec<u8> {
    id.as_bytes().to_vec()
}

pub(super) fn moment(milliseconds: Option<i64>) -> Option<Timestamp> {
    milliseconds.map(Timestamp)
}
