//! `ledger`: proves the ledger of permissions, or hands it out for others to prove.

use super::{CommandError, with_state};
use crate::{
    domain::Actor,
    server::Settings,
    service::{HistoryService, VerifyFailure},
    store::ledger::hex,
};
use clap::Subcommand;
use std::io::{self, Write};

/// Entries read at once.
const PAGE: u32 = 10_000;

#[derive(Debug, Subcommand)]
pub(super) enum LedgerCommand {
    /// Walk the chain, replay every contact, and say whether all of it holds
    Verify,
    /// Write the entries to the standard output, one JSON object a line
    Export {
        /// Only what comes after this entry
        #[arg(long, value_name = "SEQ", default_value_t = 0)]
        after: i64,
    },
}

impl LedgerCommand {
    pub(super) async fn run(self, settings: Settings) -> Result<(), CommandError> {
        with_state(settings, async |state| match self {
            Self::Verify => verify(&state.history).await,
            Self::Export { after } => export(&state.history, after).await,
        })
        .await
    }
}

async fn verify(history: &HistoryService) -> Result<(), CommandError> {
    let proof = history
        .verify(&Actor::system())
        .await
        .map_err(|failure| match failure {
            VerifyFailure::Fault(fault) => {
                CommandError::Refused(format!("the ledger does not hold: {fault}"))
            }
            VerifyFailure::Failed(failure) => failure.into(),
        })?;
    Ok(writeln!(
        io::stdout(),
        "The ledger holds: {} entries explain {} contacts. Entry {} has the hash {}",
        proof.entries,
        proof.contacts,
        proof.head.seq,
        hex(&proof.head.hash)
    )?)
}

async fn export(history: &HistoryService, mut after: i64) -> Result<(), CommandError> {
    let mut out = io::BufWriter::new(io::stdout().lock());
    loop {
        let page = history.ledger(&Actor::system(), after, PAGE).await?;
        let Some(last) = page.last() else { break };
        after = last.seq;
        for entry in page {
            serde_json::to_writer(&mut out, &entry.into_export()).map_err(io::Error::from)?;
            out.write_all(b"\n")?;
        }
    }
    Ok(out.flush()?)
}
