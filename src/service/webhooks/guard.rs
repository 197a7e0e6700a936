//! Where webhooks may go: not into the network that the server is in, whatever a name leads to.
//!
//! An address is looked at when a connection is made, after the name was resolved: what was looked at before could be another one
//! by then (DNS rebinding). Addresses that stand in the URL itself never pass the resolver, so they are looked at there.

use ipnet::{Ipv4Net, Ipv6Net};
use reqwest::{
    Url,
    dns::{Name, Resolve, Resolving},
};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use tokio::net::lookup_host;

/// In characters. Longer ones are cut by what is in between.
const MAX_URL_CHARS: usize = 2_048;

/// What IANA has set aside (<https://www.iana.org/assignments/iana-ipv4-special-registry>), multicast and reserved included.
const NOT_PUBLIC_V4: [Ipv4Net; 15] = [
    v4([0, 0, 0, 0], 8),
    v4([10, 0, 0, 0], 8),
    v4([100, 64, 0, 0], 10),
    v4([127, 0, 0, 0], 8),
    v4([169, 254, 0, 0], 16),
    v4([172, 16, 0, 0], 12),
    v4([192, 0, 0, 0], 24),
    v4([192, 0, 2, 0], 24),
    v4([192, 88, 99, 0], 24),
    v4([192, 168, 0, 0], 16),
    v4([198, 18, 0, 0], 15),
    v4([198, 51, 100, 0], 24),
    v4([203, 0, 113, 0], 24),
    v4([224, 0, 0, 0], 4),
    v4([240, 0, 0, 0], 4),
];
/// Whatever is not in it is loopback, unspecified, unique local, link-local, multicast, or not given out.
const GLOBAL_V6: Ipv6Net = v6([0x2000, 0, 0, 0], 3);
/// Within it: protocols of the IETF (Teredo among them), documentation, 6to4, documentation again.
const NOT_PUBLIC_V6: [Ipv6Net; 4] = [
    v6([0x2001, 0, 0, 0], 23),
    v6([0x2001, 0xdb8, 0, 0], 32),
    v6([0x2002, 0, 0, 0], 16),
    v6([0x3fff, 0, 0, 0], 20),
];
/// NAT64: an IPv4 address in the last four bytes, for networks that have no other way to it (RFC 6052).
const NAT64: Ipv6Net = v6([0x64, 0xff9b, 0, 0], 96);

const fn v4([a, b, c, d]: [u8; 4], bits: u8) -> Ipv4Net {
    Ipv4Net::new_assert(Ipv4Addr::new(a, b, c, d), bits)
}

const fn v6([a, b, c, d]: [u16; 4], bits: u8) -> Ipv6Net {
    Ipv6Net::new_assert(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0), bits)
}

/// Whether everybody can reach the address, so that reaching it through us tells nobody anything.
fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => !NOT_PUBLIC_V4.iter().any(|net| net.contains(&address)),
        IpAddr::V6(address) => {
            if let Some(within) = address.to_ipv4_mapped() {
                return is_public(within.into());
            }
            if NAT64.contains(&address) {
                let [.., a, b, c, d] = address.octets();
                return is_public(Ipv4Addr::new(a, b, c, d).into());
            }
            GLOBAL_V6.contains(&address) && !NOT_PUBLIC_V6.iter().any(|net| net.contains(&address))
        }
    }
}

/// Why a URL is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UrlError {
    #[error("not a URL with a host")]
    Malformed,
    #[error("longer than {MAX_URL_CHARS} characters")]
    TooLong,
    /// Nor http, where private addresses are allowed.
    #[error("not https")]
    NotHttps,
    #[error("names a user or a password")]
    User,
    #[error("a private address")]
    Private,
}

/// The URL, parsed. Where private addresses are allowed so is http, which is what is spoken there.
pub(super) fn checked(text: &str, allow_private: bool) -> Result<Url, UrlError> {
    let text = text.trim();
    if text.chars().count() > MAX_URL_CHARS {
        return Err(UrlError::TooLong);
    }
    let url = Url::parse(text).map_err(|_| UrlError::Malformed)?;
    match url.scheme() {
        "https" => {}
        "http" if allow_private => {}
        _ => return Err(UrlError::NotHttps),
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(UrlError::User);
    }
    let host = url.host_str().ok_or(UrlError::Malformed)?;
    let literal: Option<IpAddr> = host.trim_matches(['[', ']']).parse().ok();
    if literal.is_some_and(|address| !allow_private && !is_public(address)) {
        return Err(UrlError::Private);
    }
    Ok(url)
}

/// Resolves names as the system does, and keeps to itself what is private unless that is allowed.
#[derive(Clone, Copy, Debug)]
pub(super) struct GuardedResolver {
    pub allow_private: bool,
}

/// Why a name leads nowhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum Unresolved {
    #[error("the name has no address")]
    Nothing,
    #[error("the name leads to private addresses only")]
    Private,
}

impl Resolve for GuardedResolver {
    fn resolve(&self, name: Name) -> Resolving {
        let allow_private = self.allow_private;
        Box::pin(async move {
            // The port is put in by whoever connects.
            let found = lookup_host((name.as_str(), 0))
                .await
                .map_err(|_| Unresolved::Nothing)?;
            let found: Vec<_> = found.collect();
            if found.is_empty() {
                return Err(Unresolved::Nothing.into());
            }
            let allowed: Vec<_> = found
                .into_iter()
                .filter(|address| allow_private || is_public(address.ip()))
                .collect();
            if allowed.is_empty() {
                return Err(Unresolved::Private.into());
            }
            Ok(Box::new(allowed.into_iter()) as _)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_public_or_it_is_not() {
        for (public, addresses) in [
            (
                true,
                &[
                    "1.1.1.1",
                    "9.255.255.255",
                    "11.0.0.0",
                    "100.63.255.255",
                    "100.128.0.0",
                    "172.15.255.255",
                    "172.32.0.0",
                    "192.0.1.1",
                    "192.167.255.255",
                    "198.17.255.255",
                    "198.20.0.0",
                    "223.255.255.255",
                    "2606:4700:4700::1111",
                    "2a00:1450:4003::1",
                    "::ffff:1.1.1.1",
                    "64:ff9b::1.1.1.1",
                ][..],
            ),
            (
                false,
                &[
                    "0.0.0.0",
                    "0.1.2.3",
                    "10.0.0.1",
                    "10.255.255.255",
                    "100.64.0.1",
                    "100.127.255.255",
                    "127.0.0.1",
                    "127.255.255.254",
                    "169.254.169.254",
                    "172.16.0.1",
                    "172.31.255.255",
                    "192.0.0.8",
                    "192.0.2.1",
                    "192.88.99.1",
                    "192.168.1.1",
                    "198.18.0.1",
                    "198.19.255.255",
                    "198.51.100.1",
                    "203.0.113.1",
                    "224.0.0.1",
                    "239.255.255.255",
                    "240.0.0.1",
                    "255.255.255.255",
                    "::",
                    "::1",
                    "::127.0.0.1",
                    "::ffff:127.0.0.1",
                    "::ffff:10.0.0.1",
                    "::ffff:169.254.169.254",
                    "64:ff9b::127.0.0.1",
                    "64:ff9b::a00:1",
                    "64:ff9b:1::1",
                    "100::1",
                    "2001::1",
                    "2001:db8::1",
                    "2002:7f00:1::",
                    "3fff::1",
                    "fc00::1",
                    "fd12:3456:789a::1",
                    "fe80::1",
                    "fec0::1",
                    "ff02::1",
                ],
            ),
        ] {
            for address in addresses {
                let parsed = address.parse().unwrap();
                assert_eq!(is_public(parsed), public, "{address}");
            }
        }
    }

    #[test]
    fn a_url_leads_by_https_to_where_everybody_may_go() {
        let long = format!("https://example.com/{}", "a".repeat(MAX_URL_CHARS));
        for (url, expected) in [
            ("https://example.com/hook?key=1", Ok(())),
            ("  https://example.com:8443  ", Ok(())),
            ("https://1.1.1.1/", Ok(())),
            ("", Err(UrlError::Malformed)),
            ("example.com/hook", Err(UrlError::Malformed)),
            ("https://", Err(UrlError::Malformed)),
            ("http://example.com/", Err(UrlError::NotHttps)),
            ("ftp://example.com/", Err(UrlError::NotHttps)),
            ("file:///etc/passwd", Err(UrlError::NotHttps)),
            ("https://ana@example.com/", Err(UrlError::User)),
            ("https://:secret@example.com/", Err(UrlError::User)),
            (&long, Err(UrlError::TooLong)),
            // However it is written.
            ("https://127.0.0.1/", Err(UrlError::Private)),
            ("https://127.1/", Err(UrlError::Private)),
            ("https://0x7f.0.0.1/", Err(UrlError::Private)),
            ("https://2130706433/", Err(UrlError::Private)),
            ("https://１２７.0.0.1/", Err(UrlError::Private)),
            ("https://10.0.0.1:8443/", Err(UrlError::Private)),
            ("https://[::1]/", Err(UrlError::Private)),
            ("https://[::ffff:10.0.0.1]/", Err(UrlError::Private)),
            ("https://169.254.169.254/latest", Err(UrlError::Private)),
        ] {
            assert_eq!(checked(url, false).map(drop), expected, "{url}");
        }
    }

    #[test]
    fn where_private_addresses_are_allowed_so_is_http() {
        for url in ["http://127.0.0.1:8080/", "http://crm/", "https://[::1]/"] {
            assert!(checked(url, true).is_ok(), "{url}");
        }
        assert_eq!(checked("ftp://127.0.0.1/", true), Err(UrlError::NotHttps));
    }

    async fn resolved(name: &str, allow_private: bool) -> Result<usize, Option<Unresolved>> {
        let resolver = GuardedResolver { allow_private };
        match resolver.resolve(name.parse().unwrap()).await {
            Ok(addresses) => Ok(addresses.count()),
            Err(error) => Err(error.downcast_ref().copied()),
        }
    }

    #[tokio::test]
    async fn a_name_that_leads_to_private_addresses_leads_nowhere() {
        let refused = resolved("localhost", false).await;
        assert_eq!(refused, Err(Some(Unresolved::Private)));
        assert!(resolved("localhost", true).await.unwrap() > 0);
        let nothing = resolved(&"x".repeat(64), true).await;
        assert_eq!(nothing, Err(Some(Unresolved::Nothing)));
    }
}
