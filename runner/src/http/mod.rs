//! The HTTP face: `GET /health`, and for whoever has the secret, `PUT`, `GET …/events` and `DELETE` of a build.

mod authorization;
mod cancel_build;
mod health;
mod problem;
mod start_build;
mod stream_events;

use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::from_fn_with_state;
use axum::routing::{get, put};
pub use problem::Problem;

use crate::builds::Builds;
use crate::steps::Workshop;

/// Bytes that the body of a request has at most.
const LARGEST_BODY: usize = 64 * 1024;

/// What the handlers work with.
#[derive(Debug, Clone)]
pub struct Service {
    /// The builds.
    pub builds: Arc<Builds>,
    /// Where they run.
    pub workshop: Arc<Workshop>,
}

/// All routes.
pub fn router(service: Service) -> Router {
    Router::new()
        .route("/builds/{build_id}", put(start_build::handle).delete(cancel_build::handle))
        .route("/builds/{build_id}/events", get(stream_events::handle))
        .route_layer(from_fn_with_state(service.clone(), authorization::require))
        .route("/health", get(health::handle))
        .method_not_allowed_fallback(async || Problem::method_not_allowed())
        .fallback(async || Problem::not_found("there is nothing at this address"))
        .layer(DefaultBodyLimit::max(LARGEST_BODY))
        .with_state(service)
}
