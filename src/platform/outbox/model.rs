//! Events, deliveries, and the messages on the queue.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use steward_kernel::from_json::FromJson;
use steward_kernel::id::{EstateId, EventId, OrganizationId};
use steward_kernel::time::Timestamp;
use utoipa::ToSchema;

use super::event::RecordedEvent;
use crate::edge::database::Statement;

/// What can happen. The text is stored, so a name is never reused for something else.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, FromJson)]
pub enum EventName {
    /// An organization with its first estate, or a further estate, was made.
    #[serde(rename = "estate:created")]
    EstateCreated,
    /// A membership began or ended.
    #[serde(rename = "organization:members:changed")]
    MembersChanged,
    /// A user's membership ended: their sockets of that organization are to be closed.
    #[serde(rename = "organization:member:removed")]
    MemberRemoved,
    /// Somebody signed out.
    #[serde(rename = "session:ended")]
    SessionEnded,
    /// Mail is to be sent: the payload says of what kind, and which row it speaks of.
    #[serde(rename = "mail:requested")]
    MailRequested,
    /// A user, or the user's picture or rights, changed.
    #[serde(rename = "user:changed")]
    UserChanged,
    /// Nothing shows a picture any more.
    #[serde(rename = "picture:gone")]
    PictureGone,
    /// A user is gone: what is kept elsewhere is to go as well.
    #[serde(rename = "user:deleted")]
    UserDeleted,
    /// An organization's name, slug, logo or settings changed.
    #[serde(rename = "organization:changed")]
    OrganizationChanged,
    /// An organization is gone: what is kept elsewhere is to go as well.
    #[serde(rename = "organization:deleted")]
    OrganizationDeleted,
    /// A member's role or estates changed: their sockets are to be opened anew.
    #[serde(rename = "organization:member:changed")]
    MemberChanged,
    /// An invitation was made, used or ended.
    #[serde(rename = "organization:invitations:changed")]
    InvitationsChanged,
    /// An API key was made or ended.
    #[serde(rename = "organization:keys:changed")]
    ApiKeysChanged,
    /// An estate was renamed.
    #[serde(rename = "estate:changed")]
    EstateChanged,
    /// An estate is gone: what is kept elsewhere is to go as well.
    #[serde(rename = "estate:deleted")]
    EstateDeleted,
    /// A try of the outbox itself, where testing is turned on.
    #[serde(rename = "testing:poked")]
    TestingPoked,
    /// An estate was connected to a repository, or disconnected.
    #[serde(rename = "estate:repository:changed")]
    RepositoryChanged,
    /// A build was triggered.
    #[serde(rename = "estate:build:created")]
    BuildCreated,
    /// A build's state changed.
    #[serde(rename = "estate:build:changed")]
    BuildChanged,
    /// Somebody asked for a running or waiting build to end.
    #[serde(rename = "estate:build:cancel_requested")]
    BuildCancelRequested,
    /// Another configuration is active.
    #[serde(rename = "estate:configuration:activated")]
    ConfigurationActivated,
}

impl EventName {
    pub(super) const fn stored_name(self) -> &'static str {
        match self {
            Self::EstateCreated => "estate:created",
            Self::MembersChanged => "organization:members:changed",
            Self::MemberRemoved => "organization:member:removed",
            Self::SessionEnded => "session:ended",
            Self::MailRequested => "mail:requested",
            Self::UserChanged => "user:changed",
            Self::PictureGone => "picture:gone",
            Self::UserDeleted => "user:deleted",
            Self::OrganizationChanged => "organization:changed",
            Self::OrganizationDeleted => "organization:deleted",
            Self::MemberChanged => "organization:member:changed",
            Self::InvitationsChanged => "organization:invitations:changed",
            Self::ApiKeysChanged => "organization:keys:changed",
            Self::EstateChanged => "estate:changed",
            Self::EstateDeleted => "estate:deleted",
            Self::TestingPoked => "testing:poked",
            Self::RepositoryChanged => "estate:repository:changed",
            Self::BuildCreated => "estate:build:created",
            Self::BuildChanged => "estate:build:changed",
            Self::BuildCancelRequested => "estate:build:cancel_requested",
            Self::ConfigurationActivated => "estate:configuration:activated",
        }
    }
}

/// Something that happened. The payload holds ids and small facts, never a secret.
#[derive(Debug, Clone)]
pub struct Event {
    /// What.
    pub name: EventName,
    /// In which organization, where the one who records it knows.
    pub organization_id: Option<OrganizationId>,
    /// In which estate.
    pub estate_id: Option<EstateId>,
    /// To what.
    pub payload: Value,
}

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

/// Events that are about to be written: the statements for the batch, and what to send once it is committed.
#[derive(Debug)]
pub struct Recorded {
    /// To be put into the batch.
    pub statements: Vec<Statement>,
    pub(super) events: Vec<RecordedEvent>,
}

impl Recorded {
    /// The first event's id.
    #[must_use]
    pub fn first_id(&self) -> Option<EventId> {
        self.events.first().map(|event| event.id().clone())
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
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, FromJson, ToSchema)]
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
