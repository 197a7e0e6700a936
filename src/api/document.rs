//! The OpenAPI document, made from the routes' own list, and the page that shows it.

use super::{ApiState, PREFIX, api_routes};
use axum::{
    Json,
    extract::{FromRef, Path},
    response::{IntoResponse, Response},
};
use http::{HeaderValue, StatusCode, header};
use std::sync::{Arc, LazyLock};
use utoipa::{
    OpenApi as _,
    openapi::{
        OpenApi, SecurityRequirement,
        security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityScheme},
        tag::TagBuilder,
    },
};
use utoipa_axum::router::OpenApiRouter;
use utoipa_swagger_ui::{Config, serve};

#[derive(utoipa::OpenApi)]
#[openapi(info(
    title = "Chat Contacts",
    description = "Contacts of chat channels, their permissions, the ledger that explains them, and the question before each \
                   message: may I send?\n\nRequests carry `Authorization: Bearer cct_…`, a token made in Settings / API tokens. \
                   Failures are problem documents (RFC 9457) with a stable `code`.",
    license(name = "MIT OR Apache-2.0", identifier = "MIT OR Apache-2.0"),
))]
struct Document;

/// The document of every endpoint.
fn document<S>() -> OpenApi
where
    ApiState: FromRef<S>,
    S: Clone + Send + Sync + 'static,
{
    let mut document = api_routes::<S>()
        .into_iter()
        .fold(
            OpenApiRouter::<S>::with_openapi(Document::openapi()),
            |router, route| {
                let (schemas, paths) = route.documented;
                router.routes((schemas, paths, axum::routing::MethodRouter::new()))
            },
        )
        .into_openapi();
    let components = document.components.get_or_insert_default();
    components.add_security_scheme(
        "token",
        SecurityScheme::Http(HttpBuilder::new().scheme(HttpAuthScheme::Bearer).build()),
    );
    components.add_security_scheme(
        "session",
        SecurityScheme::ApiKey(ApiKey::Cookie(ApiKeyValue::new("cc_session"))),
    );
    let none: [&str; 0] = [];
    document.security = Some(vec![
        SecurityRequirement::new("token", none),
        SecurityRequirement::new("session", none),
    ]);
    document.tags = Some(
        [
            ("contacts", "People on channels"),
            ("decisions", "May I send?"),
            ("ledger", "What explains the permissions"),
            ("events", "What happened, for whoever follows it"),
            ("choices", "What can be chosen"),
            ("identity", "Who one is"),
        ]
        .map(|(name, text)| TagBuilder::new().name(name).description(Some(text)).build())
        .into(),
    );
    document
}

/// `GET /api/openapi.json`.
pub async fn openapi<S>() -> Json<&'static OpenApi>
where
    ApiState: FromRef<S>,
    S: Clone + Send + Sync + 'static,
{
    static DOCUMENT: std::sync::OnceLock<OpenApi> = std::sync::OnceLock::new();
    Json(DOCUMENT.get_or_init(document::<S>))
}

static CONFIG: LazyLock<Arc<Config<'static>>> =
    LazyLock::new(|| Arc::new(Config::from(format!("{PREFIX}/openapi.json")).use_base_layout()));

/// `GET /api/docs/{file}`: what the reference loads, which is Swagger UI, from within this program.
pub async fn docs_asset(Path(file): Path<String>) -> Response {
    match serve(&file, CONFIG.clone()) {
        Ok(Some(found)) => {
            let kind = HeaderValue::try_from(found.content_type)
                .unwrap_or(HeaderValue::from_static("application/octet-stream"));
            ([(header::CONTENT_TYPE, kind)], found.bytes.into_owned()).into_response()
        }
        Ok(None) => StatusCode::NOT_FOUND.into_response(),
        Err(error) => {
            tracing::error!(%error, "the reference's files can't be read");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}
