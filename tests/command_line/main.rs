//! Proves what the binary says and how it ends: wrong flags, a port in use, files that are not ours, a server that starts,
//! answers and stops, the accounts that are managed from the shell, and the ledger that is proved there.
#![cfg(feature = "ssr")]
#![expect(
    clippy::unwrap_used,
    reason = "the helpers of a test fail where it does"
)]

mod accounts;
mod ledger;
mod serving;
mod shell;
mod tokens;
