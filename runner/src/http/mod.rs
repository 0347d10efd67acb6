//! The HTTP API: `GET /health`, and, with the secret, `PUT`, `GET …/events` and `DELETE` of a build.

mod api_error;
mod authorization;
mod cancel_build;
mod health;
mod start_build;
mod stream_events;

use std::sync::Arc;

pub use api_error::ApiError;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::from_fn_with_state;
use axum::routing::{get, put};

use crate::builds::Builds;
use crate::steps::Workspace;
#[cfg(fuzzing)]
pub use start_build::fuzz as fuzz_start_build;

/// The largest request body in bytes.
const MAX_BODY: usize = 64 * 1024;

/// The state of all handlers.
#[derive(Debug, Clone)]
pub struct AppState {
    pub builds: Arc<Builds>,
    pub workspace: Arc<Workspace>,
}

/// All routes.
pub fn router(state: AppState) -> Router {
    Router::new()
        .route("/builds/{build_id}", put(start_build::handle).delete(cancel_build::handle))
        .route("/builds/{build_id}/events", get(stream_events::handle))
        .route_layer(from_fn_with_state(state.clone(), authorization::require))
        .route("/health", get(health::handle))
        .method_not_allowed_fallback(async || ApiError::method_not_allowed())
        .fallback(async || ApiError::not_found("there is no such path"))
        .layer(DefaultBodyLimit::max(MAX_BODY))
        .with_state(state)
}
