//! `PUT /builds/{buildId}`: starts a build; repeated requests do nothing.

use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde_json::error::Category;
use steward_kernel::id::{BuildId, TypeId};

use super::{ApiError, AppState};
use crate::build_request::BuildRequest;
use crate::builds::StartOutcome;
use crate::protocol::{BuildState, StartBuild, StateResponse};
use crate::steps::run_build;

/// 201 when the build is started, 200 when it is already known, whatever its state.
///
/// # Errors
/// 400 with the invalid field, 409 for an organization that this runner does not serve, 413, 429 at capacity or at the organization's limit, 503 while the runner is shutting down.
pub async fn handle(
    State(state): State<AppState>,
    Path(build_id): Path<String>,
    body: Result<Bytes, BytesRejection>,
) -> Result<(StatusCode, Json<StateResponse>), ApiError> {
    let body = parse(&body.map_err(|_| ApiError::payload_too_large())?)?;
    let build_id =
        BuildId::parse(&build_id).map_err(|_| ApiError::validation("buildId", "must be the id of a build"))?;
    let build_request = BuildRequest::parse(build_id.clone(), body, state.workspace.configuration.allow_http_clone)?;
    state.workspace.isolation.admit(build_request.tenant.as_deref()).map_err(ApiError::another_organization)?;
    let organization = build_request.organization.clone();
    let workspace = Arc::clone(&state.workspace);
    match state.builds.start(&build_id, &organization, |build| run_build(workspace, build_request, build)) {
        StartOutcome::Started => Ok((StatusCode::CREATED, Json(StateResponse { state: BuildState::Running }))),
        StartOutcome::AlreadyKnown(ended) => Ok((StatusCode::OK, Json(StateResponse { state: ended.into() }))),
        StartOutcome::AtCapacity => Err(ApiError::busy()),
        StartOutcome::AtOrganizationLimit => Err(ApiError::organization_busy()),
        StartOutcome::ShuttingDown => Err(ApiError::unavailable()),
    }
}

fn parse(body: &[u8]) -> Result<StartBuild, ApiError> {
    let mut deserializer = serde_json::Deserializer::from_slice(body);
    let parsed = serde_path_to_error::deserialize(&mut deserializer).map_err(|error| {
        let field = error.path().to_string();
        match error.inner().classify() {
            Category::Data if field != "." => ApiError::validation(&field, &error.inner().to_string()),
            _ => ApiError::malformed_json(error.inner().to_string()),
        }
    })?;
    deserializer.end().map_err(|error| ApiError::malformed_json(error.to_string()))?;
    Ok(parsed)
}

/// A request that is accepted has values that are safe as arguments of git.
#[cfg(fuzzing)]
pub fn fuzz(body: &[u8]) {
    let Ok(body) = parse(body) else { return };
    let build_id = BuildId::new(0, [0; 10]);
    let Ok(request) = BuildRequest::parse(build_id, body, false) else { return };
    let authority = request.clone_url.as_str().strip_prefix("https://").unwrap().split('/').next().unwrap();
    assert!(!authority.is_empty() && !authority.contains('@'));
    let line = request.clone_url.credential_line("x-access-token", "a:b@c/d\n");
    assert_eq!(line.matches('\n').count(), 1);
    assert_eq!(line.matches('@').count(), 1);
    assert_eq!(request.commit.as_str().len(), 40);
    assert!(request.branch.is_none_or(|branch| !branch.as_str().starts_with('-')));
    assert!(request.path.is_none_or(
        |path| !path.as_str().split('/').any(|part| part == "..") && !path.as_str().starts_with(['-', '/'])
    ));
}
