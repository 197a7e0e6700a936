//! V4: what an answer is, and which headers of a request are believed.

use crate::{
    answers::of_every_kind,
    people::{PASSWORD, activity, console, form},
    support::{TestApp, block_on, request},
};
use chat_contacts::domain::SecurityEventKind;
use http::{Method, header};
use serde_json::Value;
use uuid::Uuid;

#[test]
fn v4_1_1_every_answer_says_what_it_is_and_in_which_characters() {
    block_on(async {
        let mut kinds = Vec::new();
        for (asked, answer) in of_every_kind(&[]).await {
            if answer.body.is_empty() {
                continue;
            }
            let kind = answer.header(header::CONTENT_TYPE);
            let text = answer.text();
            match kind {
                "text/html; charset=utf-8" => {
                    assert!(text.starts_with("<!DOCTYPE html>"), "{asked}: {text}");
                }
                "text/plain; charset=utf-8" => assert!(!text.contains('<'), "{asked}: {text}"),
                // JSON is UTF-8 and has no parameter that says so (RFC 8259).
                "application/json" | "application/problem+json" => {
                    let parsed = serde_json::from_str::<Value>(text);
                    assert!(parsed.is_ok(), "{asked}: {text}");
                }
                "text/javascript; charset=utf-8" | "text/css; charset=utf-8" => {}
                "image/svg+xml; charset=utf-8" => assert!(text.contains("<svg"), "{asked}"),
                other => panic!("{asked}: {other}"),
            }
            kinds.push(kind.to_owned());
        }
        kinds.sort_unstable();
        kinds.dedup();
        assert!(kinds.len() >= 4, "{kinds:?}");
    });
}

/// The address that is written down of a sign-in with these headers, and the id that the request had.
async fn written_down(app: &TestApp, headers: &[(&str, &str)]) -> (String, String) {
    let mut all = vec![("content-type", "application/x-www-form-urlencoded")];
    all.extend_from_slice(headers);
    let fields = form(&[("email", "nobody@example.com"), ("password", PASSWORD)]);
    let request = request(Method::POST, "/sign-in", &all, fields.into());
    let answer = app.send_as_it_is(request).await;
    let event = activity(app).await.remove(0);
    assert_eq!(event.kind, SecurityEventKind::SignInFailed);
    (event.address, answer.header("x-request-id").to_owned())
}

const FORGED: [(&str, &str); 9] = [
    ("x-forwarded-for", "203.0.113.9"),
    ("forwarded", "for=203.0.113.9"),
    ("x-real-ip", "203.0.113.9"),
    ("x-client-ip", "203.0.113.9"),
    ("true-client-ip", "203.0.113.9"),
    ("x-forwarded-host", "evil.example"),
    ("x-forwarded-proto", "https"),
    ("x-user-id", "1"),
    ("x-request-id", "somebody-elses"),
];

#[test]
fn v4_1_3_only_a_trusted_proxy_says_where_a_request_comes_from() {
    block_on(async {
        let (app, _) = console(&[]).await;
        let (address, id) = written_down(&app, &FORGED).await;
        assert_eq!(address, "127.0.0.1");
        assert!(Uuid::parse_str(&id).is_ok(), "{id}");

        // Of what a trusted proxy hands on, that counts which it added itself: the end.
        let proxied = [("SERVER__TRUSTED_PROXIES", "127.0.0.1, 10.0.0.0/8")];
        let (app, _) = console(&proxied).await;
        for (forwarded, seen) in [
            ("198.51.100.7", "198.51.100.7"),
            ("203.0.113.9, 198.51.100.7", "198.51.100.7"),
            ("203.0.113.9, 198.51.100.7, 10.1.2.3", "198.51.100.7"),
            ("10.1.2.3, 198.51.100.7", "198.51.100.7"),
        ] {
            let mut headers = FORGED[1..].to_vec();
            headers.push(("x-forwarded-for", forwarded));
            let (address, id) = written_down(&app, &headers).await;
            assert_eq!(address, seen, "{forwarded}");
            assert_eq!(id, "somebody-elses", "the proxy's own");
        }
    });
}
