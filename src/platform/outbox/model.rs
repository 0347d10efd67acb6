//! Events, deliveries, and the messages on the queue.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use steward_kernel::id::{EstateId, EventId, OrganizationId};
use steward_kernel::time::Timestamp;
use utoipa::ToSchema;

use super::consumer::Consumer;
use crate::edge::database::Statement;

/// What can happen. The text is stored, so a name is never reused for something else.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
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

/// An event as consumers get it.
#[derive(Debug, Clone, Deserialize)]
pub struct StoredEvent {
    /// Its id: the same for every attempt, so a key for effects that must happen once.
    pub id: EventId,
    /// What happened.
    pub name: EventName,
    /// In which organization.
    pub organization_id: Option<OrganizationId>,
    /// In which estate.
    pub estate_id: Option<EstateId>,
    /// The payload's JSON text.
    pub payload: String,
}

/// A message on the queue: keys only.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", rename_all_fields = "camelCase", deny_unknown_fields)]
pub enum QueueMessage {
    /// An event is to be delivered to a consumer.
    Delivery {
        /// Which event.
        event_id: EventId,
        /// To whom.
        consumer: String,
    },
    /// An estate's build manager has something to report, or is ready for a build.
    BuildManager {
        /// Which estate's.
        estate_id: EstateId,
    },
}

/// Events that are about to be written: the statements for the batch, and what to send once it is committed.
#[derive(Debug)]
pub struct Recorded {
    /// To be put into the batch.
    pub statements: Vec<Statement>,
    pub(super) messages: Vec<(StoredEvent, Vec<Consumer>)>,
}

impl Recorded {
    /// The first event's id.
    #[must_use]
    pub fn first_id(&self) -> Option<EventId> {
        self.messages.first().map(|(event, _)| event.id.clone())
    }
}

/// A delivery as administrators see it.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all(serialize = "camelCase"))]
#[schema(rename_all = "camelCase")]
pub struct Delivery {
    /// The event.
    pub event_id: EventId,
    /// The event's name.
    pub event_name: String,
    /// Whom it goes to.
    pub consumer: String,
    /// How far it is.
    pub status: DeliveryStatus,
    /// How often it was tried.
    pub attempts: u32,
    /// What the last try ended with.
    pub last_error: Option<String>,
    /// In which organization it happened.
    pub organization_id: Option<OrganizationId>,
    /// In which estate it happened.
    pub estate_id: Option<EstateId>,
    /// When it happened.
    pub created_at: Timestamp,
    /// When the delivery last changed.
    pub updated_at: Timestamp,
}

/// How far a delivery is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum DeliveryStatus {
    /// Not tried yet.
    Pending,
    /// Failed, and will be tried again.
    Retrying,
    /// Done.
    Done,
    /// Failed too often; an administrator can send it again.
    Dead,
}
