//! What runs the console: configuration, state, the door, routes, assets, telemetry, the command line.

mod assets;
mod cli;
mod config;
mod document;
mod door;
mod failures;
mod health;
mod listen;
mod pages;
mod patience;
mod preferences;
mod preload;
mod reference;
mod router;
mod routes;
mod rpc;
mod state;
mod telemetry;

pub use cli::main;
pub use config::{
    ConfigError, ContactSettings, LimitSettings, LogFormat, Overrides, SessionSettings, Settings,
};
pub use door::{cleared_cookie, session_cookie};
pub use router::router;
pub use routes::{Access, FUNCTIONS, Route, routes};
pub use state::AppState;

use std::{io, sync::Arc, time::Duration};
use tokio::{net::TcpListener, sync::oneshot};

/// How much longer than one request a shutdown waits for those that are under way.
const GRACE: Duration = Duration::from_secs(5);
/// How long an answer may be stuck because nobody reads it. Bad radio takes its time; this long it takes nothing.
const WRITING: Duration = Duration::from_secs(30);

/// Serves and sends webhooks until `shutdown` is done, then finishes what is under way and closes the database.
pub async fn run(
    listener: TcpListener,
    state: AppState,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    let (store, jobs) = (state.store.clone(), state.jobs.clone());
    let limits = state.settings.limits;
    let patience = limits.request + GRACE;
    let limits = listen::Limits {
        connections: limits.connections,
        connections_per_address: limits.connections_per_address,
        proxies: state.settings.trusted_proxies.clone(),
        writing: WRITING,
    };
    let stopping = Arc::clone(&state.stopping);
    let shutdown = async move {
        shutdown.await;
        stopping.send_replace(true);
    };
    let (stop, stopped) = oneshot::channel::<()>();
    let webhooks = state.webhooks.clone().run(async {
        let _dropped = stopped.await;
    });
    let webhooks = tokio::spawn(webhooks);
    listen::serve(listener, router(state), limits, patience, shutdown).await;
    drop(stop);
    if let Err(error) = webhooks.await {
        tracing::error!(%error, "the webhooks had stopped");
    }
    jobs.stop().await;
    store.close().await;
    Ok(())
}
