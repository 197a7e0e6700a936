//! People with accounts, a clock that stands until it is moved, and what they send.

use crate::support::{Answer, TestApp, request};
use axum::body::Body;
use chat_contacts::{
    domain::{Actor, Operator, Role, SecurityEvent},
    server::router,
    service::{self, Clock},
};
use http::{Method, StatusCode, header};

pub const PASSWORD: &str = "a wombat in the rain";
pub const ADMIN: &str = "ana@example.com";
pub const EDITOR: &str = "eva@example.com";
pub const HTTPS: (&str, &str) = ("SERVER__PUBLIC_URL", "https://contacts.example");

pub fn form(fields: &[(&str, &str)]) -> String {
    form_urlencoded::Serializer::new(String::new())
        .extend_pairs(fields)
        .finish()
}

/// A console that nobody has an account of.
pub async fn empty(settings: &[(&str, &str)]) -> (TestApp, Clock) {
    // Nobody finds it too busy.
    let mut app = TestApp::nobody_with(&[settings, &[("LIMITS__BURST", "100000")]].concat()).await;
    let clock = Clock::standing(service::now());
    app.state.accounts = app.state.accounts.clone().with_clock(clock.clone());
    app.router = router(app.state.clone());
    (app, clock)
}

/// With an admin and an editor, neither of whom is signed in.
pub async fn console(settings: &[(&str, &str)]) -> (TestApp, Clock) {
    let (app, clock) = empty(settings).await;
    add(&app, ADMIN, Role::Admin).await;
    add(&app, EDITOR, Role::Editor).await;
    (app, clock)
}

pub async fn add(app: &TestApp, email: &str, role: Role) -> Operator {
    let accounts = &app.state.accounts;
    accounts
        .add_operator(&Actor::system(), email, role, PASSWORD.to_owned())
        .await
        .unwrap()
}

pub async fn operator(app: &TestApp, email: &str) -> Operator {
    let accounts = &app.state.accounts;
    let found = accounts.operator_by_email(&Actor::system(), email).await;
    found.unwrap().unwrap()
}

/// The security events, the newest first.
pub async fn activity(app: &TestApp) -> Vec<SecurityEvent> {
    let accounts = &app.state.accounts;
    accounts
        .activity(&Actor::system(), None, 200)
        .await
        .unwrap()
}

/// By whoever has this cookie; an empty one is nobody's.
pub async fn ask(
    app: &TestApp,
    cookie: &str,
    method: Method,
    address: &str,
    fields: &str,
) -> Answer {
    let function = address.starts_with("/rpc/");
    let kind = if function {
        "application/json"
    } else {
        "application/x-www-form-urlencoded"
    };
    let headers = [("content-type", kind), ("cookie", cookie)];
    let request = request(method, address, &headers, Body::from(fields.to_owned()));
    app.send_as_it_is(request).await
}

pub async fn get(app: &TestApp, cookie: &str, address: &str) -> Answer {
    ask(app, cookie, Method::GET, address, "").await
}

pub async fn post(app: &TestApp, cookie: &str, address: &str, fields: &[(&str, &str)]) -> Answer {
    ask(app, cookie, Method::POST, address, &form(fields)).await
}

pub async fn try_password(app: &TestApp, email: &str, password: &str) -> Answer {
    let fields = [("email", email), ("password", password)];
    post(app, "", "/sign-in", &fields).await
}

/// The cookie of somebody who has just signed in.
pub async fn sign_in(app: &TestApp, email: &str) -> String {
    let answer = try_password(app, email, PASSWORD).await;
    session(&answer).unwrap_or_else(|| panic!("{} {}", answer.status, answer.text()))
}

/// Name and value of the session's cookie that an answer brings.
pub fn session(answer: &Answer) -> Option<String> {
    let cookies = answer.headers.get_all(header::SET_COOKIE).iter();
    cookies
        .map(|cookie| cookie.to_str().unwrap().split(';').next().unwrap())
        .find(|pair| pair.contains("cc_session=") && !pair.ends_with('='))
        .map(str::to_owned)
}

/// Whether the cookie opens anything.
pub async fn is_signed_in(app: &TestApp, cookie: &str) -> bool {
    let answer = get(app, cookie, "/account").await;
    match answer.status {
        StatusCode::OK => true,
        StatusCode::SEE_OTHER => false,
        other => panic!("{other}: {}", answer.text()),
    }
}

/// The code that an app shows for this secret, as the page has it: base32 in groups.
pub fn code(secret: &str, clock: &Clock) -> String {
    let secret = secret.split_whitespace().collect::<String>();
    let secret = totp_rs::Secret::try_from_base32(&secret).unwrap();
    totp_rs::Builder::new()
        .with_secret(secret)
        .build()
        .unwrap()
        .generate(clock.now().0.unsigned_abs() / 1000)
        .to_string()
}
