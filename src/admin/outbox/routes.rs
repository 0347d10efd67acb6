//! Deliveries, for administrators of the platform.

use steward_kernel::from_json::FromJson;
use steward_kernel::id::EventId;
use steward_kernel::page::{Page, PageQuery};
use utoipa::IntoParams;

use crate::api::{self, EmptyAcceptedReply, Operation, PathId, PathParameter, Query, Reply};
use crate::api::{Argument, Input, Needs};
use crate::identity::scope::Administrator;
use crate::platform::outbox::dead_letters;
use crate::platform::outbox::{Delivery, DeliveryStatus};
use steward_kernel::error::Error;
use steward_macros::operation;

/// The operations of this feature.
pub const OPERATIONS: &[Operation] = &[LIST_DELIVERIES, REQUEUE_DELIVERY];

#[derive(Debug, FromJson, IntoParams)]
#[into_params(parameter_in = Query)]
struct Filter {
    /// How far the deliveries are.
    status: Option<DeliveryStatus>,
}

/// Deliveries of one status, the dead ones unless another is asked for, newest first.
#[operation(GET "/api/admin/deliveries", id = "admin.listDeliveries", tag = "admin")]
async fn list_deliveries(
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

impl Argument for ConsumerName {
    const NEEDS: Needs = Needs::NOTHING;

    fn take(input: &mut Input) -> Result<Self, Error> {
        input.parameter("consumer").map(|text| Self(text.to_owned()))
    }
}

/// Sends a dead delivery again.
#[operation(
    POST "/api/admin/deliveries/{eventId}/{consumer}/requeue",
    id = "admin.requeueDelivery",
    tag = "admin",
    params(("consumer" = String, Path, description = "To whom.")),
    answer = "It is on its way.",
)]
async fn requeue_delivery(
    scope: Administrator,
    PathId(event_id): PathId<EventId>,
    ConsumerName(consumer): ConsumerName,
) -> EmptyAcceptedReply {
    dead_letters::requeue(&scope.edge, &scope.origin(), event_id, &consumer).await?;
    api::accepted_without_body()
}
