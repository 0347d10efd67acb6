//! `GET /health`: reports that the runner is up, and its load.

use axum::Json;
use axum::extract::State;
use serde::Serialize;

use super::AppState;
use crate::isolation::Description;

/// The response body.
#[derive(Debug, Serialize)]
pub struct Health {
    status: &'static str,
    running: usize,
    isolation: Description,
}

/// Responds without authentication.
pub async fn handle(State(state): State<AppState>) -> Json<Health> {
    Json(Health { status: "ok", running: state.builds.running(), isolation: state.workspace.isolation.describe() })
}
