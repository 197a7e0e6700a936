//! `GET /api/v1/me`: who one is.

use super::{Problem, ProblemBody};
use crate::domain::{AppError, Identity, Role, Scope, Timestamp};
use axum::{Extension, Json};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// Who asks.
#[derive(Debug, Serialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Me {
    Operator {
        id: Uuid,
        email: String,
        /// viewer, editor or admin
        #[schema(value_type = String)]
        role: Role,
    },
    Token {
        id: Uuid,
        name: String,
        scopes: Vec<&'static str>,
        /// `null`: never.
        #[serde(with = "super::moment::optional")]
        #[schema(schema_with = super::schemas::moment_or_null)]
        expires_at: Option<Timestamp>,
    },
}

/// Who one is, by the token or the session that the request comes with.
#[utoipa::path(
    get,
    path = "/api/v1/me",
    operation_id = "getMe",
    tag = "identity",
    responses(
        (status = 200, body = Me, description = "An operator or a token"),
        (status = "default", body = ProblemBody, content_type = "application/problem+json", description = "Refused or failed"),
    ),
)]
pub async fn me(Extension(identity): Extension<Identity>) -> Result<Json<Me>, Problem> {
    Ok(Json(match identity {
        Identity::Person(session) => Me::Operator {
            id: session.operator.id,
            email: session.operator.email.as_str().to_owned(),
            role: session.operator.role,
        },
        Identity::Machine(token) => Me::Token {
            id: token.id,
            name: token.name,
            scopes: token.scopes.into_iter().map(Scope::code).collect(),
            expires_at: token.expires_at,
        },
        // The door lets nobody through.
        Identity::Nobody => return Err(Problem::from(&AppError::SignedOut)),
    }))
}
