//! The Worker's client of an organization's sockets.

use steward_kernel::id::{OrganizationId, SessionId, UserId};
use worker::Env;

use super::messages::{
    DisconnectSession, DisconnectUsers, Disconnected, Publish, PublishMessage, Published, Resume, SocketIdentity,
    Statistics,
};
use crate::runtime::transport::{CallError, ObjectAddress};

/// The binding of the namespace.
pub const BINDING: &str = "ORGANIZATION_WEBSOCKET";

/// The name of the object: the organization's id. Another format would orphan the stored messages.
#[must_use]
pub fn object_name(organization_id: &OrganizationId) -> &str {
    organization_id.as_ref()
}

/// A client of the sockets of one organization.
#[derive(Debug, Clone)]
pub struct OrganizationWebSocketClient {
    address: ObjectAddress,
}

impl OrganizationWebSocketClient {
    /// A client of the sockets of `organization_id`.
    ///
    /// # Errors
    /// [`CallError::Unreachable`] when the binding is missing.
    pub fn new(env: &Env, organization_id: &OrganizationId) -> Result<Self, CallError> {
        Ok(Self { address: ObjectAddress::new(env, BINDING, object_name(organization_id))? })
    }

    /// Opens a socket. The response is 101 with the client's socket, and is passed on to the browser.
    ///
    /// # Errors
    /// Every kind of [`CallError`].
    pub async fn connect(&self, identity: &SocketIdentity) -> Result<web_sys::Response, CallError> {
        let authenticated_at = identity.authenticated_at.to_string();
        let valid_until = identity.valid_until.to_string();
        let resume = match identity.resume {
            Resume::Now => None,
            Resume::After(sequence) => Some(("x-steward-after", sequence.to_string())),
            Resume::Since(time) => Some(("x-steward-since", time.to_string())),
        };
        let estates =
            identity.estates.as_ref().map(|estates| estates.iter().map(AsRef::as_ref).collect::<Vec<&str>>().join(","));
        let mut headers = vec![
            ("upgrade", "websocket"),
            ("x-steward-user-id", identity.user_id.as_ref()),
            ("x-steward-session-id", identity.session_id.as_ref()),
            ("x-steward-authenticated-at", &authenticated_at),
            ("x-steward-valid-until", &valid_until),
        ];
        if let Some((name, value)) = &resume {
            headers.push((name, value));
        }
        if let Some(estates) = &estates {
            headers.push(("x-steward-estates", estates));
        }
        self.address.open("connect", None, &headers).await
    }

    /// Sends messages to their audience, and stores them for clients that reconnect.
    ///
    /// # Errors
    /// Every kind of [`CallError`]; rejected with more than [`super::MAX_MESSAGES`] messages.
    pub async fn publish(&self, messages: Vec<PublishMessage>) -> Result<Published, CallError> {
        self.address.call("publish", &Publish { messages }).await
    }

    /// Closes the sockets of users.
    ///
    /// # Errors
    /// Every kind of [`CallError`].
    pub async fn disconnect_users(
        &self,
        user_ids: Vec<UserId>,
        code: u16,
        reason: &str,
    ) -> Result<Disconnected, CallError> {
        let message = DisconnectUsers { user_ids, code, reason: reason.to_owned() };
        self.address.call("disconnect_users", &message).await
    }

    /// Closes all sockets, because the organization was deleted.
    ///
    /// # Errors
    /// Every kind of [`CallError`].
    pub async fn disconnect_all(&self) -> Result<Disconnected, CallError> {
        self.address.call("disconnect_all", &()).await
    }

    /// Closes a session's sockets.
    ///
    /// # Errors
    /// Every kind of [`CallError`].
    pub async fn disconnect_session(&self, session_id: &SessionId) -> Result<Disconnected, CallError> {
        self.address.call("disconnect_session", &DisconnectSession { session_id: session_id.clone() }).await
    }

    /// The number of sockets and the range of stored messages.
    ///
    /// # Errors
    /// Every kind of [`CallError`].
    pub async fn statistics(&self) -> Result<Statistics, CallError> {
        self.address.call("statistics", &()).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Another format would orphan the stored messages.
    #[test]
    fn the_name_is_the_organization_s_id() {
        let organization_id = OrganizationId::new(0, [0; 10]);
        assert_eq!(object_name(&organization_id), organization_id.to_string());
    }
}
