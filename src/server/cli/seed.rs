//! `seed`: fills a database with believable contacts.

use super::CommandError;
use crate::{
    domain::Actor,
    server::{AppState, Settings},
    service::{self, seed::Seeder},
};
use clap::Args;
use std::{
    io::{self, IsTerminal, Write},
    time::Instant,
};

#[derive(Debug, Args)]
pub(super) struct SeedArgs {
    /// How many
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..=Seeder::MAX_CONTACTS))]
    count: u64,
    /// Which ones: the same number gives the same contacts
    #[arg(long, value_name = "S", default_value_t = 1)]
    seed: u64,
}

pub(super) async fn seed(settings: Settings, args: &SeedArgs) -> Result<(), CommandError> {
    let database = settings.database.path().display().to_string();
    let store = AppState::open(settings).await?.store;
    let started = Instant::now();
    let watched = io::stderr().is_terminal();
    let seeded = service::seed(
        &store,
        &Actor::system(),
        args.count,
        args.seed,
        |progress| {
            if watched {
                let _only_shown = write!(
                    io::stderr(),
                    "\r{} of {} contacts",
                    progress.done,
                    progress.count
                );
            }
        },
    )
    .await;
    if watched {
        let _only_shown = writeln!(io::stderr());
    }
    store.close().await;
    seeded.map_err(CommandError::Seed)?;
    let seconds = started.elapsed().as_secs_f64();
    let SeedArgs { count, seed } = args;
    writeln!(
        io::stdout(),
        "{count} contacts of seed {seed} are in {database} ({seconds:.1} s)"
    )?;
    Ok(())
}
