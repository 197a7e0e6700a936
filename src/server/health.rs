//! For whatever watches the server: is it alive, is it ready.

use super::state::AppState;
use axum::extract::State;
use http::StatusCode;

/// The process answers.
pub async fn healthz() -> &'static str {
    "ok"
}

/// The database answers too. What is wrong with it is for the log.
pub async fn readyz(State(state): State<AppState>) -> (StatusCode, &'static str) {
    match state.store.ready().await {
        Ok(()) => (StatusCode::OK, "ready"),
        Err(error) => {
            tracing::warn!(%error, "not ready");
            (
                StatusCode::SERVICE_UNAVAILABLE,
                "the database does not answer",
            )
        }
    }
}
