//! Proves who gets where: every route and every server function, asked by everybody there is, against a table that is
//! written out here. A route that is not in it makes the test fail.
#![cfg(feature = "ssr")]
#![expect(
    clippy::unwrap_used,
    reason = "the helpers of a test fail where it does"
)]

mod support;

use axum::body::Body;
use chat_contacts::{
    domain::{Actor, AppError, Role, Scope, SecurityEventKind},
    server::{FUNCTIONS, routes},
};
use http::{Method, Request, StatusCode, header};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use support::{Answer, LIST, TestApp, request};

/// Who asks, in the order of the columns.
#[derive(Clone, Copy, Debug)]
enum Visitor {
    Nobody,
    /// Gave the password, but not yet the code.
    HalfSignedIn,
    Person(Role),
    Machine(Scope),
}

const VISITORS: [Visitor; 10] = [
    Visitor::Nobody,
    Visitor::HalfSignedIn,
    Visitor::Person(Role::Viewer),
    Visitor::Person(Role::Editor),
    Visitor::Person(Role::Admin),
    Visitor::Machine(Scope::ContactsRead),
    Visitor::Machine(Scope::ContactsWrite),
    Visitor::Machine(Scope::DecisionsRead),
    Visitor::Machine(Scope::ImportsWrite),
    Visitor::Machine(Scope::LedgerRead),
];

/// `✓` gets there, `?` must sign in first, `✗` may not. Nobody, half signed in, viewer, editor, admin; then the tokens, which
/// count for nothing outside the REST API.
const EXPECTED: &[(&str, &str)] = &[
    ("GET /", "✓✓✓✓✓ ✓✓✓✓✓"),
    ("GET /healthz", "✓✓✓✓✓ ✓✓✓✓✓"),
    ("GET /readyz", "✓✓✓✓✓ ✓✓✓✓✓"),
    ("POST /preferences", "✓✓✓✓✓ ✓✓✓✓✓"),
    ("GET /audiences/chat/contacts", "??✓✓✓ ?????"),
    ("POST /rpc/list_contacts", "??✓✓✓ ?????"),
    ("POST /rpc/get_contact_options", "??✓✓✓ ?????"),
    ("POST /rpc/get_contact", "??✓✓✓ ?????"),
    ("POST /rpc/get_history", "??✓✓✓ ?????"),
    ("POST /audiences/chat/contacts/explain", "??✗✓✓ ?????"),
    ("GET /audiences/chat/contacts/{id}/receipt", "??✓✓✓ ?????"),
    ("GET /audiences/chat/contacts/export", "??✓✓✓ ?????"),
    ("GET /audiences/chat/contacts/export/file", "??✓✓✓ ?????"),
    ("POST /audiences/chat/contacts/bulk", "??✗✓✓ ?????"),
    ("GET /audiences/chat/contacts/import", "??✗✓✓ ?????"),
    ("POST /audiences/chat/contacts/import", "??✗✓✓ ?????"),
    ("GET /audiences/chat/contacts/jobs/{id}", "??✗✓✓ ?????"),
    (
        "POST /audiences/chat/contacts/jobs/{id}/plan",
        "??✗✓✓ ?????",
    ),
    (
        "POST /audiences/chat/contacts/jobs/{id}/start",
        "??✗✓✓ ?????",
    ),
    (
        "POST /audiences/chat/contacts/jobs/{id}/cancel",
        "??✗✓✓ ?????",
    ),
    (
        "POST /audiences/chat/contacts/jobs/{id}/undo",
        "??✗✓✓ ?????",
    ),
    (
        "POST /audiences/chat/contacts/jobs/{id}/forget",
        "??✗✓✓ ?????",
    ),
    (
        "GET /audiences/chat/contacts/jobs/{id}/events",
        "??✗✓✓ ?????",
    ),
    (
        "GET /audiences/chat/contacts/jobs/{id}/refused.csv",
        "??✗✓✓ ?????",
    ),
    ("GET /settings/imports", "??✗✓✓ ?????"),
    ("POST /rpc/create_contact", "??✗✓✓ ?????"),
    ("POST /rpc/update_contact", "??✗✓✓ ?????"),
    ("POST /rpc/set_permission", "??✗✓✓ ?????"),
    ("POST /rpc/delete_contact", "??✗✓✓ ?????"),
    ("GET /sign-in", "✓✓✓✓✓ ✓✓✓✓✓"),
    ("POST /sign-in", "✓✓✓✓✓ ✓✓✓✓✓"),
    ("GET /sign-in/code", "?✓✓✓✓ ?????"),
    ("POST /sign-in/code", "?✓✓✓✓ ?????"),
    ("POST /sign-out", "?✓✓✓✓ ?????"),
    ("GET /setup", "✓✓✓✓✓ ✓✓✓✓✓"),
    ("POST /setup", "✓✓✓✓✓ ✓✓✓✓✓"),
    ("GET /password", "✓✓✓✓✓ ✓✓✓✓✓"),
    ("POST /password", "✓✓✓✓✓ ✓✓✓✓✓"),
    ("GET /account", "??✓✓✓ ?????"),
    ("POST /account/password", "??✓✓✓ ?????"),
    ("POST /account/sessions/end", "??✓✓✓ ?????"),
    ("POST /account/sessions/end-others", "??✓✓✓ ?????"),
    ("POST /account/sessions/end-all", "??✓✓✓ ?????"),
    ("POST /account/second-factor/offer", "??✓✓✓ ?????"),
    ("POST /account/second-factor/confirm", "??✓✓✓ ?????"),
    ("POST /account/second-factor/remove", "??✓✓✓ ?????"),
    ("GET /settings", "??✗✗✓ ?????"),
    ("GET /settings/operators", "??✗✗✓ ?????"),
    ("POST /settings/operators/invite", "??✗✗✓ ?????"),
    ("POST /settings/operators/role", "??✗✗✓ ?????"),
    ("POST /settings/operators/disable", "??✗✗✓ ?????"),
    ("POST /settings/operators/enable", "??✗✗✓ ?????"),
    ("POST /settings/operators/reset", "??✗✗✓ ?????"),
    ("POST /settings/operators/end-sessions", "??✗✗✓ ?????"),
    ("POST /settings/operators/end-all-sessions", "??✗✗✓ ?????"),
    ("GET /settings/tokens", "??✗✗✓ ?????"),
    ("POST /settings/tokens/make", "??✗✗✓ ?????"),
    ("POST /settings/tokens/revoke", "??✗✗✓ ?????"),
    ("GET /settings/webhooks", "??✗✗✓ ?????"),
    ("POST /settings/webhooks/make", "??✗✗✓ ?????"),
    ("POST /settings/webhooks/test", "??✗✗✓ ?????"),
    ("POST /settings/webhooks/disable", "??✗✗✓ ?????"),
    ("POST /settings/webhooks/enable", "??✗✗✓ ?????"),
    ("POST /settings/webhooks/remove", "??✗✗✓ ?????"),
    ("GET /settings/webhooks/deliveries", "??✗✗✓ ?????"),
    ("POST /settings/webhooks/deliveries/replay", "??✗✗✓ ?????"),
    ("GET /settings/activity", "??✗✗✓ ?????"),
    ("GET /api/openapi.json", "??✓✓✓ ✓✓✓✓✓"),
    ("GET /api/docs", "??✓✓✓ ✓✓✓✓✓"),
    ("GET /api/docs/{file}", "??✓✓✓ ✓✓✓✓✓"),
    ("GET /api/v1/me", "??✓✓✓ ✓✓✓✓✓"),
    ("GET /api/v1/contacts", "??✓✓✓ ✓✗✗✗✗"),
    ("POST /api/v1/contacts", "??✗✓✓ ✗✓✗✗✗"),
    ("GET /api/v1/contacts/{id}", "??✓✓✓ ✓✗✗✗✗"),
    ("PATCH /api/v1/contacts/{id}", "??✗✓✓ ✗✓✗✗✗"),
    ("DELETE /api/v1/contacts/{id}", "??✗✓✓ ✗✓✗✗✗"),
    (
        "GET /api/v1/contacts/by-id/{channel}/{contact_id}",
        "??✓✓✓ ✓✗✗✗✗",
    ),
    (
        "PUT /api/v1/contacts/by-id/{channel}/{contact_id}",
        "??✗✓✓ ✗✓✗✗✗",
    ),
    ("PATCH /api/v1/contacts/{id}/permissions", "??✗✓✓ ✗✓✗✗✗"),
    ("GET /api/v1/contacts/{id}/events", "??✓✓✓ ✓✗✗✗✗"),
    ("GET /api/v1/contacts/{id}/receipt", "??✓✓✓ ✓✗✗✗✗"),
    ("POST /api/v1/decisions", "??✓✓✓ ✗✗✓✗✗"),
    (
        "GET /api/v1/decisions/{channel}/{contact_id}",
        "??✓✓✓ ✗✗✓✗✗",
    ),
    ("GET /api/v1/imports", "??✗✓✓ ✗✗✗✓✗"),
    ("POST /api/v1/imports", "??✗✓✓ ✗✗✗✓✗"),
    ("GET /api/v1/imports/{id}", "??✗✓✓ ✗✗✗✓✗"),
    ("GET /api/v1/imports/{id}/refused", "??✗✓✓ ✗✗✗✓✗"),
    ("POST /api/v1/imports/{id}/start", "??✗✓✓ ✗✗✗✓✗"),
    ("POST /api/v1/imports/{id}/cancel", "??✗✓✓ ✗✗✗✓✗"),
    ("POST /api/v1/imports/{id}/undo", "??✗✓✓ ✗✗✗✓✗"),
    ("POST /api/v1/bulk", "??✗✓✓ ✗✓✗✗✗"),
    ("GET /api/v1/bulk/{id}", "??✗✓✓ ✗✓✗✗✗"),
    ("POST /api/v1/bulk/{id}/start", "??✗✓✓ ✗✓✗✗✗"),
    ("POST /api/v1/bulk/{id}/cancel", "??✗✓✓ ✗✓✗✗✗"),
    ("POST /api/v1/bulk/{id}/undo", "??✗✓✓ ✗✓✗✗✗"),
    ("GET /api/v1/events", "??✓✓✓ ✓✗✗✗✗"),
    ("GET /api/v1/exports", "??✓✓✓ ✓✗✗✗✗"),
    ("GET /api/v1/ledger", "??✓✓✓ ✗✗✗✗✓"),
    ("GET /api/v1/channels", "??✓✓✓ ✓✗✗✗✗"),
    ("GET /api/v1/languages", "??✓✓✓ ✓✗✗✗✗"),
];

/// The router's own list, with each server function in the place of the address that they share.
fn addresses() -> Vec<(Method, String)> {
    let functions = FUNCTIONS
        .into_iter()
        .map(|(name, _)| (Method::POST, format!("/rpc/{name}")));
    routes()
        .into_iter()
        .filter(|route| route.path != "/rpc/{*name}")
        .map(|route| (route.method, route.path.to_owned()))
        .chain(functions)
        .collect()
}

/// A console that nobody finds too busy.
async fn console() -> TestApp {
    TestApp::nobody_with(&[("LIMITS__BURST", "100000")]).await
}

/// By a session or a token of its own, since some of the routes end the session.
async fn asked_by(app: &TestApp, visitor: Visitor, method: Method, address: &str) -> Answer {
    let function = address.starts_with("/rpc/");
    let kind = if function {
        "application/json"
    } else {
        "application/x-www-form-urlencoded"
    };
    let body = if function { "{}" } else { "" };
    let mut request = request(method, address, &[("content-type", kind)], body.into());
    identify(app, visitor, &mut request).await;
    app.send_as_it_is(request).await
}

async fn identify(app: &TestApp, visitor: Visitor, request: &mut Request<Body>) {
    let (name, value) = match visitor {
        Visitor::Nobody => return,
        Visitor::HalfSignedIn => {
            let operator = app.operator(Role::Admin).await;
            app.turn_on_second_factor(&operator).await;
            (header::COOKIE, app.session_of(&operator).await)
        }
        Visitor::Person(role) => {
            let operator = app.operator(role).await;
            (header::COOKIE, app.session_of(&operator).await)
        }
        Visitor::Machine(scope) => {
            let (_, token) = app.token(&[scope]).await;
            (header::AUTHORIZATION, format!("Bearer {token}"))
        }
    };
    request.headers_mut().insert(name, value.parse().unwrap());
}

fn verdict(answer: &Answer) -> char {
    let to_sign_in = answer.header(header::LOCATION);
    match answer.status {
        StatusCode::UNAUTHORIZED => '?',
        StatusCode::SEE_OTHER if to_sign_in == "/sign-in" => '?',
        StatusCode::SEE_OTHER if to_sign_in.starts_with("/sign-in?next=") => '?',
        StatusCode::FORBIDDEN => '✗',
        _ => '✓',
    }
}

#[test]
fn everybody_gets_where_the_table_says_and_nowhere_else() {
    support::block_on(async {
        let app = console().await;
        let mut found = BTreeMap::new();
        for (method, address) in addresses() {
            let mut row = String::new();
            for (column, visitor) in VISITORS.into_iter().enumerate() {
                if column == 5 {
                    row.push(' ');
                }
                let answer = asked_by(&app, visitor, method.clone(), &address).await;
                assert!(
                    !answer.status.is_server_error(),
                    "{method} {address} for {visitor:?}: {}",
                    answer.status
                );
                row.push(verdict(&answer));
            }
            found.insert(format!("{method} {address}"), row);
        }
        let expected: BTreeMap<_, _> = EXPECTED
            .iter()
            .map(|(route, row)| ((*route).to_owned(), (*row).to_owned()))
            .collect();
        assert_eq!(found, expected);
    });
}

#[test]
fn nobody_is_led_to_the_sign_in_and_back() {
    support::block_on(async {
        let app = TestApp::nobody().await;
        let answer = app
            .get(&format!("{LIST}?q=josé&size=25").replace('é', "%C3%A9"))
            .await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER);
        assert_eq!(
            answer.header(header::LOCATION),
            "/sign-in?next=%2Faudiences%2Fchat%2Fcontacts%3Fq%3Djos%25C3%25A9%26size%3D25"
        );
        assert!(answer.body.is_empty());
        let answer = app.call("list_contacts", json!({ "query": "" })).await;
        assert_eq!(answer.failure(), AppError::SignedOut);
    });
}

#[test]
fn a_program_that_nobody_knows_is_told_how_to_be_known() {
    support::block_on(async {
        let app = console().await;
        let (_, token) = app.token(&[Scope::ContactsRead]).await;
        let admin = app.operator(Role::Admin).await;
        let cookie = app.session_of(&admin).await;
        for (address, headers) in [
            ("/api/v1/me", &[][..]),
            ("/api/v1/nothing", &[]),
            ("/api", &[]),
            ("/api/v1/me", &[("authorization", "Bearer cct_nothing")]),
            ("/api/v1/me", &[("authorization", "Bearer ")]),
            ("/api/v1/me", &[("authorization", "Basic YTpi")]),
            ("/api/v1/me", &[("authorization", token.as_str())]),
            // Who shows a token is judged by it, whatever cookie comes along.
            (
                "/api/v1/me",
                &[
                    ("authorization", "Bearer cct_nothing"),
                    ("cookie", cookie.as_str()),
                ],
            ),
        ] {
            let answer = app.get_with(address, headers).await;
            assert_eq!(
                answer.status,
                StatusCode::UNAUTHORIZED,
                "{address} {headers:?}"
            );
            assert_eq!(answer.header(header::WWW_AUTHENTICATE), "Bearer");
            assert_eq!(
                answer.header(header::CONTENT_TYPE),
                "application/problem+json"
            );
            let problem: Value = serde_json::from_slice(&answer.body).unwrap();
            assert_eq!(problem["code"], "signed_out", "{address}");
            assert_eq!(problem["status"], 401, "{address}");
        }
    });
}

#[test]
fn whoever_is_known_can_ask_who_they_are() {
    support::block_on(async {
        let app = console().await;
        let (token, secret) = app.token(&[Scope::ContactsRead, Scope::LedgerRead]).await;
        let authorization = format!("bearer {secret}");
        let answer = app
            .get_with("/api/v1/me", &[("authorization", &authorization)])
            .await;
        assert_eq!(
            answer.success::<Value>(),
            json!({
                "kind": "token",
                "id": token.id,
                "name": "test",
                "scopes": ["contacts:read", "ledger:read"],
                "expires_at": null,
            })
        );

        let editor = app.operator(Role::Editor).await;
        let cookie = app.session_of(&editor).await;
        let answer = app.get_with("/api/v1/me", &[("cookie", &cookie)]).await;
        assert_eq!(
            answer.success::<Value>(),
            json!({
                "kind": "operator",
                "id": editor.id,
                "email": editor.email.as_str(),
                "role": "editor",
            })
        );
    });
}

#[test]
fn an_address_that_programs_ask_answers_with_problems_only() {
    support::block_on(async {
        let app = TestApp::start().await;
        let problem = |answer: &Answer| {
            assert_eq!(
                answer.header(header::CONTENT_TYPE),
                "application/problem+json"
            );
            serde_json::from_slice::<Value>(&answer.body).unwrap()["code"].clone()
        };
        assert_eq!(problem(&app.get("/api/v1/nothing").await), "not_found");
        let answer = app.submit("/api/v1/me", "").await;
        assert_eq!(answer.header(header::ALLOW), "GET,HEAD");
        assert_eq!(problem(&answer), "method_not_allowed");
    });
}

#[test]
fn a_refusal_is_written_down() {
    support::block_on(async {
        let app = TestApp::nobody().await.signed_in_as(Role::Viewer).await;
        let answer = app.call("delete_contact", json!({})).await;
        assert_eq!(answer.failure(), AppError::Forbidden);
        let activity = app
            .state
            .accounts
            .activity(&Actor::system(), None, 10)
            .await
            .unwrap();
        let denied = &activity[0];
        assert_eq!(denied.kind, SecurityEventKind::Denied);
        assert_eq!(denied.detail, "/rpc/delete_contact");
        assert_eq!(denied.address, "127.0.0.1");
        assert!(denied.actor.as_deref().unwrap().starts_with("viewer-"));
    });
}

#[test]
fn the_cookie_of_https_counts_under_its_own_name_only() {
    support::block_on(async {
        let app = TestApp::with(&[("SERVER__PUBLIC_URL", "https://contacts.example")]).await;
        let cookie = app.session.clone().unwrap();
        assert!(cookie.starts_with("__Host-cc_session="));
        assert_eq!(app.get(LIST).await.status, StatusCode::OK);
        let request = request(
            Method::GET,
            LIST,
            &[("cookie", cookie.trim_start_matches("__Host-"))],
            Body::empty(),
        );
        let answer = app.send_as_it_is(request).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER);
    });
}
