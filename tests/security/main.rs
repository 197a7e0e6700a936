//! Proves what the OWASP Application Security Verification Standard 5.0 asks for, as far as a test can hold it. Each test
//! begins with the number of its requirement; docs/security.md says in words how each is met, and numbers.rs that none of
//! those that we promise lacks either.
#![cfg(feature = "ssr")]
#![expect(
    clippy::unwrap_used,
    reason = "the helpers of a test fail where it does"
)]

mod answers;
mod numbers;
mod people;
#[path = "../command_line/shell.rs"]
mod shell;
#[path = "../support/mod.rs"]
mod support;
mod v13_configuration;
mod v14_data;
mod v16_logging;
mod v3_web;
mod v4_api;
mod v5_files;
mod v6_authentication;
mod v7_sessions;
mod v8_authorization;
