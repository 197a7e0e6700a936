//! The id under which the log has a request.

use super::caller::is_from_proxy;
use crate::server::AppState;
use axum::{
    extract::{Request, State},
    middleware::Next,
    response::Response,
};
use http::{Extensions, HeaderName};
use tower_http::request_id::RequestId;

const NAME: HeaderName = HeaderName::from_static("x-request-id");
/// A UUID has 36.
const MAX_CHARS: usize = 64;

/// Takes away an id that no trusted proxy gave, under which anybody could hide among the lines of others, or that is more
/// than an id: it would be written to the log as it is.
pub async fn distrust(State(state): State<AppState>, mut request: Request, next: Next) -> Response {
    let mut ids = request.headers().get_all(NAME).iter();
    let plain = ids.all(|id| plain(id.as_bytes()));
    if !plain || !is_from_proxy(&request, &state.settings.trusted_proxies) {
        request.headers_mut().remove(NAME);
    }
    next.run(request).await
}

fn plain(id: &[u8]) -> bool {
    let fits = (1..=MAX_CHARS).contains(&id.len());
    fits && id
        .iter()
        .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.'))
}

/// The id that the request has by now.
pub fn of(extensions: &Extensions) -> String {
    extensions
        .get::<RequestId>()
        .and_then(|id| id.header_value().to_str().ok())
        .unwrap_or_default()
        .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_short_and_plain() {
        for good in [
            "a",
            "0198c0de-0000-7000-8000-000000000000",
            "from.the_proxy-1",
        ] {
            assert!(plain(good.as_bytes()), "{good}");
        }
        for bad in [
            "",
            "a b",
            "a\tid=1",
            "\u{1b}[31m",
            "ñ",
            "{}",
            &"a".repeat(65),
        ] {
            assert!(!plain(bad.as_bytes()), "{bad}");
        }
    }
}
