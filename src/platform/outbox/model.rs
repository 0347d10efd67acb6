//! Events, deliveries, and the messages on the queue.

use serde::Serialize;
use steward_kernel::from_json::FromJson;
use steward_kernel::id::{EstateId, EventId, OrganizationId};
use steward_kernel::time::Timestamp;
use utoipa::ToSchema;

/// A message on the queue that asks to deliver an event to a consumer: keys only. Messages of another kind come from
/// Durable Objects, see [`super::ObjectMessage`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, FromJson)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DeliveryMessage {
    pub kind: DeliveryKind,
    pub event_id: EventId,
    pub consumer: String,
}

/// The `kind` of a [`DeliveryMessage`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, FromJson)]
#[serde(rename_all = "snake_case")]
pub enum DeliveryKind {
    Delivery,
}

impl DeliveryMessage {
    pub(super) fn new(event_id: EventId, consumer: impl Into<String>) -> Self {
        Self { kind: DeliveryKind::Delivery, event_id, consumer: consumer.into() }
    }
}

/// The delivery of an event to a consumer.
#[derive(Debug, Serialize, FromJson, ToSchema)]
#[serde(rename_all(serialize = "camelCase"))]
#[schema(rename_all = "camelCase")]
pub struct Delivery {
    pub event_id: EventId,
    pub event_name: String,
    pub consumer: String,
    pub status: DeliveryStatus,
    pub attempts: u32,
    /// The error of the last failed attempt.
    pub last_error: Option<String>,
    /// The organization that the event belongs to.
    pub organization_id: Option<OrganizationId>,
    /// The estate that the event belongs to.
    pub estate_id: Option<EstateId>,
    /// When the event was recorded.
    pub created_at: Timestamp,
    /// When the delivery last changed.
    pub updated_at: Timestamp,
}

/// The state of a delivery.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, FromJson, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum DeliveryStatus {
    /// Not attempted yet.
    Pending,
    /// The last attempt failed; there will be another one.
    Retrying,
    Done,
    /// Failed too often or for good; an administrator can requeue it.
    Dead,
}
