//! The console on a database of its own, asked without a network.
//!
//! `TestApp::start()` is asked by an admin; `TestApp::nobody()` by whoever comes by, until it is `signed_in_as` somebody.

#![expect(
    clippy::unwrap_used,
    reason = "the helpers of a test fail where it does"
)]
#![allow(dead_code, reason = "each test file uses its part")]

pub mod page;

use axum::{Router, body::Body};
use chat_contacts::{
    domain::{
        Actor, ApiToken, AppError, Caller, Contact, ContactDraft, ContactPage, Email, Operator,
        PermissionState, Role, Scope, SecurityEventKind, Timestamp,
    },
    server::{AppState, Overrides, Settings, router},
    service,
    store::{Forgiven, Moments, NewEvent, NewOperator, NewSession},
};
use http::{HeaderMap, HeaderValue, Method, Request, StatusCode, header};
use http_body_util::BodyExt;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::{
    net::{IpAddr, Ipv4Addr},
    sync::LazyLock,
};
use tempfile::TempDir;
use tokio::runtime::Runtime;
use tower::ServiceExt;
use uuid::Uuid;

pub const LIST: &str = "/audiences/chat/contacts";
/// Of no password: a real hash takes longer than most tests.
const NO_HASH: &str = "none";

/// A running console. Its database goes when it goes.
pub struct TestApp {
    pub state: AppState,
    pub router: Router,
    pub folder: TempDir,
    /// Name and value of the cookie by which each request is known.
    pub session: Option<String>,
}

/// An answer, read to its end.
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

impl TestApp {
    pub async fn start() -> Self {
        Self::with(&[]).await
    }

    /// With settings as the environment would give them, such as `("LIMITS__BODY_BYTES", "10")`.
    pub async fn with(settings: &[(&str, &str)]) -> Self {
        Self::nobody_with(settings)
            .await
            .signed_in_as(Role::Admin)
            .await
    }

    pub async fn nobody() -> Self {
        Self::nobody_with(&[]).await
    }

    pub async fn nobody_with(settings: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let overrides = Overrides {
            database: Some(folder.path().join("contacts.db").display().to_string()),
            ..Overrides::default()
        };
        let environment = settings
            .iter()
            .map(|(key, value)| (format!("CHAT_CONTACTS__{key}"), (*value).to_owned()));
        let settings = Settings::load(&overrides, environment).unwrap();
        let state = AppState::open(settings).await.unwrap();
        Self {
            router: router(state.clone()),
            state,
            folder,
            session: None,
        }
    }

    /// From here on, asked by an operator of this role.
    pub async fn signed_in_as(mut self, role: Role) -> Self {
        let operator = self.operator(role).await;
        self.session = Some(self.session_of(&operator).await);
        self
    }

    /// A new operator, whom no password lets in.
    pub async fn operator(&self, role: Role) -> Operator {
        let id = Uuid::now_v7();
        let email = Email::parse(&format!("{}-{id}@example.com", role.code())).unwrap();
        let operator = NewOperator {
            id,
            email,
            role,
            password_hash: Some(NO_HASH.to_owned()),
            created_at: service::now(),
        };
        let added = event(SecurityEventKind::OperatorAdded);
        self.state
            .store
            .add_operator(&operator, None, &added)
            .await
            .unwrap()
    }

    /// Asks the operator for a code from here on.
    pub async fn turn_on_second_factor(&self, operator: &Operator) {
        let (id, secret) = (operator.id, [0; 20]);
        let store = &self.state.store;
        assert!(store.offer_second_factor(id, &secret).await.unwrap());
        let on = event(SecurityEventKind::SecondFactorOn);
        let confirmed = store.confirm_second_factor(id, &secret, 0, &[], &on).await;
        assert!(confirmed.unwrap());
    }

    /// A new session's cookie. It is complete where no second factor is turned on.
    pub async fn session_of(&self, operator: &Operator) -> String {
        let token = Uuid::now_v7().simple().to_string();
        let session = NewSession {
            token: Sha256::digest(&token).into(),
            id: Uuid::now_v7(),
            complete: !self
                .state
                .store
                .operator(operator.id)
                .await
                .unwrap()
                .second_factor,
            created_at: service::now(),
            address: caller().address.to_string(),
            browser: caller().browser,
            place: [0; 32],
        };
        let nothing_failed = Forgiven {
            all_of: Vec::new(),
            last_of: None,
        };
        let long_ago = Timestamp(0);
        let moments = Moments {
            now: session.created_at,
            idle: long_ago,
            absolute: long_ago,
            incomplete: long_ago,
            attempts: long_ago,
            places: long_ago,
        };
        let signed_in = [event(SecurityEventKind::SignedIn)];
        self.state
            .store
            .start_session(
                operator.id,
                NO_HASH,
                &session,
                &nothing_failed,
                &moments,
                &signed_in,
            )
            .await
            .unwrap();
        let prefix = if self.state.settings.https() {
            "__Host-"
        } else {
            ""
        };
        format!("{prefix}cc_session={token}")
    }

    /// A new API token, with what opens the door.
    pub async fn token(&self, scopes: &[Scope]) -> (ApiToken, String) {
        let (token, secret) = self
            .state
            .accounts
            .make_token(&caller(), &Actor::system(), "test", scopes, None)
            .await
            .unwrap();
        (token, secret.expose().to_owned())
    }

    /// Sends a request by whoever is signed in.
    pub async fn send(&self, mut request: Request<Body>) -> Answer {
        if let Some(session) = &self.session {
            let cookies = match request.headers().get(header::COOKIE) {
                Some(others) => format!("{}; {session}", others.to_str().unwrap()),
                None => session.clone(),
            };
            let cookies = HeaderValue::try_from(cookies).unwrap();
            request.headers_mut().insert(header::COOKIE, cookies);
        }
        self.send_as_it_is(request).await
    }

    pub async fn send_as_it_is(&self, request: Request<Body>) -> Answer {
        let (parts, body) = self
            .router
            .clone()
            .oneshot(request)
            .await
            .unwrap()
            .into_parts();
        let body = body.collect().await.unwrap().to_bytes().to_vec();
        Answer {
            status: parts.status,
            headers: parts.headers,
            body,
        }
    }

    pub async fn get(&self, address: &str) -> Answer {
        self.get_with(address, &[]).await
    }

    pub async fn get_with(&self, address: &str, headers: &[(&str, &str)]) -> Answer {
        self.send(request(Method::GET, address, headers, Body::empty()))
            .await
    }

    /// Sends a form, as the page without JavaScript does.
    pub async fn submit(&self, address: &str, form: &str) -> Answer {
        let headers = [("content-type", "application/x-www-form-urlencoded")];
        self.send(request(
            Method::POST,
            address,
            &headers,
            form.to_owned().into(),
        ))
        .await
    }

    /// Calls a server function with the text of its arguments.
    pub async fn call_raw(&self, function: &str, body: impl Into<Body>) -> Answer {
        let headers = [("content-type", "application/json")];
        self.send(request(
            Method::POST,
            &format!("/rpc/{function}"),
            &headers,
            body.into(),
        ))
        .await
    }

    /// Calls a server function as the browser does.
    pub async fn call(&self, function: &str, arguments: Value) -> Answer {
        self.call_raw(function, arguments.to_string()).await
    }

    pub async fn create(&self, draft: &ContactDraft) -> Contact {
        self.call("create_contact", json!({ "draft": draft }))
            .await
            .success()
    }

    /// A contact with this name and WhatsApp number.
    pub async fn contact(&self, name: &str, number: &str) -> Contact {
        self.create(&draft(name, number)).await
    }

    pub async fn list(&self, query: &str) -> ContactPage {
        self.call("list_contacts", json!({ "query": query }))
            .await
            .success()
    }

    pub async fn reload(&self, id: Uuid) -> Contact {
        self.call("get_contact", json!({ "id": id }))
            .await
            .success()
    }
}

impl Answer {
    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }

    pub fn header(&self, name: impl header::AsHeaderName) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }

    pub fn success<T: DeserializeOwned>(&self) -> T {
        assert_eq!(self.status, StatusCode::OK, "{}", self.text());
        serde_json::from_slice(&self.body).unwrap()
    }

    /// The error, which must come with its own status and content type.
    pub fn failure(&self) -> AppError {
        let error: AppError = serde_json::from_slice(&self.body).unwrap();
        assert_eq!(self.status.as_u16(), error.status(), "{error:?}");
        assert_eq!(self.header(header::CONTENT_TYPE), "application/json");
        error
    }
}

pub fn request(
    method: Method,
    address: &str,
    headers: &[(&str, &str)],
    body: Body,
) -> Request<Body> {
    let mut request = Request::builder().method(method).uri(address);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    request.body(body).unwrap()
}

pub fn draft(name: &str, number: &str) -> ContactDraft {
    ContactDraft {
        name: name.to_owned(),
        contact_id: number.to_owned(),
        ..ContactDraft::empty(PermissionState::Blocked, PermissionState::Active)
    }
}

/// Where requests without a network come from.
pub fn caller() -> Caller {
    Caller {
        address: IpAddr::V4(Ipv4Addr::LOCALHOST),
        browser: String::new(),
    }
}

fn event(kind: SecurityEventKind) -> NewEvent {
    NewEvent {
        at: service::now(),
        kind,
        actor: None,
        subject: None,
        address: caller().address.to_string(),
        detail: String::new(),
    }
}

/// Runs a test on the one runtime of its file, as the server has one.
///
/// The framework renders pages on threads of its own, which outlive the runtime of a single test: a page in the
/// making while another test's runtime ends can be left waiting for good.
pub fn block_on<F: Future>(test: F) -> F::Output {
    static RUNTIME: LazyLock<Runtime> = LazyLock::new(|| Runtime::new().unwrap());
    RUNTIME.block_on(test)
}
