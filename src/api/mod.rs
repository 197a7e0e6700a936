//! The REST API: what other systems call, with a token.

mod me;
mod problem;

pub use me::me;
pub use problem::{PROBLEM, Problem};

/// Where every address of it begins.
pub const PREFIX: &str = "/api";
