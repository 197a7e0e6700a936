//! `GET /api/v1/ledger`: the ledger as a whole, for whoever proves it.

use super::{
    ApiState, Problem, ProblemBody,
    call::{By, number, parameters, unknown},
};
use crate::service::LedgerEntry;
use axum::{
    Json,
    extract::{RawQuery, State},
};
use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

const MAX_LIMIT: u32 = 10_000;
const DEFAULT_LIMIT: u32 = 1_000;

#[derive(Debug, Serialize, ToSchema)]
pub struct Ledger {
    /// Entries as `chat-contacts ledger export` writes them: what is hashed, `hash`, `contact_uuid` and `text`.
    #[schema(value_type = Vec<Object>)]
    data: Vec<Map<String, Value>>,
    /// For `after` of the next request, where there may be more.
    next_after: Option<i64>,
}

/// The ledger after an entry.
///
/// How the chain is proved is in docs/ledger.md.
#[utoipa::path(
    get,
    path = "/api/v1/ledger",
    operation_id = "listLedger",
    tag = "ledger",
    params(
        ("after" = Option<i64>, Query, description = "The seq of the last entry that is known; from the beginning where it is left out", minimum = 0),
        ("limit" = Option<u32>, Query, description = "1000 where it is left out", minimum = 1, maximum = 10000),
    ),
    responses(
        (status = 200, body = Ledger, description = "The entries, the oldest first"),
        (status = 400, body = ProblemBody, content_type = "application/problem+json", description = "A parameter is refused"),
        (status = "default", body = ProblemBody, content_type = "application/problem+json", description = "Refused or failed"),
    ),
)]
pub async fn ledger(
    State(api): State<ApiState>,
    by: By,
    RawQuery(raw): RawQuery,
) -> Result<Json<Ledger>, Problem> {
    let (mut after, mut limit) = (0, DEFAULT_LIMIT);
    for (name, value) in parameters(raw.as_deref())? {
        match name.as_str() {
            "after" => after = number("after", &value, 0, i64::MAX)?,
            "limit" => limit = number("limit", &value, 1, MAX_LIMIT)?,
            _ => return Err(unknown(&name)),
        }
    }
    let entries = by.told(api.history.ledger(&by.actor, after, limit).await)?;
    let full = entries.len() >= usize::try_from(limit).unwrap_or(usize::MAX);
    Ok(Json(Ledger {
        next_after: entries.last().filter(|_| full).map(|entry| entry.seq),
        data: entries.into_iter().map(LedgerEntry::into_export).collect(),
    }))
}
