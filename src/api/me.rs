//! `GET /api/v1/me`: who one is.

use super::Problem;
use crate::domain::{AppError, Identity, Role, Scope, Timestamp};
use axum::{
    Extension, Json,
    response::{IntoResponse, Response},
};
use serde::Serialize;
use uuid::Uuid;

#[derive(Debug, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
enum Me {
    Operator {
        id: Uuid,
        email: String,
        role: Role,
    },
    Token {
        id: Uuid,
        name: String,
        scopes: Vec<&'static str>,
        /// RFC 3339; `null`: never.
        expires_at: Option<String>,
    },
}

pub async fn me(Extension(identity): Extension<Identity>) -> Response {
    let me = match identity {
        Identity::Person(session) => Me::Operator {
            id: session.operator.id,
            email: session.operator.email.as_str().to_owned(),
            role: session.operator.role,
        },
        Identity::Machine(token) => Me::Token {
            id: token.id,
            name: token.name,
            scopes: token.scopes.into_iter().map(Scope::code).collect(),
            expires_at: token.expires_at.map(Timestamp::to_rfc3339),
        },
        // The door lets nobody through.
        Identity::Nobody => return Problem::from(&AppError::SignedOut).into_response(),
    };
    Json(me).into_response()
}
