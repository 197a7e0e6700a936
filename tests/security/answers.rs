//! One of every kind of answer that the server gives.

use crate::{
    people::{ADMIN, EDITOR, ask, console, get, sign_in},
    support::{Answer, LIST, TestApp, request},
};
use axum::body::Body;
use http::{Method, StatusCode};

/// Each with what was asked. With a console of its own, in which little is allowed at once.
pub async fn of_every_kind(settings: &[(&str, &str)]) -> Vec<(String, Answer)> {
    let (app, _) = console(settings).await;
    let admin = sign_in(&app, ADMIN).await;
    let editor = sign_in(&app, EDITOR).await;
    let large = "x".repeat(70_000);
    let mut answers = Vec::new();
    for (cookie, method, address, body, status) in [
        ("", Method::GET, "/", "", StatusCode::TEMPORARY_REDIRECT),
        ("", Method::GET, "/healthz", "", StatusCode::OK),
        ("", Method::HEAD, "/healthz", "", StatusCode::OK),
        ("", Method::GET, "/sign-in", "", StatusCode::OK),
        ("", Method::GET, "/setup?token=x", "", StatusCode::GONE),
        ("", Method::GET, LIST, "", StatusCode::SEE_OTHER),
        (&admin, Method::GET, LIST, "", StatusCode::OK),
        (&admin, Method::GET, "/account", "", StatusCode::OK),
        (
            &admin,
            Method::GET,
            "/settings/operators",
            "",
            StatusCode::OK,
        ),
        (&admin, Method::GET, "/settings/tokens", "", StatusCode::OK),
        (
            &admin,
            Method::GET,
            "/settings/activity",
            "",
            StatusCode::OK,
        ),
        (&admin, Method::GET, "/nothing", "", StatusCode::NOT_FOUND),
        (&admin, Method::GET, "/api/v1/me", "", StatusCode::OK),
        ("", Method::GET, "/api/v1/me", "", StatusCode::UNAUTHORIZED),
        (
            &admin,
            Method::GET,
            "/api/v1/nothing",
            "",
            StatusCode::NOT_FOUND,
        ),
        (
            &admin,
            Method::POST,
            "/rpc/list_contacts",
            "{\"query\":\"\"}",
            StatusCode::OK,
        ),
        (
            &admin,
            Method::POST,
            "/rpc/list_contacts",
            "{",
            StatusCode::BAD_REQUEST,
        ),
        (
            "",
            Method::POST,
            "/rpc/list_contacts",
            "{\"query\":\"\"}",
            StatusCode::UNAUTHORIZED,
        ),
        (
            &admin,
            Method::POST,
            "/sign-in",
            "email=a&password=b",
            StatusCode::UNPROCESSABLE_ENTITY,
        ),
        (
            &editor,
            Method::GET,
            "/settings/tokens",
            "",
            StatusCode::FORBIDDEN,
        ),
        (
            &admin,
            Method::GET,
            "/sign-out",
            "",
            StatusCode::METHOD_NOT_ALLOWED,
        ),
        (
            &admin,
            Method::POST,
            "/preferences",
            "theme=dark",
            StatusCode::SEE_OTHER,
        ),
        (
            &admin,
            Method::POST,
            "/preferences",
            &large,
            StatusCode::PAYLOAD_TOO_LARGE,
        ),
    ] {
        let answer = ask(&app, cookie, method.clone(), address, body).await;
        assert_eq!(answer.status, status, "{method} {address}");
        answers.push((format!("{method} {address}"), answer));
    }
    let forged = [("sec-fetch-site", "cross-site")];
    let forged = request(Method::POST, "/sign-in", &forged, Body::empty());
    let forged = app.send_as_it_is(forged).await;
    assert_eq!(forged.status, StatusCode::FORBIDDEN);
    answers.push(("a forgery".to_owned(), forged));
    answers.extend(files(&app).await);
    answers.extend(too_often(settings).await);
    answers.push(("a failure".to_owned(), failed(settings).await));
    answers
}

/// The site's files, where the browser's half was built.
async fn files(app: &TestApp) -> Vec<(String, Answer)> {
    let mut found = Vec::new();
    for name in ["icons.svg", "pkg/chat-contacts.js", "pkg/chat-contacts.css"] {
        let answer = get(app, "", &format!("/{name}")).await;
        if answer.status == StatusCode::OK {
            found.push((name.to_owned(), answer));
        }
    }
    found
}

async fn too_often(settings: &[(&str, &str)]) -> Vec<(String, Answer)> {
    let limits = [("LIMITS__BURST", "1"), ("LIMITS__REQUESTS_PER_SECOND", "1")];
    let app = TestApp::nobody_with(&[settings, &limits].concat()).await;
    let mut answers = Vec::new();
    for address in ["/healthz", "/sign-in", "/api/v1/me", "/rpc/get_contact"] {
        answers.push((format!("{address}, too often"), app.get(address).await));
    }
    let (_, first) = answers.remove(0);
    assert_eq!(first.status, StatusCode::OK);
    assert!(
        answers
            .iter()
            .all(|(_, answer)| answer.status == StatusCode::TOO_MANY_REQUESTS)
    );
    answers
}

/// Without its database.
pub async fn failed(settings: &[(&str, &str)]) -> Answer {
    let (app, _) = console(settings).await;
    let cookie = sign_in(&app, ADMIN).await;
    app.state.store.close().await;
    let answer = get(&app, &cookie, "/account").await;
    assert!(answer.status.is_server_error());
    answer
}
