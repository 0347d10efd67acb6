//! The messages between the Worker and an organization's sockets, and from the sockets to browsers.

use serde::{Deserialize, Serialize};
use steward_kernel::from_json::FromJson;
use steward_kernel::id::{EstateId, OrganizationId, SessionId, UserId};
use steward_kernel::time::SECOND;

/// Close codes of sockets (RFC 6455, 7.4.2: 4000–4999 are for applications).
pub mod close_code {
    /// The session that opened the socket has ended.
    pub const SESSION_ENDED: u16 = 4401;
    /// The user is no longer a member of the organization, or it was deleted.
    pub const NO_LONGER_A_MEMBER: u16 = 4403;
    /// The socket's time is over: the client reconnects, and the Worker looks at session and membership again.
    pub const TIME_OVER: u16 = 4408;
    /// The user's role or estates changed: the client reconnects.
    pub const MEMBERSHIP_CHANGED: u16 = 4409;
}

/// Sockets are closed at multiples of this time, so that many of them wake the object once.
pub const DEADLINE_STEP_MS: i64 = 5 * SECOND;

/// The identity of a socket, authenticated by the Worker.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SocketIdentity {
    pub user_id: UserId,
    /// The session that authenticated the upgrade.
    pub session_id: SessionId,
    /// When session and membership were looked up, in milliseconds since 1970. The socket is refused if the user was
    /// disconnected after that.
    pub authenticated_at: i64,
    /// When the socket is closed, or up to five seconds later, in milliseconds since 1970.
    pub valid_until: i64,
    pub resume: Resume,
    /// The estates that a guest may see, at most [`MAX_ESTATES`]; none for other roles, which see all.
    pub estates: Option<Vec<EstateId>>,
}

/// Where the messages of a socket start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Resume {
    /// With new messages. The client fetches what it shows.
    Now,
    /// After the message with this number, the last one that the client received.
    After(u64),
    /// With the messages of events since this time, in milliseconds since 1970: the age of what a new client shows.
    Since(i64),
}

/// The most estates of a guest's socket: its attachment holds 2,048 bytes.
pub const MAX_ESTATES: usize = 50;

/// The kind of resource that changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, FromJson)]
#[serde(rename_all = "snake_case")]
pub enum Resource {
    /// A build, its status or its steps.
    Build,
    Estate,
    /// An estate's connected repository.
    Repository,
    /// An estate's active configuration.
    Configuration,
    Organization,
    Member,
    Invitation,
    ApiKey,
    /// A program of the organization.
    ServiceAccount,
    Team,
    CustomRole,
}

/// The level of a notification.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum NotificationLevel {
    Success,
    Error,
    Info,
    Warning,
}

/// The content of a message to browsers, without its number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "type", rename_all = "snake_case", rename_all_fields = "camelCase")]
pub enum Frame {
    /// A resource changed: the client fetches it again.
    Invalidate {
        resource: Resource,
        organization_id: OrganizationId,
        /// The estate of the resource, if any.
        estate_id: Option<EstateId>,
        /// The id of the resource; none for all of the kind.
        id: Option<String>,
    },
    /// A text for the user.
    Notification { level: NotificationLevel, message: String },
}

/// The recipients of a message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Audience {
    /// Only these users.
    pub user_ids: Vec<UserId>,
}

/// The guests that receive a message. Other roles receive every message.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Guests {
    /// No guests: the resource is not visible to them.
    #[default]
    None,
    /// Guests who may see this estate.
    Of(EstateId),
    All,
}

/// A message to publish. The same `event_id` and `index` are published once, however often they are sent.
///
/// The Worker serializes a [`Frame`]; the object forwards the JSON without parsing it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PublishMessage<FrameJson = Frame> {
    /// The id of the event that caused it.
    pub event_id: String,
    /// The position among the messages of the event.
    pub index: u32,
    pub frame: FrameJson,
    /// None means everybody.
    pub audience: Option<Audience>,
    /// Which guests of the audience.
    #[serde(default)]
    pub guests: Guests,
}

/// Publishes messages in this order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Publish<FrameJson = Frame> {
    /// At most [`MAX_MESSAGES`].
    pub messages: Vec<PublishMessage<FrameJson>>,
}

/// The most messages of one call.
pub const MAX_MESSAGES: usize = 1_000;

/// The response to [`Publish`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, FromJson)]
pub struct Published {
    /// The number of the newest message.
    pub latest: u64,
    /// The number of sends to sockets, over all messages.
    pub delivered: u64,
}

/// Closes the sockets of users and blocks connections that were authenticated before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, FromJson)]
#[serde(rename_all = "camelCase")]
pub struct DisconnectUsers {
    pub user_ids: Vec<UserId>,
    /// See [`close_code`].
    pub code: u16,
    /// Truncated to 123 bytes (RFC 6455, 5.5).
    pub reason: String,
}

/// Closes the sockets of a session with [`close_code::SESSION_ENDED`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, FromJson)]
#[serde(rename_all = "camelCase")]
pub struct DisconnectSession {
    pub session_id: SessionId,
}

/// The response to the disconnect commands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, FromJson)]
pub struct Disconnected {
    /// The number of closed sockets.
    pub sockets: u64,
}

/// The number of sockets and the range of stored messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, FromJson)]
pub struct Statistics {
    /// The number of open sockets.
    pub sockets: u64,
    /// The number of the oldest stored message; 0 without messages.
    pub oldest: u64,
    /// The number of the newest message; 0 without messages.
    pub latest: u64,
}
