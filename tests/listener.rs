//! Proves how connections begin and end: how many at once, how large a request's head, what a shutdown waits for.
#![cfg(feature = "ssr")]
#![expect(
    clippy::unwrap_used,
    reason = "the helpers of a test fail where it does"
)]

mod support;

use chat_contacts::server;
use std::{io, net::SocketAddr};
use support::TestApp;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::oneshot,
    task::JoinHandle,
};

/// A server on a port of its own, until it is told to stop.
struct Served {
    address: SocketAddr,
    stop: oneshot::Sender<()>,
    serving: JoinHandle<io::Result<()>>,
}

impl Served {
    async fn start(app: &TestApp) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, stopped) = oneshot::channel::<()>();
        let serving = tokio::spawn(server::run(listener, app.state.clone(), async move {
            let _ = stopped.await;
        }));
        Self {
            address,
            stop,
            serving,
        }
    }

    async fn stop(self) {
        self.stop.send(()).unwrap();
        self.serving.await.unwrap().unwrap();
    }
}

const HEALTHZ: &[u8] = b"GET /healthz HTTP/1.1\r\nhost: localhost\r\n\r\n";

/// The first line of the next answer, as far as its status.
async fn status(connection: &mut TcpStream) -> String {
    let mut beginning = [0; 12];
    connection.read_exact(&mut beginning).await.unwrap();
    String::from_utf8(beginning.to_vec()).unwrap()
}

#[test]
fn it_serves_until_it_is_told_to_stop_and_finishes_what_is_under_way() {
    support::block_on(async {
        let app = TestApp::start().await;
        let served = Served::start(&app).await;
        let address = served.address;
        let mut connection = TcpStream::connect(address).await.unwrap();
        connection.write_all(HEALTHZ).await.unwrap();
        assert_eq!(status(&mut connection).await, "HTTP/1.1 200");

        served.stop().await;
        assert!(TcpStream::connect(address).await.is_err());
        assert!(
            app.state.store.ready().await.is_err(),
            "the database is closed"
        );
    });
}

#[test]
fn a_head_that_is_too_large_is_refused() {
    support::block_on(async {
        let app = TestApp::start().await;
        let served = Served::start(&app).await;
        let many = "a: b\r\n".repeat(101);
        let large = format!("a: {}\r\n", "b".repeat(80_000));
        for head in [many, large] {
            let mut connection = TcpStream::connect(served.address).await.unwrap();
            let request = format!("GET /healthz HTTP/1.1\r\nhost: localhost\r\n{head}\r\n");
            // The server stops reading before the end.
            let _refused = connection.write_all(request.as_bytes()).await;
            assert_eq!(status(&mut connection).await, "HTTP/1.1 431");
        }
        served.stop().await;
    });
}

#[test]
fn a_connection_too_many_waits_for_another_to_end() {
    support::block_on(async {
        let app = TestApp::with(&[("LIMITS__CONNECTIONS", "1")]).await;
        let served = Served::start(&app).await;
        let mut first = TcpStream::connect(served.address).await.unwrap();
        first.write_all(HEALTHZ).await.unwrap();
        assert_eq!(status(&mut first).await, "HTTP/1.1 200");

        let mut second = TcpStream::connect(served.address).await.unwrap();
        second.write_all(HEALTHZ).await.unwrap();
        first.write_all(HEALTHZ).await.unwrap();
        let mut answer = Vec::new();
        while !String::from_utf8_lossy(&answer).contains("HTTP/1.1 200") {
            first.read_buf(&mut answer).await.unwrap();
        }
        let unanswered = second.try_read(&mut [0; 1]).unwrap_err();
        assert_eq!(unanswered.kind(), io::ErrorKind::WouldBlock);

        drop(first);
        assert_eq!(status(&mut second).await, "HTTP/1.1 200");
        drop(second);
        served.stop().await;
    });
}

/// Whether the server answers on a connection of its own, instead of closing it.
async fn answers(address: SocketAddr) -> Option<TcpStream> {
    let mut connection = TcpStream::connect(address).await.unwrap();
    // Where it is closed already, there is nobody to write to.
    let _closed = connection.write_all(HEALTHZ).await;
    let read = connection.read_exact(&mut [0; 12]).await;
    read.is_ok().then_some(connection)
}

#[test]
fn one_address_holds_so_many_connections_and_no_more() {
    support::block_on(async {
        let app = TestApp::with(&[("LIMITS__CONNECTIONS_PER_ADDRESS", "2")]).await;
        let served = Served::start(&app).await;
        let first = answers(served.address).await.unwrap();
        let second = answers(served.address).await.unwrap();
        for _ in 0..3 {
            assert!(answers(served.address).await.is_none());
        }
        drop(first);
        // As soon as the server has noticed.
        let third = loop {
            if let Some(third) = answers(served.address).await {
                break third;
            }
        };
        drop((second, third));
        served.stop().await;
    });
}

#[test]
fn a_trusted_proxy_holds_as_many_as_it_needs() {
    support::block_on(async {
        let settings = [
            ("LIMITS__CONNECTIONS_PER_ADDRESS", "1"),
            ("SERVER__TRUSTED_PROXIES", "127.0.0.1"),
        ];
        let app = TestApp::with(&settings).await;
        let served = Served::start(&app).await;
        let mut held = Vec::new();
        for _ in 0..4 {
            held.push(answers(served.address).await.unwrap());
        }
        drop(held);
        served.stop().await;
    });
}
