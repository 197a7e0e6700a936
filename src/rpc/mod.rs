//! The server functions: actor, service call, error. What the browser calls.

#[cfg(feature = "ssr")]
mod call;
mod contacts;
mod error;

#[cfg(feature = "ssr")]
pub(crate) use call::{Call, HistoryWriter};
pub use contacts::*;

/// Where every server function's endpoint lives.
pub const PREFIX: &str = "/rpc";
