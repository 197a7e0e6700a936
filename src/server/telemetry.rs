//! The log: what happens, without names, contact IDs, search texts or bodies.

use super::config::LogFormat;
use std::{
    io::{IsTerminal, stderr},
    time::Duration,
};
use tower_http::{
    classify::{ServerErrorsAsFailures, SharedClassifier},
    request_id::RequestId,
    trace::{MakeSpan, OnResponse, TraceLayer},
};
use tracing::Span;
use tracing_subscriber::EnvFilter;

const DEFAULT_FILTER: &str = "warn,sqlx=error,chat_contacts=info";

/// Begins to log to the standard error stream, as `RUST_LOG` says. Only the first call has an effect.
pub fn start(format: LogFormat) {
    let filter =
        EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new(DEFAULT_FILTER));
    let log = tracing_subscriber::fmt()
        .with_env_filter(filter)
        // Colours are for a terminal; in a file they are litter.
        .with_ansi(stderr().is_terminal())
        .with_writer(stderr);
    let _started_before = match format {
        LogFormat::Text => log.try_init(),
        LogFormat::Json => log.json().try_init(),
    };
}

type RequestLog =
    TraceLayer<SharedClassifier<ServerErrorsAsFailures>, RequestSpan, (), LogResponse, (), (), ()>;

/// Logs each request: at `debug`, or at `error` where the server is at fault.
pub fn requests() -> RequestLog {
    TraceLayer::new_for_http()
        .make_span_with(RequestSpan)
        .on_request(())
        .on_response(LogResponse)
        .on_body_chunk(())
        .on_eos(())
        .on_failure(())
}

/// Everything that is logged while a request is answered carries these. The query string stays out: it holds
/// what people search for.
#[derive(Clone, Copy, Debug)]
pub struct RequestSpan;

impl<B> MakeSpan<B> for RequestSpan {
    fn make_span(&mut self, request: &http::Request<B>) -> Span {
        let id = request
            .extensions()
            .get::<RequestId>()
            .and_then(|id| id.header_value().to_str().ok());
        tracing::info_span!("request", id, method = %request.method(), path = request.uri().path())
    }
}

/// Logs the status and how long the answer took to begin.
#[derive(Clone, Copy, Debug)]
pub struct LogResponse;

impl<B> OnResponse<B> for LogResponse {
    fn on_response(self, response: &http::Response<B>, latency: Duration, _span: &Span) {
        let status = response.status().as_u16();
        if response.status().is_server_error() {
            tracing::error!(status, ?latency, "answered");
        } else {
            tracing::debug!(status, ?latency, "answered");
        }
    }
}
