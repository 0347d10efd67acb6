//! `DELETE /builds/{buildId}`: cancels a build.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use steward_kernel::id::{BuildId, TypeId};

use super::{ApiError, AppState};
use crate::builds::StopReason;
use crate::protocol::StateResponse;

/// 202 when the build is being cancelled (its end event follows), 200 when it had already ended.
///
/// # Errors
/// 404 for an unknown build.
pub async fn handle(
    State(state): State<AppState>,
    Path(build_id): Path<String>,
) -> Result<(StatusCode, Json<StateResponse>), ApiError> {
    let build = BuildId::parse(&build_id).ok().and_then(|id| state.builds.find(&id));
    let build = build.ok_or_else(|| ApiError::not_found("the runner does not know this build"))?;
    let ended = build.log.ended();
    let status = if ended.is_some() {
        StatusCode::OK
    } else {
        build.stop.request(StopReason::Cancelled);
        StatusCode::ACCEPTED
    };
    Ok((status, Json(StateResponse { state: ended.into() })))
}
