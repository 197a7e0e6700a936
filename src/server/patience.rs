//! How long a request may take: until its answer begins, or, where a file is sent, between two pieces of it.

use super::{routes::is_upload, state::AppState};
use axum::{
    body::Body,
    extract::{MatchedPath, Request, State},
    middleware::Next,
    response::{IntoResponse, Response},
};
use futures_util::{StreamExt, stream};
use http::StatusCode;
use std::{io, time::Duration};
use tokio::time::timeout;

/// How long a file that is sent may stand still. However large it is, it may take its time otherwise.
const IDLE: Duration = Duration::from_secs(30);

pub async fn limit(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let path = request.extensions().get::<MatchedPath>();
    if path.is_some_and(|path| is_upload(request.method(), path.as_str())) {
        return next.run(request.map(|body| moving(body, IDLE))).await;
    }
    match timeout(state.settings.limits.request, next.run(request)).await {
        Ok(response) => response,
        Err(_) => StatusCode::SERVICE_UNAVAILABLE.into_response(),
    }
}

/// The same body, which breaks off where nothing comes for so long while somebody waits for it.
fn moving(body: Body, idle: Duration) -> Body {
    let pieces = stream::unfold(Some(body.into_data_stream()), move |pieces| async move {
        let mut pieces = pieces?;
        match timeout(idle, pieces.next()).await {
            Ok(piece) => piece.map(|piece| (piece.map_err(io::Error::other), Some(pieces))),
            Err(_) => Some((Err(io::ErrorKind::TimedOut.into()), None)),
        }
    });
    Body::from_stream(pieces.fuse())
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::body::{Bytes, to_bytes};

    fn sent(pieces: Vec<&'static str>) -> Body {
        Body::from_stream(stream::iter(pieces).map(|piece| Ok::<_, io::Error>(Bytes::from(piece))))
    }

    #[tokio::test]
    async fn what_comes_comes_through() {
        let body = moving(sent(vec!["a", "b"]), IDLE);
        assert_eq!(to_bytes(body, 10).await.unwrap(), "ab");
    }

    #[tokio::test]
    async fn what_stands_still_breaks_off() {
        let stuck =
            stream::once(async { Ok::<_, io::Error>(Bytes::from("a")) }).chain(stream::pending());
        let body = moving(Body::from_stream(stuck), Duration::from_millis(1));
        assert!(to_bytes(body, 10).await.is_err());
    }
}
