//! Sessions as the API returns them.

use serde::Serialize;
use steward_kernel::from_json::FromJson;
use steward_kernel::id::SessionId;
use steward_kernel::time::Timestamp;
use utoipa::ToSchema;

/// The kind of a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, FromJson, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum SessionKind {
    /// A browser with a cookie.
    Browser,
    /// An API client with access and refresh tokens.
    Api,
}

/// One of a user's sessions.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Session {
    pub id: SessionId,
    pub kind: SessionKind,
    /// Whether it is the session of this request.
    pub current: bool,
    /// The `User-Agent` that it was created with.
    #[schema(required)]
    pub user_agent: Option<String>,
    /// The IP address that it was created from.
    #[schema(required)]
    pub ip_address: Option<String>,
    /// City and country of the IP address.
    #[schema(required, example = "Berlin, DE")]
    pub location: Option<String>,
    pub created_at: Timestamp,
    /// The last use, precise to a day.
    pub last_seen_at: Timestamp,
    /// The end of the session, unless it is used again.
    pub expires_at: Timestamp,
    /// Whether an administrator impersonates the user with it.
    pub impersonated: bool,
}
