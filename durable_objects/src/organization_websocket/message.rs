//! What is said between the Worker and an organization's sockets, and by the sockets to browsers.

use serde::{Deserialize, Serialize};
use steward_kernel::id::{EstateId, OrganizationId, SessionId, UserId};

/// Codes with which a socket is closed (4000–4999 are the application's, RFC 6455, 7.4.2).
pub mod close_code {
    /// The session that opened the socket has ended.
    pub const SESSION_ENDED: u16 = 4401;
    /// The user is no longer a member of the organization, or it is no longer there.
    pub const NO_LONGER_A_MEMBER: u16 = 4403;
    /// The user's role or estates changed: the socket is to be opened anew.
    pub const MEMBERSHIP_CHANGED: u16 = 4409;
}

/// Whom a socket belongs to: established by the Worker, which answers for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SocketIdentity {
    /// The user.
    pub user_id: UserId,
    /// The session that authenticated the upgrade.
    pub session_id: SessionId,
    /// When session and membership were looked up, in milliseconds since 1970: a user who was disconnected
    /// after that is not let in.
    pub authenticated_at: i64,
    /// The number of the last message that the client has; none for a client that begins.
    pub since: Option<u64>,
    /// The estates that a guest may see, at most [`MOST_ESTATES`]; none for a member, who sees all.
    pub estates: Option<Vec<EstateId>>,
}

/// How many estates a guest's socket carries: its attachment holds 2,048 bytes.
pub const MOST_ESTATES: usize = 50;

/// What changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, steward_kernel::from_json::FromJson)]
#[serde(rename_all = "snake_case")]
pub enum Resource {
    /// A build, its state or its steps.
    Build,
    /// An estate.
    Estate,
    /// An estate's connected repository.
    Repository,
    /// An estate's active configuration.
    Configuration,
    /// The organization itself.
    Organization,
    /// The organization's members.
    Member,
    /// The organization's invitations.
    Invitation,
    /// The organization's API keys.
    ApiKey,
}

/// How a notification is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum NotificationLevel {
    /// Something went well.
    Success,
    /// Something failed.
    Error,
    /// Something happened.
    Info,
    /// Something may go wrong.
    Warning,
}

/// A message to browsers, before it has its number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "type", rename_all = "snake_case", rename_all_fields = "camelCase")]
pub enum Frame {
    /// Something is not as it was: fetch it again.
    Invalidate {
        /// What kind of thing.
        resource: Resource,
        /// The organization.
        organization_id: OrganizationId,
        /// The estate, where it belongs to one.
        estate_id: Option<EstateId>,
        /// The thing itself, where it is one.
        id: Option<String>,
    },
    /// Something to show.
    Notification {
        /// How.
        level: NotificationLevel,
        /// The text.
        message: String,
    },
}

/// Who gets a message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Audience {
    /// These users and nobody else.
    pub user_ids: Vec<UserId>,
}

/// Which guests get a message; members get every one.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Guests {
    /// None: it speaks of what guests do not see.
    #[default]
    None,
    /// Those who may see this estate.
    Of(EstateId),
    /// All.
    All,
}

/// One message to publish. The same `event_id` and `index` are published once, however often they are sent.
///
/// The Worker writes the content as a [`Frame`]; the object passes it on without reading it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PublishMessage<Content = Frame> {
    /// What it comes from.
    pub event_id: String,
    /// Its place among the messages of that event.
    pub index: u32,
    /// What it says.
    pub frame: Content,
    /// Who gets it; everybody when none.
    pub audience: Option<Audience>,
    /// Which guests of those; none where the sender does not say.
    #[serde(default)]
    pub guests: Guests,
}

/// Messages to publish, in this order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Publish<Content = Frame> {
    /// At most [`MOST_MESSAGES`].
    pub messages: Vec<PublishMessage<Content>>,
}

/// How many messages one call takes.
pub const MOST_MESSAGES: usize = 1_000;

/// The answer to [`Publish`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Published {
    /// The number of the newest message.
    pub latest: u64,
    /// Sends to sockets, over all messages.
    pub delivered: u64,
}

/// Closes the sockets of a user, and keeps out those that were authenticated before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DisconnectUser {
    /// Whose.
    pub user_id: UserId,
    /// With which code: see [`close_code`].
    pub code: u16,
    /// At most 123 bytes (RFC 6455, 5.5); what is longer is cut.
    pub reason: String,
}

/// Closes all sockets with [`close_code::NO_LONGER_A_MEMBER`]: the organization is gone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DisconnectAll {}

/// Closes the sockets of a session with [`close_code::SESSION_ENDED`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DisconnectSession {
    /// Which.
    pub session_id: SessionId,
}

/// The answer to these.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Disconnected {
    /// How many sockets were closed.
    pub sockets: u64,
}

/// How things stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Statistics {
    /// Open sockets.
    pub sockets: u64,
    /// The oldest message that can be sent again; 0 when there is none.
    pub oldest: u64,
    /// The newest message; 0 when there was none.
    pub latest: u64,
}
