//! `DELETE /builds/{buildId}`: cancels a build.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use steward_kernel::id::{BuildId, TypeId};

use super::{Problem, Service};
use crate::builds::StopReason;
use crate::protocol::StateAnswer;

/// 202 when the build is being ended (the event stream tells when that is done), 200 when it had ended before.
///
/// # Errors
/// 404 for an unknown build.
pub async fn handle(
    State(service): State<Service>,
    Path(build_id): Path<String>,
) -> Result<(StatusCode, Json<StateAnswer>), Problem> {
    let build = BuildId::parse(&build_id).ok().and_then(|id| service.builds.find(&id));
    let build = build.ok_or_else(|| Problem::not_found("the runner does not know this build"))?;
    let ended = build.log.ended();
    let status = if ended.is_some() {
        StatusCode::OK
    } else {
        build.stop.request(StopReason::Cancelled);
        StatusCode::ACCEPTED
    };
    Ok((status, Json(StateAnswer { state: ended.into() })))
}
