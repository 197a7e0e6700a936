//! Takes connections: how many, how long their first words may take, and how they end.

use axum::{Router, extract::ConnectInfo, serve::Listener};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    server::graceful::GracefulShutdown,
};
use std::{net::SocketAddr, sync::Arc, time::Duration};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::{OwnedSemaphorePermit, Semaphore},
    time::timeout,
};
use tower::ServiceExt;

/// A request's head, from the moment the connection is free for it; so also how long an idle connection is kept.
const HEAD_TIME: Duration = Duration::from_secs(10);
/// The largest head. A browser's is a few kilobytes.
const HEAD_BYTES: usize = 64 * 1024;

/// Answers until `shutdown` is done, then finishes what is under way, for as long as `patience` allows.
///
/// HTTP/1.1 only: browsers speak nothing newer without TLS, and a proxy that has it speaks this one to us.
pub async fn serve(
    mut listener: TcpListener,
    router: Router,
    connections: usize,
    patience: Duration,
    shutdown: impl Future<Output = ()>,
) {
    let mut protocol = http1::Builder::new();
    protocol
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_TIME)
        .max_header_size(HEAD_BYTES)
        .max_buf_size(HEAD_BYTES);
    let free = Arc::new(Semaphore::new(connections));
    let open = GracefulShutdown::new();
    let mut shutdown = std::pin::pin!(shutdown);
    loop {
        let (stream, peer, place) = tokio::select! {
            () = &mut shutdown => break,
            Some(accepted) = accept(&mut listener, &free) => accepted,
        };
        // A small answer is sent at once instead of waiting for more to send.
        if let Err(error) = stream.set_nodelay(true) {
            tracing::debug!(%error, "TCP_NODELAY could not be set");
        }
        let router = router.clone();
        let service = service_fn(move |mut request: hyper::Request<Incoming>| {
            request.extensions_mut().insert(ConnectInfo(peer));
            router.clone().oneshot(request)
        });
        let connection = open.watch(protocol.serve_connection(TokioIo::new(stream), service));
        tokio::spawn(async move {
            // What the other side did wrong is nobody's to mend here.
            if let Err(error) = connection.await {
                tracing::debug!(%error, "a connection ended");
            }
            drop(place);
        });
    }
    drop(listener);
    if timeout(patience, open.shutdown()).await.is_err() {
        tracing::warn!("connections were still open at the end of the shutdown");
    }
}

/// The next connection, as soon as there is a place for it; until then it waits where the system keeps it.
async fn accept(
    listener: &mut TcpListener,
    free: &Arc<Semaphore>,
) -> Option<(TcpStream, SocketAddr, OwnedSemaphorePermit)> {
    // Nobody closes it, so there is one in the end.
    let place = Arc::clone(free).acquire_owned().await.ok()?;
    let (stream, peer) = Listener::accept(listener).await;
    Some((stream, peer, place))
}
