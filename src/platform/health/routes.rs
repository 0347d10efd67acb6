//! `health`

use axum::response::{IntoResponse, Response};
use http::StatusCode;
use serde::Deserialize;
use utoipa::IntoParams;

use super::check::{self, Health, Status};
use crate::api::{Failure, JsonReply, Routes};
use crate::edge::extract::Query;
use crate::identity::scope::BrowserRequest;

/// The operations of this feature.
pub fn routes(routes: Routes) -> Routes {
    crate::operation!(routes, health)
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Depth {
    /// Asks the runner too, and everything anew.
    deep: Option<bool>,
}

/// Which parts of the platform answer.
#[utoipa::path(get, path = "/api/health", operation_id = "health", tag = "health", params(Depth),
    responses((status = 200, body = Health), (status = 503, body = Health, description = "Something does not answer."),
        (status = 400, body = crate::api::ErrorBody, description = "The query is not valid.")))]
#[worker::send]
pub async fn health(request: BrowserRequest, Query(depth): Query<Depth>) -> Result<Response, Failure> {
    let health = check::health(&request.edge, depth.deep.unwrap_or(false)).await;
    let status = match health.status {
        Status::Ok => StatusCode::OK,
        Status::Degraded => StatusCode::SERVICE_UNAVAILABLE,
    };
    Ok(JsonReply::new(status, health).into_response())
}
