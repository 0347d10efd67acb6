//! `GET /health`: that the runner answers, and how much it does.

use axum::Json;
use axum::extract::State;
use serde::Serialize;

use super::Service;

/// The answer.
#[derive(Debug, Serialize)]
pub struct Health {
    status: &'static str,
    running: usize,
}

/// Answers. Needs no secret and tells none.
pub async fn handle(State(service): State<Service>) -> Json<Health> {
    Json(Health { status: "ok", running: service.builds.running() })
}
