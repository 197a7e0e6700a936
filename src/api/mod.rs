//! The REST API: what other systems call, with a token. Its routes and its OpenAPI document are made from one list.

mod call;
mod choices;
mod contacts;
mod decisions;
mod document;
mod events;
mod exports;
mod jobs;
mod ledger;
mod me;
mod moment;
mod problem;
mod schemas;

pub use document::{docs_asset, openapi};
pub use events::event;
pub use exports::{TRY_AGAIN_SECONDS, download};
use problem::ProblemBody;
pub use problem::{PROBLEM, Problem};

use crate::{
    domain::Action,
    service::{ContactService, DecisionService, ExportService, HistoryService, Jobs},
};
use axum::{
    extract::{DefaultBodyLimit, FromRef},
    routing::MethodRouter,
};
use http::Method;
use std::time::Duration;
use utoipa::openapi::path::Paths;
use utoipa_axum::{router::UtoipaMethodRouter, routes};

/// Where every address of it begins.
pub const PREFIX: &str = "/api";

/// Takes a whole file, however long that takes.
pub const IMPORTS: &str = "/api/v1/imports";

/// What the endpoints share.
#[derive(Clone, Debug)]
pub struct ApiState {
    pub contacts: ContactService,
    pub exports: ExportService,
    pub history: HistoryService,
    pub decisions: DecisionService,
    pub jobs: Jobs,
    /// The longest that a request may wait for something to happen.
    pub patience: Duration,
}

/// An address with a method: what one must be allowed to call it, and what answers.
pub struct ApiRoute<S> {
    pub method: Method,
    pub path: &'static str,
    /// `None`: whoever is known.
    pub action: Option<Action>,
    pub handler: MethodRouter<S>,
    documented: (Schemas, Paths),
}

type Schemas = Vec<(
    String,
    utoipa::openapi::RefOr<utoipa::openapi::schema::Schema>,
)>;

/// Every endpoint.
#[must_use]
pub fn api_routes<S>() -> Vec<ApiRoute<S>>
where
    ApiState: FromRef<S>,
    S: Clone + Send + Sync + 'static,
{
    use Action::{AskDecisions, ChangeContacts, Import, ReadContacts, ReadLedger};
    let get = |path, action, handler| row(Method::GET, path, action, handler);
    let post = |path, action, handler| row(Method::POST, path, action, handler);
    let patch = |path, action, handler| row(Method::PATCH, path, action, handler);
    let read = Some(ReadContacts);
    let change = Some(ChangeContacts);
    vec![
        get("/api/v1/me", None, routes!(me::me)),
        get("/api/v1/contacts", read, routes!(contacts::list::list)),
        post(
            "/api/v1/contacts",
            change,
            routes!(contacts::create::create),
        ),
        get("/api/v1/contacts/{id}", read, routes!(contacts::one::get)),
        patch(
            "/api/v1/contacts/{id}",
            change,
            routes!(contacts::one::patch),
        ),
        row(
            Method::DELETE,
            "/api/v1/contacts/{id}",
            change,
            routes!(contacts::one::delete),
        ),
        get(
            "/api/v1/contacts/by-id/{channel}/{contact_id}",
            read,
            routes!(contacts::by_id::get),
        ),
        row(
            Method::PUT,
            "/api/v1/contacts/by-id/{channel}/{contact_id}",
            change,
            routes!(contacts::by_id::put),
        ),
        patch(
            "/api/v1/contacts/{id}/permissions",
            change,
            routes!(contacts::permissions::patch),
        ),
        get(
            "/api/v1/contacts/{id}/events",
            read,
            routes!(contacts::history::events),
        ),
        get(
            "/api/v1/contacts/{id}/receipt",
            read,
            routes!(contacts::history::receipt),
        ),
        post(
            "/api/v1/decisions",
            Some(AskDecisions),
            routes!(decisions::decide_many),
        )
        .with_body_limit(decisions::BODY_BYTES),
        get(
            "/api/v1/decisions/{channel}/{contact_id}",
            Some(AskDecisions),
            routes!(decisions::decide_one),
        ),
        get(
            "/api/v1/imports",
            Some(Import),
            routes!(jobs::imports::list),
        ),
        post(IMPORTS, Some(Import), routes!(jobs::imports::begin)),
        get(
            "/api/v1/imports/{id}",
            Some(Import),
            routes!(jobs::imports::get),
        ),
        get(
            "/api/v1/imports/{id}/refused",
            Some(Import),
            routes!(jobs::imports::refused),
        ),
        post(
            "/api/v1/imports/{id}/start",
            Some(Import),
            routes!(jobs::imports::start),
        ),
        post(
            "/api/v1/imports/{id}/cancel",
            Some(Import),
            routes!(jobs::imports::cancel),
        ),
        post(
            "/api/v1/imports/{id}/undo",
            Some(Import),
            routes!(jobs::imports::undo),
        ),
        post("/api/v1/bulk", change, routes!(jobs::bulk::begin))
            .with_body_limit(jobs::bulk::BODY_BYTES),
        get("/api/v1/bulk/{id}", change, routes!(jobs::bulk::get)),
        post(
            "/api/v1/bulk/{id}/start",
            change,
            routes!(jobs::bulk::start),
        ),
        post(
            "/api/v1/bulk/{id}/cancel",
            change,
            routes!(jobs::bulk::cancel),
        ),
        post("/api/v1/bulk/{id}/undo", change, routes!(jobs::bulk::undo)),
        get("/api/v1/events", read, routes!(events::events)),
        get("/api/v1/exports", read, routes!(exports::export)),
        get("/api/v1/ledger", Some(ReadLedger), routes!(ledger::ledger)),
        get("/api/v1/channels", read, routes!(choices::channels)),
        get("/api/v1/languages", read, routes!(choices::languages)),
    ]
}

fn row<S>(
    method: Method,
    path: &'static str,
    action: Option<Action>,
    (schemas, paths, handler): UtoipaMethodRouter<S>,
) -> ApiRoute<S> {
    ApiRoute {
        method,
        path,
        action,
        handler,
        documented: (schemas, paths),
    }
}

impl<S: Clone + Send + Sync + 'static> ApiRoute<S> {
    fn with_body_limit(mut self, bytes: usize) -> Self {
        self.handler = self.handler.layer(DefaultBodyLimit::max(bytes));
        self
    }
}
