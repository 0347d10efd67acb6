//! `health`

use crate::api;
use steward_kernel::from_json::FromJson;
use utoipa::IntoParams;

use super::check::{self, Status};
use crate::api::{Operation, Query, RawReply};
use crate::identity::scope::BrowserRequest;
use steward_macros::operation;

/// The operations of this feature.
pub const OPERATIONS: &[Operation] = &[HEALTH];

#[derive(Debug, FromJson, IntoParams)]
#[into_params(parameter_in = Query)]
struct Depth {
    /// Checks the runner too.
    #[serde(deserialize_with = "text")]
    deep: Option<bool>,
}

/// Reports which parts of the platform respond, at most ten seconds ago.
#[operation(
    GET "/api/health",
    id = "health",
    tag = "health",
    responses((status = 200, body = check::Health), (status = 503, body = check::Health, description = "At least one check failed."), (status = 400, body = crate::api::ErrorBody, description = "A query parameter is invalid.")),
    errors(crate::api::AnonymousErrors),
)]
async fn health(request: BrowserRequest, Query(depth): Query<Depth>) -> RawReply {
    let health = check::health(&request.edge, depth.deep.unwrap_or(false)).await;
    let status = match health.status {
        Status::Ok => 200,
        Status::Degraded => 503,
    };
    api::json(status, &health)
}
