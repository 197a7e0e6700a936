//! The REST API as another system meets it: contacts, permissions, decisions, the ledger and the events.
#![cfg(feature = "ssr")]
#![expect(
    clippy::unwrap_used,
    reason = "the helpers of a test fail where it does"
)]

mod contacts;
mod decisions;
mod document;
mod events;
mod exports;
mod jobs;
mod permissions;
#[path = "../support/mod.rs"]
mod support;

use axum::body::Body;
use chat_contacts::domain::Scope;
use http::{Method, StatusCode, header};
use serde_json::{Value, json};
use support::{Answer, TestApp, block_on, request};

/// Another system with a token.
struct Machine {
    app: TestApp,
    authorization: String,
}

impl Machine {
    /// With a token that may everything that tokens may.
    async fn start() -> Self {
        Self::with(&[]).await
    }

    async fn with(settings: &[(&str, &str)]) -> Self {
        let app = TestApp::nobody_with(settings).await;
        let (_, token) = app.token(&Scope::ALL).await;
        Self {
            app,
            authorization: format!("Bearer {token}"),
        }
    }

    async fn send(
        &self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: impl Into<Body>,
    ) -> Answer {
        let mut all = vec![("authorization", self.authorization.as_str())];
        all.extend_from_slice(headers);
        let request = request(method, &format!("/api/v1{path}"), &all, body.into());
        self.app.send_as_it_is(request).await
    }

    async fn get(&self, path: &str) -> Answer {
        self.send(Method::GET, path, &[], Body::empty()).await
    }

    /// Sends JSON.
    async fn json(
        &self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: Value,
    ) -> Answer {
        let mut all = vec![("content-type", "application/json")];
        all.extend_from_slice(headers);
        self.send(method, path, &all, body.to_string()).await
    }

    async fn create(&self, body: Value) -> Value {
        let answer = self.json(Method::POST, "/contacts", &[], body).await;
        assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.text());
        value(&answer)
    }

    /// A WhatsApp contact.
    async fn contact(&self, name: &str, number: &str) -> Value {
        self.create(json!({ "channel": "whatsapp", "contact_id": number, "name": name }))
            .await
    }

    /// Sets permissions of whatever the contact is by now.
    async fn permit(&self, id: &str, body: Value) -> Answer {
        let path = format!("/contacts/{id}/permissions");
        self.json(Method::PATCH, &path, &[("if-match", "*")], body)
            .await
    }
}

fn value(answer: &Answer) -> Value {
    serde_json::from_slice(&answer.body).unwrap()
}

/// The problem's code, which must come with its own status and content type.
fn problem(answer: &Answer) -> String {
    let problem = value(answer);
    assert_eq!(
        answer.header(header::CONTENT_TYPE),
        "application/problem+json",
        "{problem}"
    );
    assert_eq!(problem["status"], answer.status.as_u16(), "{problem}");
    problem["code"].as_str().unwrap().to_owned()
}

fn id(contact: &Value) -> &str {
    contact["id"].as_str().unwrap()
}
