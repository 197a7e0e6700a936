//! Proves what every request meets before the use cases: addresses, methods, limits, files, preferences.
//! Who may ask for it is in access.rs, what the door does in door.rs.
#![cfg(feature = "ssr")]

mod support;

use axum::body::{Body, Bytes};
use chat_contacts::{domain::AppError, server::FUNCTIONS};
use http::{Method, StatusCode, header};
use http_body_util::Channel;
use serde_json::json;
use support::{LIST, TestApp, request};

#[test]
fn the_root_leads_to_the_contacts() {
    support::block_on(async {
        let app = TestApp::start().await;
        let answer = app.get("/").await;
        assert_eq!(answer.status, StatusCode::TEMPORARY_REDIRECT);
        assert_eq!(answer.header(header::LOCATION), LIST);
    });
}

#[test]
fn health_is_always_well_and_readiness_needs_the_database() {
    support::block_on(async {
        let app = TestApp::start().await;
        assert_eq!(app.get("/healthz").await.text(), "ok");
        assert_eq!(app.get("/readyz").await.status, StatusCode::OK);

        app.state.store.close().await;
        assert_eq!(app.get("/healthz").await.status, StatusCode::OK);
        let answer = app.get("/readyz").await;
        assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
        assert!(
            !answer.text().to_lowercase().contains("sql"),
            "{}",
            answer.text()
        );
    });
}

#[test]
fn an_unknown_address_is_a_page_that_says_so() {
    support::block_on(async {
        let app = TestApp::start().await;
        for address in [
            "/nothing/here",
            "/audiences",
            "/pkg/nothing.js",
            "/%FF%FE",
            "/%00",
            "/a%2Fb",
            "/..%2f..%2fetc",
        ] {
            let answer = app.get(address).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{address}");
            assert!(
                answer.header(header::CONTENT_TYPE).starts_with("text/html"),
                "{address}"
            );
            assert!(answer.text().contains("</html>"), "{address}");
        }
        assert_eq!(
            app.submit("/nothing/here", "").await.status,
            StatusCode::NOT_FOUND
        );
    });
}

#[test]
fn nothing_changes_over_get() {
    support::block_on(async {
        let app = TestApp::start().await;
        for (function, _) in FUNCTIONS {
            let answer = app.get(&format!("/rpc/{function}")).await;
            assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED, "{function}");
        }
        assert_eq!(
            app.get("/preferences?locale=es").await.status,
            StatusCode::METHOD_NOT_ALLOWED
        );
    });
}

#[test]
fn an_unknown_function_is_not_found() {
    support::block_on(async {
        let app = TestApp::start().await;
        for name in [
            "drop_everything",
            "list_contacts/more",
            "%FF",
            "list_contacts%20",
        ] {
            let answer = app.call_raw(name, "{}").await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{name}");
            assert_eq!(
                serde_json::from_slice::<AppError>(&answer.body).unwrap(),
                AppError::Malformed
            );
        }
    });
}

#[test]
fn what_is_not_the_arguments_is_malformed() {
    support::block_on(async {
        let app = TestApp::start().await;
        let bodies: [&'static [u8]; 6] = [
            b"",
            b"{",
            b"[]",
            b"{\"query\":7}",
            b"{\"query\":\"\xff\"}",
            b"null",
        ];
        for body in bodies {
            let answer = app.call_raw("list_contacts", Body::from(body)).await;
            assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{body:?}");
            assert_eq!(answer.failure(), AppError::Malformed, "{body:?}");
        }
    });
}

#[test]
fn a_form_on_somebody_elses_page_can_not_call_a_function() {
    support::block_on(async {
        let app = TestApp::start().await;
        for kind in [
            "text/plain",
            "application/x-www-form-urlencoded",
            "multipart/form-data",
        ] {
            let answer = app
                .send(request(
                    Method::POST,
                    "/rpc/list_contacts",
                    &[
                        ("content-type", kind),
                        ("accept", "text/html"),
                        ("referer", "https://evil.example/"),
                    ],
                    "{\"query\":\"\"}".into(),
                ))
                .await;
            assert_eq!(answer.status, StatusCode::UNSUPPORTED_MEDIA_TYPE, "{kind}");
        }
    });
}

#[test]
fn a_body_that_is_too_large_is_refused_whether_or_not_it_says_so() {
    support::block_on(async {
        let app = TestApp::start().await;
        let large = json!({ "query": "x".repeat(70_000) }).to_string();
        let answer = app.call_raw("list_contacts", large.clone()).await;
        assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
        assert_eq!(
            serde_json::from_slice::<AppError>(&answer.body).unwrap(),
            AppError::Malformed
        );

        let (mut sender, unmeasured) = Channel::<Bytes>::new(1);
        sender.send_data(large.into()).await.unwrap();
        drop(sender);
        let answer = app.call_raw("list_contacts", Body::new(unmeasured)).await;
        assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);

        let form = format!("locale=es&next=/{}", "a".repeat(70_000));
        assert_eq!(
            app.submit("/preferences", &form).await.status,
            StatusCode::PAYLOAD_TOO_LARGE
        );
    });
}

#[test]
fn the_limit_of_a_body_is_a_setting() {
    support::block_on(async {
        let app = TestApp::with(&[("LIMITS__BODY_BYTES", "16")]).await;
        assert_eq!(
            app.call_raw("list_contacts", "{\"query\":\"\"}")
                .await
                .status,
            StatusCode::OK
        );
        let answer = app
            .call_raw("list_contacts", "{\"query\":\"q=some\"}")
            .await;
        assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
    });
}

#[test]
fn a_request_that_never_ends_is_given_up() {
    support::block_on(async {
        let app = TestApp::with(&[("LIMITS__REQUEST_SECONDS", "1")]).await;
        let (_sender, endless) = Channel::<Bytes>::new(1);
        let answer = app.call_raw("list_contacts", Body::new(endless)).await;
        assert_eq!(answer.failure(), AppError::Unavailable);
    });
}

#[test]
fn pages_and_answers_are_compressed() {
    support::block_on(async {
        let app = TestApp::start().await;
        for number in 0..20 {
            app.contact("Ana", &format!("346000000{number:02}")).await;
        }
        for (accepted, coding) in [("br, gzip", "br"), ("gzip", "gzip"), ("identity", "")] {
            let answer = app.get_with(LIST, &[("accept-encoding", accepted)]).await;
            assert_eq!(answer.header(header::CONTENT_ENCODING), coding);
        }
    });
}

#[test]
fn preferences_are_remembered() {
    support::block_on(async {
        let app = TestApp::start().await;
        let answer = app
            .submit(
                "/preferences",
                "locale=es&theme=dark&next=%2Faudiences%2Fchat%2Fcontacts%3Fq%3Dana",
            )
            .await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER);
        assert_eq!(
            answer.header(header::LOCATION),
            "/audiences/chat/contacts?q=ana"
        );
        let cookies: Vec<_> = answer.headers.get_all(header::SET_COOKIE).iter().collect();
        assert_eq!(
            cookies,
            [
                "cc_locale=es; Path=/; Max-Age=31536000; SameSite=Lax",
                "cc_theme=dark; Path=/; Max-Age=31536000; SameSite=Lax"
            ]
        );

        let answer = app.submit("/preferences", "theme=system").await;
        assert_eq!(answer.header(header::LOCATION), LIST);
        assert_eq!(answer.headers.get_all(header::SET_COOKIE).iter().count(), 1);
    });
}

#[test]
fn preferences_go_over_https_only_where_people_come_by_https() {
    support::block_on(async {
        let app = TestApp::with(&[("SERVER__PUBLIC_URL", "https://contacts.example")]).await;
        let answer = app.submit("/preferences", "theme=light").await;
        assert!(answer.header(header::SET_COOKIE).ends_with("; Secure"));
    });
}

#[test]
fn unknown_preferences_are_refused() {
    support::block_on(async {
        let app = TestApp::start().await;
        for form in [
            "locale=xx",
            "theme=pink",
            "locale=",
            "locale=es&theme=dark%0d%0aSet-Cookie:a",
            "locale=es&locale=en",
        ] {
            let answer = app.submit("/preferences", form).await;
            assert!(answer.status.is_client_error(), "{form}: {}", answer.status);
            assert_eq!(answer.header(header::SET_COOKIE), "", "{form}");
        }
    });
}

#[test]
fn preferences_never_lead_elsewhere() {
    support::block_on(async {
        let app = TestApp::start().await;
        for next in [
            "//evil.example",
            "/%5Cevil.example",
            "https%3A%2F%2Fevil.example",
            "%2F%2Fevil.example",
            "/%09/evil.example",
            "/%0d%0aLocation:%20https://evil.example",
            "javascript:alert(1)",
            "",
        ] {
            let answer = app
                .submit("/preferences", &format!("theme=dark&next={next}"))
                .await;
            assert_eq!(answer.status, StatusCode::SEE_OTHER, "{next}");
            assert_eq!(answer.header(header::LOCATION), LIST, "{next}");
        }
    });
}
