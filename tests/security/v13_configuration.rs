//! V13: what the server shows of itself.

use crate::{
    people::{ADMIN, ask, console, get, sign_in},
    support::{LIST, block_on, request},
};
use axum::body::Body;
use chat_contacts::server::{Access, routes};
use http::{Method, StatusCode};
use std::collections::BTreeSet;

#[test]
fn v13_4_3_no_folder_lists_what_is_in_it() {
    block_on(async {
        let (app, _) = console(&[]).await;
        let admin = sign_in(&app, ADMIN).await;
        for cookie in ["", &admin] {
            for folder in [
                "/pkg",
                "/pkg/",
                "/pkg/.",
                "/pkg/..",
                "//",
                "/.",
                "/..",
                "/audiences",
                "/audiences/",
                "/settings/",
                "/target/site/",
                "/%2e%2e/",
                "/pkg/%2e%2e/",
            ] {
                let answer = get(&app, cookie, folder).await;
                assert_eq!(answer.status, StatusCode::NOT_FOUND, "{folder}");
                for file in [
                    "chat-contacts.js",
                    "chat-contacts.wasm",
                    "icons.svg",
                    "Cargo.toml",
                ] {
                    let listed = format!(">{file}<");
                    assert!(!answer.text().contains(&listed), "{folder}: {file}");
                }
            }
        }
    });
}

#[test]
fn v13_4_4_nothing_answers_trace() {
    block_on(async {
        let (app, _) = console(&[]).await;
        let admin = sign_in(&app, ADMIN).await;
        let addresses = routes().into_iter().map(|route| route.path);
        for address in addresses.chain(["/rpc/list_contacts", "/nothing", "/pkg/chat-contacts.js"])
        {
            if address.contains('{') {
                continue;
            }
            for name in ["TRACE", "TRACK"] {
                let method = Method::from_bytes(name.as_bytes()).unwrap();
                let headers = [("cookie", admin.as_str()), ("x-seen", "by-the-proxy")];
                let request = request(method, address, &headers, Body::from("the body"));
                let answer = app.send_as_it_is(request).await;
                assert!(
                    answer.status.is_client_error(),
                    "{name} {address}: {}",
                    answer.status
                );
                let echoed =
                    answer.text().contains("by-the-proxy") || answer.text().contains("the body");
                assert!(!echoed, "{name} {address}");
            }
        }
    });
}

#[test]
fn v13_4_5_only_what_is_meant_for_everybody_is_open_to_everybody() {
    // A route that is open without being named here makes this fail.
    let open: BTreeSet<_> = routes()
        .into_iter()
        .filter(|route| route.access == Access::Anyone)
        .map(|route| format!("{} {}", route.method, route.path))
        .collect();
    let meant = [
        "GET /",
        "GET /healthz",
        "GET /readyz",
        "POST /preferences",
        "GET /sign-in",
        "POST /sign-in",
        "GET /setup",
        "POST /setup",
        "GET /password",
        "POST /password",
    ];
    assert_eq!(open, meant.map(str::to_owned).into());

    block_on(async {
        let (app, _) = console(&[]).await;
        let admin = sign_in(&app, ADMIN).await;
        // What watches the server learns that it is well and no more.
        assert_eq!(get(&app, "", "/healthz").await.text(), "ok");
        assert_eq!(get(&app, "", "/readyz").await.text(), "ready");
        for cookie in ["", &admin] {
            for address in [
                "/metrics",
                "/debug",
                "/debug/pprof/",
                "/status",
                "/server-status",
                "/actuator",
                "/actuator/env",
                "/docs",
                "/swagger",
                "/swagger-ui/",
                "/openapi.json",
                "/graphql",
                "/.git/HEAD",
                "/.env",
                "/Leptos.toml",
                "/Cargo.toml",
                "/data/chat-contacts.db",
                "/pkg/chat-contacts.wasm.map",
                "/pkg/chat-contacts.js.map",
            ] {
                let answer = get(&app, cookie, address).await;
                assert_eq!(answer.status, StatusCode::NOT_FOUND, "{address}");
            }
        }
        for address in ["/api", "/api/docs", "/api/v1/openapi.json", "/rpc", "/rpc/"] {
            let answer = ask(&app, "", Method::GET, address, "").await;
            assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{address}");
        }
        // Neither the program nor its version.
        for address in ["/healthz", "/sign-in", "/nothing", LIST] {
            let answer = get(&app, &admin, address).await;
            for name in ["server", "x-powered-by", "via"] {
                assert!(!answer.headers.contains_key(name), "{address}: {name}");
            }
            assert!(
                !answer
                    .text()
                    .contains(concat!("v", env!("CARGO_PKG_VERSION")))
            );
        }
    });
}
