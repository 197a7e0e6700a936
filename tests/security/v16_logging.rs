//! V16: what is written down, and what is not told.

use crate::{
    answers::failed,
    people::{
        ADMIN, EDITOR, PASSWORD, activity, ask, code, console, form, get, operator, post, session,
        sign_in, try_password,
    },
    shell::{Server, command, fed, folder, success},
    support::{LIST, TestApp, block_on, caller, page::Page, page::text},
};
use chat_contacts::domain::{Actor, Role, Scope, SecurityEventKind as Kind};
use http::{Method, StatusCode};
use serde_json::Value;
use std::{
    fs::{self, File},
    path::Path,
    process::Stdio,
    time::Duration,
};

/// What was written down since, the oldest first: what happened, how, to whom.
async fn since(app: &TestApp, before: usize) -> Vec<(Kind, String, Option<String>)> {
    let mut events = activity(app).await;
    events.reverse();
    let new = events.split_off(before).into_iter();
    new.map(|event| {
        assert_eq!(event.address, "127.0.0.1");
        let whom = event.actor.or(event.subject);
        (event.kind, event.detail, whom)
    })
    .collect()
}

#[test]
fn v16_3_1_every_sign_in_that_succeeds_or_fails_is_written_down_with_its_factors() {
    block_on(async {
        let (app, clock) = console(&[]).await;
        let mut seen = activity(&app).await.len();
        let mut happened = async |expected: &[(Kind, &str, Option<&str>)]| {
            let new = since(&app, seen).await;
            seen += new.len();
            let new: Vec<_> = new
                .iter()
                .map(|(kind, detail, whom)| (*kind, detail.as_str(), whom.as_deref()))
                .collect();
            assert_eq!(new, expected);
        };
        let ana = Some(ADMIN);

        try_password(&app, "nobody@example.com", PASSWORD).await;
        happened(&[(Kind::SignInFailed, "", None)]).await;
        try_password(&app, ADMIN, "wrong password").await;
        happened(&[(Kind::SignInFailed, "", ana)]).await;
        let cookie = sign_in(&app, ADMIN).await;
        happened(&[(Kind::SignedIn, "password", ana)]).await;
        for _ in 0..6 {
            try_password(&app, "nobody@example.com", "wrong password").await;
        }
        let mut many = vec![(Kind::SignInFailed, "", None); 4];
        many.push((Kind::SignInDelayed, "", None));
        happened(&many).await;

        let wrong = [("current", "wrong password"), ("new", "another wombat")];
        post(&app, &cookie, "/account/password", &wrong).await;
        happened(&[(Kind::SignInFailed, "password", ana)]).await;
        let offer = Page::of(&post(&app, &cookie, "/account/second-factor/offer", &[]).await);
        let secret = text(offer.one("code"));
        let shown = [("code", &*code(&secret, &clock))];
        let on = post(&app, &cookie, "/account/second-factor/confirm", &shown).await;
        happened(&[(Kind::SecondFactorOn, "", ana)]).await;
        let recovery = text(Page::of(&on).all("ol code")[0]);

        clock.advance(Duration::from_mins(1));
        for (given, expected) in [
            ("000", &[(Kind::SignInFailed, "code", ana)][..]),
            (&*code(&secret, &clock), &[(Kind::SignedIn, "code", ana)]),
            (
                &recovery,
                &[
                    (Kind::SignedIn, "recovery_code", ana),
                    (Kind::RecoveryCodeUsed, "", ana),
                ],
            ),
        ] {
            let half = session(&try_password(&app, ADMIN, PASSWORD).await).unwrap();
            happened(&[]).await;
            post(&app, &half, "/sign-in/code", &[("code", given)]).await;
            happened(expected).await;
        }

        let (system, shell) = (Actor::system(), caller());
        let id = operator(&app, EDITOR).await.id;
        let link = app.state.accounts.reset(&shell, &system, id).await.unwrap();
        let chosen = [("token", link.expose()), ("password", "another wombat")];
        let answer = post(&app, "", "/password", &chosen).await;
        let eva = Some(EDITOR);
        happened(&[
            (Kind::ResetStarted, "", eva),
            (Kind::PasswordChanged, "", eva),
            (Kind::SignedIn, "link", eva),
        ])
        .await;
        post(&app, &session(&answer).unwrap(), "/sign-out", &[]).await;
        happened(&[(Kind::SignedOut, "", eva)]).await;
    });

    // What nobody can guess and anybody can send is in the log only: tokens and links that open nothing.
    let folder = folder();
    let log = logged(folder.path(), "text", |server| {
        server.get_as("x\r\nauthorization: Bearer cct_wrong", "/api/v1/me");
        server.post(
            "",
            "/setup",
            "token=wrong&email=a%40example.com&password=a+wombat",
        );
        server.post("", "/password", "token=wrong&password=a+wombat");
    });
    for (kind, count) in [("token_refused", 1), ("link_refused", 2)] {
        let line = format!("kind=\"{kind}\" address=\"127.0.0.1\"");
        assert_eq!(log.matches(&line).count(), count, "{log}");
    }
    assert!(!log.contains("wrong") && !log.contains("wombat"), "{log}");
}

#[test]
fn v16_3_2_every_refusal_of_somebody_who_is_known_is_written_down() {
    block_on(async {
        let (app, _) = console(&[]).await;
        let admin = sign_in(&app, ADMIN).await;
        let editor = sign_in(&app, EDITOR).await;
        let id = operator(&app, ADMIN).await.id;
        let sessions = app.state.accounts.sessions_of(&Actor::system(), id).await;
        let theirs = form(&[("id", &sessions.unwrap()[0].id.to_string())]);
        let viewer = app.operator(Role::Viewer).await;
        let watching = app.session_of(&viewer).await;
        for (who, cookie, method, address, fields) in [
            (EDITOR, &editor, Method::GET, "/settings/operators", ""),
            (EDITOR, &editor, Method::POST, "/settings/tokens/make", ""),
            // The route is theirs, the session is not.
            (
                EDITOR,
                &editor,
                Method::POST,
                "/account/sessions/end",
                &*theirs,
            ),
            (
                viewer.email.as_str(),
                &watching,
                Method::POST,
                "/rpc/delete_contact",
                "{}",
            ),
        ] {
            let before = activity(&app).await.len();
            let answer = ask(&app, cookie, method, address, fields).await;
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{address}");
            let denied = (Kind::Denied, address.to_owned(), Some(who.to_owned()));
            assert_eq!(since(&app, before).await, [denied]);
        }
        let before = activity(&app).await.len();
        assert_eq!(
            get(&app, &admin, "/settings/operators").await.status,
            StatusCode::OK
        );
        assert_eq!(since(&app, before).await, []);
    });
}

/// What the binary wrote to the standard error while this was done, and it logged every request.
fn logged(folder: &Path, format: &str, work: impl FnOnce(&Server)) -> String {
    let path = folder.join("log");
    let mut serve = command(folder);
    serve.args(["serve", "--listen", "127.0.0.1:0"]);
    serve.env("CHAT_CONTACTS__SERVER__LOG", format);
    serve.env("RUST_LOG", "chat_contacts=debug");
    // Whoever sends is believed as far as a proxy is.
    serve.env("CHAT_CONTACTS__SERVER__TRUSTED_PROXIES", "127.0.0.1");
    serve.stderr(Stdio::from(File::create(&path).unwrap()));
    let server = Server::start(serve);
    work(&server);
    let (code, _) = server.stop();
    assert_eq!(code, Some(0));
    fs::read_to_string(path).unwrap()
}

/// Sends what would be lines of its own, or the end of a line's quotes, wherever the log could take it from.
fn inject(server: &Server) {
    let fake = "%0d%0a2026-01-01T00:00:00Z%20%20INFO%20chat_contacts::security:%20kind=signed_in";
    server.get(&format!("/nothing{fake}?q={fake}"));
    server.get("/nothing%1b%5b2J%22%7d%7b%22level%22:%22ERROR%22");
    let headers = "x\r\nuser-agent: \"}{\"level\":\"ERROR\r\nx-request-id: a\"} INFO forged=true";
    server.get_as(headers, "/account");
    let fields = "email=a%40b%0d%0aINFO+kind%3Dsigned_in&password=%0aINFO+kind%3Dsigned_in";
    server.post("", "/sign-in", fields);
    let name = "email=ana%40example.com&password=wrong%0aINFO";
    server.post("x\r\nx-forwarded-for: 1.1.1.1%0aINFO", "/sign-in", name);
}

#[test]
fn v16_4_1_nobody_writes_a_line_of_the_log_themselves() {
    let folder = folder();
    let add = ["user", "add", "ana@example.com", "--role", "admin"];
    success(fed(folder.path(), &add, PASSWORD));

    let text = logged(folder.path(), "text", inject);
    assert!(text.lines().count() >= 7, "{text}");
    for line in text.lines() {
        let (time, rest) = line.split_once("Z ").unwrap();
        assert!(time.starts_with("20") && time.contains('T'), "{line}");
        assert_ne!(time, "2026-01-01T00:00:00", "{line}");
        let level = rest.trim_start().split(' ').next().unwrap();
        assert!(["DEBUG", "INFO"].contains(&level), "{line}");
        assert!(!rest.contains(char::is_control), "{line}");
    }
    assert_eq!(text.matches("kind=\"sign_in_failed\"").count(), 2, "{text}");
    for forged in ["forged=true", " kind=signed_in", "kind=\"signed_in\""] {
        assert!(!text.contains(forged), "{text}");
    }

    let json = logged(folder.path(), "json", inject);
    assert!(json.lines().count() >= 7, "{json}");
    for line in json.lines() {
        let entry: Value = serde_json::from_str(line).unwrap();
        let level = entry["level"].as_str().unwrap();
        assert!(["DEBUG", "INFO"].contains(&level), "{line}");
    }
}

/// What would tell how it is made, or where.
const INNER: [&str; 16] = [
    "sql",
    "Sqlite",
    "database is",
    "PoolClosed",
    "pool",
    "panicked",
    "unwrap",
    "src/",
    ".rs:",
    "argon2",
    "serde",
    "missing field",
    "at line",
    "expected",
    "axum",
    "leptos::",
];

fn tells_nothing(asked: &str, told: &str) {
    for inner in INNER {
        assert!(!told.contains(inner), "{asked}: {inner} in {told}");
    }
}

#[test]
fn v16_5_1_a_failure_is_told_in_general_words() {
    block_on(async {
        let answer = failed(&[]).await;
        assert!(!answer.body.is_empty());
        tells_nothing("a failure", answer.text());

        let (app, _) = console(&[]).await;
        let admin = sign_in(&app, ADMIN).await;
        // What can't be read is told apart from what is wrong with it only.
        for (address, body) in [
            ("/rpc/create_contact", "{\"draft\":{\"name\":7}}"),
            ("/rpc/create_contact", "{\"draft\":"),
            ("/rpc/get_contact", "{\"id\":\"' OR 1=1 --\"}"),
            ("/rpc/list_contacts", "{\"query\":\"after=AAAA&q=%22%27\"}"),
            ("/settings/operators/role", "id=x&role=admin"),
            ("/account/sessions/end", "id=%27+OR+1%3D1"),
            ("/sign-in", "email=a"),
            ("/preferences", "theme=%FF"),
        ] {
            let answer = ask(&app, &admin, Method::POST, address, body).await;
            assert!(
                answer.status.is_client_error(),
                "{address}: {}",
                answer.status
            );
            let told = if answer.header("content-type").starts_with("text/html") {
                text(Page::of(&answer).one("main"))
            } else {
                answer.text().to_owned()
            };
            tells_nothing(address, &told);
        }
        // Neither an account's nor a token's being there is told to whoever doesn't know it.
        let unknown = try_password(&app, "nobody@example.com", "wrong password").await;
        let known = try_password(&app, ADMIN, "wrong password").await;
        assert_eq!(unknown.status, known.status);
        let same = unknown.text().replace("nobody@example.com", ADMIN);
        assert_eq!(same, known.text());

        // Without its database: the request's id, under which the log has the rest.
        let (_, bearer) = app.token(&[Scope::ContactsRead]).await;
        let bearer = format!("Bearer {bearer}");
        app.state.store.close().await;
        let request = |method, address| {
            let headers = [
                ("cookie", admin.as_str()),
                ("authorization", bearer.as_str()),
                ("content-type", "application/json"),
            ];
            crate::support::request(method, address, &headers, "{\"query\":\"\"}".into())
        };
        for (method, address) in [
            (Method::GET, LIST),
            (Method::GET, "/settings/operators"),
            (Method::POST, "/rpc/list_contacts"),
            (Method::GET, "/api/v1/me"),
            (Method::GET, "/readyz"),
        ] {
            let answer = app.send_as_it_is(request(method, address)).await;
            assert!(
                answer.status.is_server_error(),
                "{address}: {}",
                answer.status
            );
            tells_nothing(address, answer.text());
            if answer.status == StatusCode::INTERNAL_SERVER_ERROR {
                let id = answer.header("x-request-id");
                assert!(answer.text().contains(id), "{address}: {}", answer.text());
            }
        }
    });
}
