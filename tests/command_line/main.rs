//! Proves what the binary says and how it ends: wrong flags, a port in use, files that are not ours, a server that starts,
//! answers and stops, the accounts that are managed from the shell, the ledger that is proved there, and exports.
#![cfg(feature = "ssr")]
#![expect(
    clippy::unwrap_used,
    reason = "the helpers of a test fail where it does"
)]

mod accounts;
mod export;
mod import;
mod ledger;
mod serving;
mod shell;
mod tokens;
