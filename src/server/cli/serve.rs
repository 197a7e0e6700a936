//! `serve`: listens, says where, and runs until it is told to stop.

use super::CommandError;
use crate::{
    domain::Actor,
    server::{AppState, Settings, run},
    service::{self, AccountError},
    ui::paths::SETUP,
};
use clap::Args;
use std::{
    io::{self, Write},
    net::Ipv6Addr,
};
use tokio::net::TcpListener;

#[derive(Debug, Default, Args)]
pub(super) struct ServeArgs {
    /// The address and port, such as 127.0.0.1:3000
    #[arg(
        long,
        value_name = "ADDR",
        env = "CHAT_CONTACTS_LISTEN",
        hide_env_values = true
    )]
    pub(super) listen: Option<String>,
    /// Begin with 10,000 believable contacts where there is none yet, to have something to look at
    #[arg(long)]
    pub(super) demo: bool,
}

/// As `make run DEMO=1` has them.
const DEMO_CONTACTS: u64 = 10_000;
const DEMO_SEED: u64 = 1;

pub(super) async fn serve(settings: Settings, demo: bool) -> Result<(), CommandError> {
    let address = settings.listen;
    // First, so that a second server on the same port leaves no database behind.
    let listener = TcpListener::bind(address)
        .await
        .map_err(|source| match source.kind() {
            io::ErrorKind::AddrInUse => CommandError::PortInUse(address),
            _ => CommandError::Listen { address, source },
        })?;
    let mut bound = listener.local_addr()?;
    if bound.ip().is_unspecified() {
        // Every address of this machine; this one can be opened on it.
        bound.set_ip(if bound.is_ipv4() {
            [127, 0, 0, 1].into()
        } else {
            Ipv6Addr::LOCALHOST.into()
        });
    }
    let url = settings
        .public_url
        .clone()
        .unwrap_or_else(|| format!("http://{bound}"));
    let database = settings.database.path().display().to_string();
    let shutdown = stop_signal()?;
    let state = AppState::open(settings).await?;
    let seeded = demo
        && service::seed_if_empty(&state.store, &Actor::system(), DEMO_CONTACTS, DEMO_SEED)
            .await
            .map_err(CommandError::Seed)?;
    writeln!(
        io::stdout(),
        "Chat Contacts is at {url} (database {database})"
    )?;
    if seeded {
        writeln!(
            io::stdout(),
            "It begins with {DEMO_CONTACTS} contacts that nobody has, to try it with."
        )?;
    }
    if let Some(link) = state
        .accounts
        .setup_link()
        .await
        .map_err(AccountError::from)?
    {
        // To the one who started it, and nowhere else: the link is not for the log.
        writeln!(
            io::stdout(),
            "Nobody has an account yet. Set up the first one within an hour: {url}{SETUP}?token={}",
            link.expose()
        )?;
    }
    state.jobs.resume().await?;
    Ok(run(listener, state, shutdown).await?)
}

/// Done at the first Ctrl-C or SIGTERM.
#[cfg(unix)]
fn stop_signal() -> io::Result<impl Future<Output = ()> + Send + 'static> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}

#[cfg(not(unix))]
#[expect(clippy::unnecessary_wraps, reason = "the other systems' can fail")]
fn stop_signal() -> io::Result<impl Future<Output = ()> + Send + 'static> {
    Ok(async {
        let _stopped_either_way = tokio::signal::ctrl_c().await;
    })
}
