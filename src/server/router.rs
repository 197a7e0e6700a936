//! The table of routes, and what every request passes through.

use super::{
    document,
    door::{self, Guard, Rate},
    failures, patience, routes,
    state::AppState,
    telemetry,
};
use axum::{
    Router,
    extract::DefaultBodyLimit,
    middleware::{from_fn, from_fn_with_state},
};
use http::{StatusCode, header};
use tower::ServiceBuilder;
use tower_http::{
    CompressionLevel,
    catch_panic::CatchPanicLayer,
    compression::{CompressionLayer, Predicate, predicate::DefaultPredicate},
    request_id::{MakeRequestUuid, PropagateRequestIdLayer, SetRequestIdLayer},
};

/// The whole console.
pub fn router(state: AppState) -> Router {
    let limits = state.settings.limits;
    // What rendering spawns runs on tokio. A second router in the same process (a test's) finds it set already.
    let _already_set = any_spawner::Executor::init_tokio();

    routes::routed()
        .fallback(document::asset_or_not_found)
        .layer(
            // From the outside in: last of all comes the question whether they may.
            ServiceBuilder::new()
                .layer(from_fn_with_state(state.clone(), door::distrust_request_id))
                .layer(SetRequestIdLayer::x_request_id(MakeRequestUuid))
                .layer(telemetry::requests())
                .layer(PropagateRequestIdLayer::x_request_id())
                .layer(from_fn_with_state(state.clone(), door::add_headers))
                .layer(compression())
                .layer(from_fn(failures::explain))
                .layer(CatchPanicLayer::custom(failures::panicked))
                .layer(from_fn_with_state(state.clone(), patience::limit))
                .layer(DefaultBodyLimit::max(limits.body_bytes))
                .layer(from_fn_with_state(state.clone(), door::note_caller))
                .layer(from_fn_with_state(Rate::new(&limits), door::limit_rate))
                .layer(door::refuse_forgeries(&state.settings))
                .layer(from_fn_with_state(Guard::new(state.clone()), door::guard)),
        )
        .with_state(state)
}

/// What is made for one request is compressed quickly; the site's files are compressed well, once, before.
fn compression() -> CompressionLayer<impl Predicate> {
    let not_an_asset =
        |_: StatusCode, _: http::Version, headers: &http::HeaderMap, _: &http::Extensions| {
            !headers.contains_key(header::ETAG)
        };
    CompressionLayer::new()
        .quality(CompressionLevel::Fastest)
        .compress_when(DefaultPredicate::new().and(not_an_asset))
}
