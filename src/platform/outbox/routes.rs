//! Deliveries, for administrators of the platform.

use axum::extract::FromRequestParts;
use http::StatusCode;
use http::request::Parts;
use serde::Deserialize;
use steward_kernel::id::EventId;
use steward_kernel::page::{Page, PageQuery};
use utoipa::IntoParams;

use super::dead_letters;
use super::model::{Delivery, DeliveryStatus};
use crate::api::{self, Failure, Reply, Routes};
use crate::edge::extract::{PathId, PathParameter, Query, path_parameter};
use crate::identity::scope::Administrator;

/// The operations of this feature.
pub fn routes(routes: Routes) -> Routes {
    let routes = crate::operation!(routes, list_deliveries);
    crate::operation!(routes, requeue_delivery)
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Filter {
    /// How far the deliveries are.
    status: Option<DeliveryStatus>,
}

/// Deliveries of one status, the dead ones unless another is asked for, newest first.
#[utoipa::path(get, path = "/api/admin/deliveries", operation_id = "admin.listDeliveries", tag = "admin",
    params(Filter, PageQuery), responses((status = 200, body = Page<Delivery>), api::ListErrors))]
#[worker::send]
pub async fn list_deliveries(
    scope: Administrator,
    Query(filter): Query<Filter>,
    Query(page): Query<PageQuery>,
) -> Reply<Page<Delivery>> {
    let status = filter.status.unwrap_or(DeliveryStatus::Dead);
    api::ok(dead_letters::list(&scope.edge, status, &page).await?)
}

impl PathParameter for EventId {
    const NAME: &'static str = "eventId";
}

/// To whom; consumers that are no longer there have deliveries too.
#[derive(Debug)]
struct ConsumerName(String);

impl FromRequestParts<()> for ConsumerName {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &()) -> Result<Self, Failure> {
        Ok(Self(path_parameter(parts, state, "consumer").await?))
    }
}

/// Sends a dead delivery again.
#[utoipa::path(post, path = "/api/admin/deliveries/{eventId}/{consumer}/requeue",
    operation_id = "admin.requeueDelivery", tag = "admin",
    params(("eventId" = String, Path, description = "The event."), ("consumer" = String, Path, description = "To whom.")),
    responses((status = 202, description = "It is on its way."), api::ChangeErrors))]
#[worker::send]
pub async fn requeue_delivery(
    scope: Administrator,
    PathId(event_id): PathId<EventId>,
    ConsumerName(consumer): ConsumerName,
) -> Result<StatusCode, Failure> {
    dead_letters::requeue(&scope.edge, &scope.origin(), event_id, &consumer).await?;
    Ok(StatusCode::ACCEPTED)
}
