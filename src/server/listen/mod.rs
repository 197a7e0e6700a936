//! Takes connections: how many, of whom, how long they may take to ask and to read, and how they end.

mod patient;
mod seats;

use axum::{Router, extract::ConnectInfo, serve::Listener};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    server::graceful::GracefulShutdown,
};
use ipnet::IpNet;
use patient::Patient;
use seats::Seats;
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

/// How many connections there may be, and how long one may take.
#[derive(Debug)]
pub struct Limits {
    pub connections: usize,
    /// Of one network address. Those of `proxies` have no such limit.
    pub connections_per_address: usize,
    pub proxies: Vec<IpNet>,
    /// How long an answer may be stuck because nobody reads it.
    pub writing: Duration,
}

/// Answers until `shutdown` is done, then finishes what is under way, for as long as `patience` allows.
///
/// HTTP/1.1 only: browsers speak nothing newer without TLS, and a proxy that has it speaks this one to us.
pub async fn serve(
    mut listener: TcpListener,
    router: Router,
    limits: Limits,
    patience: Duration,
    shutdown: impl Future<Output = ()>,
) {
    let mut protocol = http1::Builder::new();
    protocol
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_TIME)
        .max_header_size(HEAD_BYTES)
        .max_buf_size(HEAD_BYTES);
    let free = Arc::new(Semaphore::new(limits.connections));
    let seats = Seats::new(limits.connections_per_address, limits.proxies);
    let open = GracefulShutdown::new();
    let mut shutdown = std::pin::pin!(shutdown);
    loop {
        let (stream, peer, place) = tokio::select! {
            () = &mut shutdown => break,
            Some(accepted) = accept(&mut listener, &free) => accepted,
        };
        // Closed at once: were it to wait, it would wait in everybody's way.
        let Some(seat) = seats.take(peer.ip()) else {
            tracing::debug!(%peer, "too many connections of one address");
            continue;
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
        let stream = TokioIo::new(Patient::new(stream, limits.writing));
        let connection = open.watch(protocol.serve_connection(stream, service));
        tokio::spawn(async move {
            // What the other side did wrong is nobody's to mend here.
            if let Err(error) = connection.await {
                tracing::debug!(%error, "a connection ended");
            }
            drop((seat, place));
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

#[cfg(test)]
mod tests {
    use super::*;
    use axum::routing::get;
    use tokio::{
        io::{AsyncReadExt, AsyncWriteExt},
        sync::oneshot,
    };

    /// More than the system keeps for a connection.
    const LARGE: usize = 64 * 1024 * 1024;
    /// Far more than it takes; a test that waits for longer has failed.
    const LONG: Duration = Duration::from_secs(20);

    async fn ask(address: SocketAddr, path: &str) -> TcpStream {
        let mut connection = TcpStream::connect(address).await.unwrap();
        let request = format!("GET {path} HTTP/1.1\r\nhost: localhost\r\n\r\n");
        connection.write_all(request.as_bytes()).await.unwrap();
        connection
    }

    #[tokio::test]
    async fn who_does_not_read_the_answer_loses_the_connection() {
        let router = Router::new()
            .route("/large", get(|| async { vec![0_u8; LARGE] }))
            .route("/small", get(|| async { "small" }));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let limits = Limits {
            connections: 1,
            connections_per_address: 1,
            proxies: vec!["127.0.0.0/8".parse().unwrap()],
            writing: Duration::from_millis(50),
        };
        let (stop, stopped) = oneshot::channel::<()>();
        let serving = tokio::spawn(serve(listener, router, limits, LONG, async move {
            let _ = stopped.await;
        }));
        // It holds the only place there is.
        let unread = ask(address, "/large").await;
        unread.readable().await.unwrap();
        let mut next = ask(address, "/small").await;
        let mut answer = [0; 12];
        timeout(LONG, next.read_exact(&mut answer))
            .await
            .expect("the place is free again")
            .unwrap();
        assert_eq!(&answer, b"HTTP/1.1 200");
        drop((unread, next));
        stop.send(()).unwrap();
        serving.await.unwrap();
    }
}
