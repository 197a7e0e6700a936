//! The site's files: inside the binary in a release build, read from target/site in a debug one.

use axum::{
    body::Body,
    response::{IntoResponse, Response},
};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use rust_embed::{EmbeddedFile, RustEmbed};
use std::fmt::Write as _;

#[derive(RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/target/site"]
#[allow_missing = true]
struct Site;

/// A content coding with the ending of the neighbour that has it, the smaller ones first.
const CODINGS: [(&str, &str); 2] = [("br", ".br"), ("gzip", ".gz")];

/// A file, in the coding that suits the reader.
pub struct Asset {
    file: EmbeddedFile,
    coding: Option<&'static str>,
    content_type: &'static str,
    caching: &'static str,
}

/// The file that a path names. The compressed neighbours have no address of their own.
pub fn find(path: &str, headers: &HeaderMap) -> Option<Asset> {
    find_in::<Site>(path, headers)
}

fn find_in<Files: RustEmbed>(path: &str, headers: &HeaderMap) -> Option<Asset> {
    let name = path.strip_prefix('/')?;
    if name.is_empty() || CODINGS.iter().any(|(_, ending)| name.ends_with(ending)) {
        return None;
    }
    let plain = Files::get(name)?;
    let accepted = headers
        .get(header::ACCEPT_ENCODING)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let packed = CODINGS.iter().find_map(|(coding, ending)| {
        accepts(accepted, coding)
            .then(|| Files::get(&format!("{name}{ending}")).map(|file| (file, *coding)))?
    });
    let content_type = content_type(name);
    let caching = caching(name);
    Some(match packed {
        Some((file, coding)) => Asset {
            file,
            coding: Some(coding),
            content_type,
            caching,
        },
        None => Asset {
            file: plain,
            coding: None,
            content_type,
            caching,
        },
    })
}

impl Asset {
    /// The file, or 304 where the reader has it already.
    pub fn respond(self, headers: &HeaderMap) -> Response {
        let etag = etag(self.file.metadata.sha256_hash());
        let known = headers
            .get_all(header::IF_NONE_MATCH)
            .iter()
            .any(|tags| matches(tags, &etag));
        let mut response = if known {
            StatusCode::NOT_MODIFIED.into_response()
        } else {
            Response::new(Body::from(self.file.data))
        };
        let headers = response.headers_mut();
        if !known {
            headers.insert(
                header::CONTENT_TYPE,
                HeaderValue::from_static(self.content_type),
            );
            if let Some(coding) = self.coding {
                headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(coding));
            }
        }
        headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
        headers.insert(
            header::CACHE_CONTROL,
            HeaderValue::from_static(self.caching),
        );
        if let Ok(etag) = HeaderValue::try_from(etag) {
            headers.insert(header::ETAG, etag);
        }
        response
    }
}

/// The reader asks each time, so that a page never runs with the script of another version. But for the icon of the tab, of which
/// a browser asks at each change of the address, which is each letter that is searched for.
fn caching(name: &str) -> &'static str {
    if name == "favicon.svg" {
        "max-age=86400"
    } else {
        "no-cache"
    }
}

/// Strong: each coding of a file has its own, from its own bytes.
fn etag(hash: [u8; 32]) -> String {
    let mut tag = String::with_capacity(2 + 2 * 16);
    tag.push('"');
    for byte in &hash[..16] {
        let _infallible = write!(tag, "{byte:02x}");
    }
    tag.push('"');
    tag
}

/// Compares as RFC 9110, 13.1.2 has it: weakly, since a cache in between may have weakened the tag.
fn matches(tags: &HeaderValue, etag: &str) -> bool {
    tags.to_str().is_ok_and(|tags| {
        tags.split(',')
            .map(str::trim)
            .any(|tag| tag == "*" || tag.strip_prefix("W/").unwrap_or(tag) == etag)
    })
}

/// Whether an `Accept-Encoding` (RFC 9110, 12.5.3) takes a coding.
fn accepts(header: &str, coding: &str) -> bool {
    let mut any = false;
    for entry in header.split(',') {
        let mut parts = entry.split(';').map(str::trim);
        let name = parts.next().unwrap_or_default();
        let taken = parts
            .find_map(|part| part.strip_prefix("q="))
            .is_none_or(|quality| quality.parse::<f32>().is_ok_and(|quality| quality > 0.0));
        if name.eq_ignore_ascii_case(coding) {
            return taken;
        }
        if name == "*" {
            any = taken;
        }
    }
    any
}

fn content_type(name: &str) -> &'static str {
    match name.rsplit_once('.').map_or("", |(_, ending)| ending) {
        "css" => "text/css; charset=utf-8",
        "html" => "text/html; charset=utf-8",
        "ico" => "image/x-icon",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "json" | "map" => "application/json",
        "png" => "image/png",
        "svg" => "image/svg+xml; charset=utf-8",
        "txt" => "text/plain; charset=utf-8",
        "wasm" => "application/wasm",
        "webmanifest" => "application/manifest+json",
        "webp" => "image/webp",
        "woff2" => "font/woff2",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codings_are_taken_by_name_by_star_and_by_quality() {
        assert!(accepts("gzip, deflate, br", "br"));
        assert!(accepts("BR;q=0.5", "br"));
        assert!(accepts("*", "br"));
        assert!(!accepts("*, br;q=0", "br"));
        assert!(!accepts("br;q=0, *", "br"));
        assert!(!accepts("gzip", "br"));
        assert!(!accepts("", "br"));
        assert!(!accepts("br;q=often", "br"));
    }

    #[test]
    fn what_is_text_says_in_which_characters() {
        for name in ["a.css", "a.html", "a.js", "a.mjs", "a.svg", "a.txt"] {
            assert!(content_type(name).ends_with("; charset=utf-8"), "{name}");
        }
        // JSON has no such parameter: it is UTF-8 (RFC 8259, 8.1 and 11).
        assert_eq!(content_type("a.json"), "application/json");
        assert_eq!(content_type("a"), "application/octet-stream");
    }

    #[test]
    fn tags_are_found_in_lists() {
        let tags = |text: &'static str| matches(&HeaderValue::from_static(text), "\"ab\"");
        assert!(tags("\"ab\""));
        assert!(tags("\"x\", W/\"ab\""));
        assert!(tags("*"));
        assert!(!tags("\"abc\""));
        assert!(!tags("ab"));
    }

    /// `app.js` with both neighbours, `icon.svg` with neither.
    #[derive(RustEmbed)]
    #[folder = "$CARGO_MANIFEST_DIR/tests/support/site"]
    struct Example;

    fn headers<const N: usize>(pairs: [(header::HeaderName, &str); N]) -> HeaderMap {
        pairs
            .into_iter()
            .map(|(name, value)| (name, value.parse().unwrap()))
            .collect()
    }

    fn get<const N: usize>(path: &str, pairs: [(header::HeaderName, &str); N]) -> Response {
        let headers = headers(pairs);
        find_in::<Example>(path, &headers)
            .unwrap()
            .respond(&headers)
    }

    #[test]
    fn the_smallest_neighbour_that_the_reader_takes_is_sent() {
        for (accepted, coding) in [
            ("gzip, br", Some("br")),
            ("gzip, br;q=0", Some("gzip")),
            ("identity", None),
        ] {
            let response = get("/app.js", [(header::ACCEPT_ENCODING, accepted)]);
            let headers = response.headers();
            assert_eq!(
                headers
                    .get(header::CONTENT_ENCODING)
                    .map(|value| value.to_str().unwrap()),
                coding
            );
            assert_eq!(
                headers[header::CONTENT_TYPE],
                "text/javascript; charset=utf-8"
            );
            assert_eq!(headers[header::VARY], "accept-encoding");
            assert_eq!(headers[header::CACHE_CONTROL], "no-cache");
        }
        let response = get("/icon.svg", [(header::ACCEPT_ENCODING, "br")]);
        assert_eq!(response.headers().get(header::CONTENT_ENCODING), None);
        assert_eq!(
            response.headers()[header::CONTENT_TYPE],
            "image/svg+xml; charset=utf-8"
        );
    }

    #[test]
    fn the_icon_of_the_tab_alone_is_not_asked_for_each_time() {
        assert_eq!(caching("favicon.svg"), "max-age=86400");
        assert_eq!(caching("icons.svg"), "no-cache");
    }

    #[test]
    fn a_reader_who_has_the_file_is_told_so_and_another_coding_is_another_file() {
        let first = get("/app.js", [(header::ACCEPT_ENCODING, "br")]);
        let etag = first.headers()[header::ETAG].to_str().unwrap();
        let again = get(
            "/app.js",
            [
                (header::ACCEPT_ENCODING, "br"),
                (header::IF_NONE_MATCH, etag),
            ],
        );
        assert_eq!(again.status(), StatusCode::NOT_MODIFIED);
        assert_eq!(again.headers()[header::ETAG], etag);
        let plain = get("/app.js", [(header::IF_NONE_MATCH, etag)]);
        assert_eq!(plain.status(), StatusCode::OK);
    }

    #[test]
    fn neighbours_have_no_address_and_paths_stay_in_the_site() {
        for path in [
            "/app.js.br",
            "/app.js.gz",
            "/",
            "",
            "app.js",
            "//app.js",
            "/nothing.js",
            "/../support/mod.rs",
            "/../../../Cargo.toml",
            "//etc/passwd",
        ] {
            assert!(
                find_in::<Example>(path, &HeaderMap::new()).is_none(),
                "{path}"
            );
        }
    }
}
