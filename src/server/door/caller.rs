//! Where a request comes from.

use crate::{domain::Caller, server::AppState};
use axum::{
    extract::{ConnectInfo, Request, State},
    middleware::Next,
    response::Response,
};
use http::{HeaderMap, HeaderName, header};
use ipnet::IpNet;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};

const FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");
/// What a browser calls itself is up to it.
const MAX_BROWSER_CHARS: usize = 200;

/// Notes the [`Caller`] in the request.
pub async fn note(State(state): State<AppState>, mut request: Request, next: Next) -> Response {
    let trusted = &state.settings.trusted_proxies;
    let caller = Caller {
        address: address(peer(&request), request.headers(), trusted),
        browser: browser(request.headers()),
    };
    request.extensions_mut().insert(caller);
    next.run(request).await
}

/// The connection's other end.
fn peer(request: &Request) -> IpAddr {
    // A test asks the router without a connection.
    let info = request.extensions().get::<ConnectInfo<SocketAddr>>();
    info.map_or(IpAddr::V4(Ipv4Addr::LOCALHOST), |info| info.0.ip())
        .to_canonical()
}

fn is_trusted(address: IpAddr, trusted: &[IpNet]) -> bool {
    trusted.iter().any(|network| network.contains(&address))
}

/// Whether a trusted proxy handed the request on, so that its headers can be its own.
pub fn is_from_proxy(request: &Request, trusted: &[IpNet]) -> bool {
    is_trusted(peer(request), trusted)
}

/// The connection's other end, or, where that is a trusted proxy, the last one in front of the proxies.
///
/// Each proxy appends whom it got the request from, so the list is read from its end and only as far as trusted proxies
/// wrote it: whatever stands before that, anybody can have written.
fn address(peer: IpAddr, headers: &HeaderMap, trusted: &[IpNet]) -> IpAddr {
    let mut caller = peer.to_canonical();
    let entries = headers
        .get_all(FORWARDED_FOR)
        .iter()
        .map(|value| value.to_str().unwrap_or_default())
        .flat_map(|value| value.split(','))
        .collect::<Vec<_>>();
    for entry in entries.into_iter().rev() {
        if !is_trusted(caller, trusted) {
            break;
        }
        let Some(forwarded) = entry_address(entry.trim()) else {
            break;
        };
        caller = forwarded;
    }
    caller
}

/// An address, which some proxies write with its port.
fn entry_address(text: &str) -> Option<IpAddr> {
    let with_port = || text.parse::<SocketAddr>().map(|address| address.ip());
    let address: IpAddr = text.parse().or_else(|_| with_port()).ok()?;
    Some(address.to_canonical())
}

fn browser(headers: &HeaderMap) -> String {
    headers
        .get(header::USER_AGENT)
        .map(|value| String::from_utf8_lossy(value.as_bytes()))
        .unwrap_or_default()
        .chars()
        .take(MAX_BROWSER_CHARS)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(peer: &str, forwarded: &[&'static str]) -> String {
        let trusted: Vec<IpNet> = ["10.0.0.0/8", "2001:db8:1::/48"]
            .map(|network| network.parse().unwrap())
            .to_vec();
        let mut headers = HeaderMap::new();
        for value in forwarded {
            headers.append(FORWARDED_FOR, value.parse().unwrap());
        }
        address(peer.parse().unwrap(), &headers, &trusted).to_string()
    }

    #[test]
    fn anybody_can_write_the_header_and_only_a_trusted_proxy_is_believed() {
        assert_eq!(seen("203.0.113.9", &["198.51.100.7"]), "203.0.113.9");
        assert_eq!(seen("10.0.0.1", &["198.51.100.7"]), "198.51.100.7");
        assert_eq!(seen("10.0.0.1", &[]), "10.0.0.1");
        // Connections over IPv4 to a socket that takes both.
        assert_eq!(seen("::ffff:10.0.0.1", &["198.51.100.7"]), "198.51.100.7");
        assert_eq!(seen("::ffff:203.0.113.9", &["198.51.100.7"]), "203.0.113.9");
    }

    #[test]
    fn the_last_that_no_proxy_of_ours_is_counts() {
        assert_eq!(
            seen("10.0.0.1", &["1.1.1.1, 198.51.100.7, 10.0.0.2"]),
            "198.51.100.7"
        );
        assert_eq!(
            seen("10.0.0.1", &["1.1.1.1", "198.51.100.7", "10.0.0.2"]),
            "198.51.100.7"
        );
        assert_eq!(seen("10.0.0.1", &["10.0.0.3, 10.0.0.2"]), "10.0.0.3");
        assert_eq!(
            seen("2001:db8:1::1", &["2001:db8:2::7, 2001:db8:1::2"]),
            "2001:db8:2::7"
        );
    }

    #[test]
    fn what_is_no_address_ends_the_walk() {
        assert_eq!(seen("10.0.0.1", &["198.51.100.7, unknown"]), "10.0.0.1");
        assert_eq!(seen("10.0.0.1", &["198.51.100.7, , 10.0.0.2"]), "10.0.0.2");
        assert_eq!(seen("10.0.0.1", &[""]), "10.0.0.1");
        assert_eq!(seen("10.0.0.1", &["198.51.100.7:4711"]), "198.51.100.7");
        assert_eq!(seen("10.0.0.1", &["[2001:db8:2::7]:80"]), "2001:db8:2::7");
    }

    #[test]
    fn a_browser_that_talks_too_much_is_cut_short() {
        let mut headers = HeaderMap::new();
        assert_eq!(browser(&headers), "");
        headers.insert(header::USER_AGENT, "ñ".repeat(300).parse().unwrap());
        assert_eq!(browser(&headers), "ñ".repeat(200));
    }
}
