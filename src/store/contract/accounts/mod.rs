//! Operators, their sessions, links, second factors, tokens, attempts, and the security events.

mod activity;
mod attempts;
mod links;
mod operators;
mod second_factors;
mod sessions;
mod tokens;

use super::{Fresh, stores};
use crate::{
    domain::{Email, Role, SecurityEventKind, Timestamp},
    store::{Forgiven, Moments, NewEvent, NewLink, NewOperator, NewSession, Store, StoreError},
};
use uuid::Uuid;

const HASH: &str = "a hash";

pub(super) fn event(kind: SecurityEventKind) -> NewEvent {
    NewEvent {
        at: Timestamp(1),
        kind,
        actor: None,
        subject: None,
        address: "192.0.2.1".to_owned(),
        detail: String::new(),
    }
}

fn new_operator(email: &str, role: Role) -> NewOperator {
    NewOperator {
        id: Uuid::now_v7(),
        email: Email::parse(email).unwrap(),
        role,
        password_hash: Some(HASH.to_owned()),
        created_at: Timestamp(1),
    }
}

async fn add(store: &Store, email: &str, role: Role) -> Uuid {
    let operator = new_operator(email, role);
    let added = event(SecurityEventKind::OperatorAdded);
    store.add_operator(&operator, None, &added).await.unwrap();
    operator.id
}

async fn operator(store: &Store, email: &str) -> Uuid {
    add(store, email, Role::Editor).await
}

/// A session that was begun at this moment; its token is known by its number.
fn session(token: u8, at: i64) -> NewSession {
    NewSession {
        token: [token; 32],
        id: Uuid::now_v7(),
        complete: true,
        created_at: Timestamp(at),
        address: "192.0.2.1".to_owned(),
        browser: "Browser".to_owned(),
        place: [9; 32],
    }
}

fn link(token: u8, expires_at: i64) -> NewLink {
    NewLink {
        token: [token; 32],
        created_at: Timestamp(1),
        expires_at: Timestamp(expires_at),
    }
}

/// Everything since the beginning of time counts.
fn at(now: i64) -> Moments {
    Moments {
        now: Timestamp(now),
        idle: Timestamp(0),
        absolute: Timestamp(0),
        incomplete: Timestamp(0),
        attempts: Timestamp(0),
        places: Timestamp(0),
    }
}

fn nothing() -> Forgiven {
    Forgiven {
        all_of: Vec::new(),
        last_of: None,
    }
}

async fn start(store: &Store, operator: Uuid, session: &NewSession) -> Result<(), StoreError> {
    let events = [event(SecurityEventKind::SignedIn)];
    store
        .start_session(operator, HASH, session, &nothing(), &at(1), &events)
        .await
}

async fn counts(store: &Store, token: u8, moments: &Moments) -> bool {
    store
        .session(&[token; 32], moments)
        .await
        .unwrap()
        .is_some()
}

pub(super) async fn kinds(store: &Store) -> Vec<SecurityEventKind> {
    let events = store.activity(None, 100).await.unwrap();
    events.iter().rev().map(|event| event.kind).collect()
}
