//! Deliveries and undecodable messages over HTTP, for platform administrators.

use steward_kernel::from_json::FromJson;
use steward_kernel::id::EventId;
use steward_kernel::page::{Page, PageQuery};
use utoipa::IntoParams;

use crate::api::{self, EmptyAcceptedReply, Operation, PathId, PathParameter, Query, Reply};
use crate::api::{Argument, Input, Needs};
use crate::identity::scope::Administrator;
use crate::platform::outbox::dead_letters;
use crate::platform::outbox::undecodable::{self, UndecodableMessage};
use crate::platform::outbox::{Delivery, DeliveryStatus};
use steward_kernel::error::Error;
use steward_macros::operation;

/// The operations of this feature.
pub const OPERATIONS: &[Operation] = &[LIST_DELIVERIES, REQUEUE_DELIVERY, LIST_UNDECODABLE_MESSAGES];

#[derive(Debug, FromJson, IntoParams)]
#[into_params(parameter_in = Query)]
struct Filter {
    /// The status of the deliveries; `dead` when absent.
    status: Option<DeliveryStatus>,
}

/// Lists deliveries of one status, newest first. Without a status, lists the dead-lettered ones.
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

/// The name of a consumer. Consumers that no longer exist can still have deliveries.
#[derive(Debug)]
struct ConsumerName(String);

impl Argument for ConsumerName {
    const NEEDS: Needs = Needs::NOTHING;

    fn take(input: &mut Input) -> Result<Self, Error> {
        input.parameter("consumer").map(|text| Self(text.to_owned()))
    }
}

/// Requeues a dead-lettered delivery.
#[operation(
    POST "/api/admin/deliveries/{eventId}/{consumer}/requeue",
    id = "admin.requeueDelivery",
    tag = "admin",
    params(("consumer" = String, Path, description = "The name of the consumer.")),
    answer = "The delivery is requeued.",
)]
async fn requeue_delivery(
    scope: Administrator,
    PathId(event_id): PathId<EventId>,
    ConsumerName(consumer): ConsumerName,
) -> EmptyAcceptedReply {
    dead_letters::requeue(&scope.edge, &scope.origin(), event_id, &consumer).await?;
    api::accepted_without_body()
}

/// Lists the queue messages that could not be decoded, newest first. They are kept for 30 days.
#[operation(GET "/api/admin/undecodable-messages", id = "admin.listUndecodableMessages", tag = "admin")]
async fn list_undecodable_messages(
    scope: Administrator,
    Query(page): Query<PageQuery>,
) -> Reply<Page<UndecodableMessage>> {
    api::ok(undecodable::list(&scope.edge, &page).await?)
}
