//! `PUT /builds/{buildId}`: starts a build, once.

use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde_json::error::Category;
use steward_kernel::id::{BuildId, TypeId};

use super::{Problem, Service};
use crate::builds::Start;
use crate::order::BuildOrder;
use crate::protocol::{BuildState, StartBuild, StateAnswer};
use crate::steps::run_build;

/// 201 when the build starts, 200 when it is known, whatever its state.
///
/// # Errors
/// 400 with the field that is wrong, 413, 429 over capacity, 503 while the runner is being stopped.
pub async fn handle(
    State(service): State<Service>,
    Path(build_id): Path<String>,
    body: Result<Bytes, BytesRejection>,
) -> Result<(StatusCode, Json<StateAnswer>), Problem> {
    let body = parse(&body.map_err(|_| Problem::payload_too_large())?)?;
    let build_id =
        BuildId::parse(&build_id).map_err(|_| Problem::validation("buildId", "must be the id of a build"))?;
    let order = BuildOrder::parse(build_id.clone(), body, service.workshop.configuration.allow_http_clone)?;
    let workshop = Arc::clone(&service.workshop);
    match service.builds.start(&build_id, |build| run_build(workshop, order, build)) {
        Start::Started => Ok((StatusCode::CREATED, Json(StateAnswer { state: BuildState::Running }))),
        Start::Known(ended) => Ok((StatusCode::OK, Json(StateAnswer { state: ended.into() }))),
        Start::Busy => Err(Problem::busy()),
        Start::Closing => Err(Problem::unavailable()),
    }
}

fn parse(body: &[u8]) -> Result<StartBuild, Problem> {
    let mut deserializer = serde_json::Deserializer::from_slice(body);
    let parsed = serde_path_to_error::deserialize(&mut deserializer).map_err(|error| {
        let field = error.path().to_string();
        match error.inner().classify() {
            Category::Data if field != "." => Problem::validation(&field, &error.inner().to_string()),
            _ => Problem::malformed_json(error.inner().to_string()),
        }
    })?;
    deserializer.end().map_err(|error| Problem::malformed_json(error.to_string()))?;
    Ok(parsed)
}
