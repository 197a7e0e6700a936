//! Proves what the door does to every request and tells every browser: headers, the page's policy, forgeries, ids, how often
//! one may ask. Who gets where is in access.rs.
#![cfg(feature = "ssr")]

mod support;

use chat_contacts::domain::AppError;
use http::{Method, StatusCode, header};
use serde_json::json;
use support::{LIST, TestApp, request};

#[test]
fn every_answer_says_how_it_may_be_used() {
    support::block_on(async {
        let app = TestApp::start().await;
        for address in ["/healthz", LIST, "/nothing", "/rpc/nothing", "/api/v1/me"] {
            let answer = app.get(address).await;
            for (name, value) in [
                ("cache-control", "no-store"),
                ("x-content-type-options", "nosniff"),
                ("x-frame-options", "DENY"),
                ("referrer-policy", "same-origin"),
                ("cross-origin-opener-policy", "same-origin"),
                ("cross-origin-resource-policy", "same-origin"),
                ("strict-transport-security", ""),
            ] {
                assert_eq!(answer.header(name), value, "{address}: {name}");
            }
            let policy = answer.header(header::CONTENT_SECURITY_POLICY);
            for rule in [
                "default-src 'none'",
                "frame-ancestors 'none'",
                "base-uri 'none'",
            ] {
                assert!(policy.contains(rule), "{address}: {policy}");
            }
            assert!(!policy.contains("unsafe-inline"), "{address}: {policy}");
            assert!(!answer.header("x-request-id").is_empty(), "{address}");
        }
    });
}

#[test]
fn a_page_names_its_script_by_a_number_used_once() {
    support::block_on(async {
        let app = TestApp::start().await;
        let mut seen = Vec::new();
        for address in [LIST, LIST, "/nothing"] {
            let answer = app.get(address).await;
            let policy = answer.header(header::CONTENT_SECURITY_POLICY);
            let (_, rest) = policy.split_once("script-src 'nonce-").unwrap();
            let (nonce, rest) = rest.split_once('\'').unwrap();
            assert!(rest.starts_with(" 'wasm-unsafe-eval';"), "{policy}");
            assert!(nonce.len() >= 22, "128 bits: {nonce}");
            let features = answer.header("permissions-policy");
            assert!(features.contains("camera=()"), "{address}: {features}");
            let script = format!("<script type=\"module\" nonce=\"{nonce}\">");
            assert_eq!(answer.text().matches(&script).count(), 1, "{address}");
            assert!(!answer.text().contains(" style="), "{address}");
            seen.push(nonce.to_owned());
        }
        seen.sort_unstable();
        seen.dedup();
        assert_eq!(seen.len(), 3);
    });
}

#[test]
fn browsers_come_by_https_where_people_do() {
    support::block_on(async {
        let app = TestApp::with(&[("SERVER__PUBLIC_URL", "https://contacts.example")]).await;
        let answer = app.get("/healthz").await;
        assert_eq!(
            answer.header(header::STRICT_TRANSPORT_SECURITY),
            "max-age=31536000; includeSubDomains"
        );
    });
}

#[test]
fn the_address_of_a_one_time_link_goes_nowhere() {
    support::block_on(async {
        let app = TestApp::nobody().await;
        for (address, policy) in [
            ("/setup?token=abc", "strict-origin"),
            ("/nothing?a=b&token=abc", "strict-origin"),
            ("/nothing?q=token=abc", "same-origin"),
        ] {
            let answer = app.get(address).await;
            assert_eq!(answer.header(header::REFERRER_POLICY), policy, "{address}");
        }
    });
}

#[test]
fn an_id_from_a_trusted_proxy_is_kept_if_it_is_no_more_than_that() {
    support::block_on(async {
        let app = TestApp::with(&[("SERVER__TRUSTED_PROXIES", "127.0.0.1")]).await;
        let answered = async |id: &'static str| {
            let answer = app.get_with("/healthz", &[("x-request-id", id)]).await;
            answer.header("x-request-id").to_owned()
        };
        assert_eq!(answered("from-the-proxy").await, "from-the-proxy");
        let long = "a".repeat(65).leak();
        for strange in ["a b", "a\tstatus=200", "{\"level\":\"ERROR\"}", long] {
            let id = answered(strange).await;
            assert!(uuid::Uuid::parse_str(&id).is_ok(), "{strange}: {id}");
        }
    });
}

#[test]
fn an_unexpected_failure_is_told_by_the_id_that_the_header_has() {
    support::block_on(async {
        let app = TestApp::start().await;
        app.state.store.close().await;
        let answer = app.call("list_contacts", json!({ "query": "" })).await;
        if let AppError::Internal { request_id } = answer.failure() {
            assert_eq!(request_id, answer.header("x-request-id"));
        } else {
            assert_eq!(answer.failure(), AppError::Unavailable);
        }
    });
}

/// Who sent it, as a browser says, with the status of the answer.
async fn sent(app: &TestApp, address: &str, headers: &[(&str, &str)]) -> support::Answer {
    let mut all = vec![("content-type", "application/x-www-form-urlencoded")];
    all.extend_from_slice(headers);
    app.send(request(Method::POST, address, &all, "theme=dark".into()))
        .await
}

#[test]
fn what_another_site_makes_a_browser_send_is_refused() {
    support::block_on(async {
        let app = TestApp::start().await;
        let host = ("host", "127.0.0.1:3000");
        for headers in [
            &[host, ("sec-fetch-site", "cross-site")][..],
            &[host, ("sec-fetch-site", "same-site")],
            &[
                host,
                ("sec-fetch-site", "same-site"),
                ("origin", "http://127.0.0.1:3001"),
            ],
            &[host, ("origin", "http://127.0.0.1:3001")],
            &[host, ("origin", "https://evil.example")],
            &[host, ("origin", "null")],
        ] {
            let answer = sent(&app, "/preferences", headers).await;
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{headers:?}");
            assert_eq!(answer.header(header::SET_COOKIE), "", "{headers:?}");
            assert!(answer.text().contains("nothing was done"), "{headers:?}");
            let answer = sent(&app, "/rpc/delete_contact", headers).await;
            assert_eq!(answer.failure(), AppError::Forbidden, "{headers:?}");
        }
        for headers in [
            &[host, ("sec-fetch-site", "same-origin")][..],
            &[host, ("sec-fetch-site", "none")],
            &[host, ("origin", "http://127.0.0.1:3000")],
            &[host],
        ] {
            let answer = sent(&app, "/preferences", headers).await;
            assert_eq!(answer.status, StatusCode::SEE_OTHER, "{headers:?}");
        }
    });
}

#[test]
fn our_own_forms_are_taken_whatever_a_proxy_makes_of_the_host() {
    support::block_on(async {
        let app = TestApp::with(&[("SERVER__PUBLIC_URL", "https://Contacts.example/")]).await;
        for (origin, status) in [
            ("https://contacts.example", StatusCode::SEE_OTHER),
            ("http://contacts.example", StatusCode::FORBIDDEN),
            ("https://contacts.example:8443", StatusCode::FORBIDDEN),
        ] {
            let headers = [("host", "10.0.0.7:3000"), ("origin", origin)];
            let answer = sent(&app, "/preferences", &headers).await;
            assert_eq!(answer.status, status, "{origin}");
        }
    });
}

#[test]
fn whoever_asks_too_often_is_told_when_to_come_again() {
    support::block_on(async {
        let app = TestApp::with(&[
            ("LIMITS__REQUESTS_PER_SECOND", "1"),
            ("LIMITS__BURST", "3"),
            ("SERVER__TRUSTED_PROXIES", "127.0.0.1"),
        ])
        .await;
        let from = |address: &'static str| [("x-forwarded-for", address)];
        for _ in 0..3 {
            let answer = app.get_with("/healthz", &from("192.0.2.1")).await;
            assert_eq!(answer.status, StatusCode::OK);
        }
        let answer = app.get_with("/healthz", &from("192.0.2.1")).await;
        assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS);
        assert_eq!(answer.header(header::RETRY_AFTER), "1");
        assert!(answer.text().contains("Too many requests"));

        let answer = app.get_with("/rpc/get_contact", &from("192.0.2.1")).await;
        assert_eq!(answer.failure(), AppError::TooMany { seconds: 1 });
        let answer = app.get_with("/api/v1/me", &from("192.0.2.1")).await;
        assert_eq!(
            answer.header(header::CONTENT_TYPE),
            "application/problem+json"
        );
        assert_eq!(answer.header(header::RETRY_AFTER), "1");

        let answer = app.get_with("/healthz", &from("192.0.2.2")).await;
        assert_eq!(answer.status, StatusCode::OK, "somebody else");
    });
}
