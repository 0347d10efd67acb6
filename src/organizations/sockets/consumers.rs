//! Closing sockets after events.

use futures::future::try_join_all;
use steward_durable_objects::organization_websocket::{OrganizationWebSocketClient, close_code};
use steward_kernel::error::Error;
use steward_kernel::id::OrganizationId;

use crate::edge::Edge;
use crate::identity::sessions::SessionEnded;
use crate::organizations::members;
use crate::organizations::members::events::{MemberChanged, MemberRemoved};
use crate::organizations::organizations::events::{OrganizationClosed, OrganizationDeleted};
use crate::organizations::teams::events::TeamChanged;
use crate::platform::change::Event;
use crate::platform::outbox::{Consumer, Delivered, StoredEvent, Subscription};

/// The consumers of sockets. They come first in the registry, so that a socket that is about to close receives no more
/// messages.
pub const CONSUMERS: &[Consumer] = &[crate::consumer!(
    "disconnect",
    Subscription::Events(&[
        MemberRemoved::NAME,
        MemberChanged::NAME,
        TeamChanged::NAME,
        SessionEnded::NAME,
        OrganizationClosed::NAME,
        OrganizationDeleted::NAME,
    ]),
    inline,
    disconnect
)];

fn sockets(edge: &Edge, organization_id: &OrganizationId) -> Result<OrganizationWebSocketClient, Error> {
    OrganizationWebSocketClient::new(edge.env(), organization_id).map_err(Error::internal)
}

/// Closes the sockets of a membership, an organization or a session that has ended, and of a changed membership or team.
///
/// # Errors
/// [`crate::platform::outbox::ConsumerError`].
pub async fn disconnect(edge: &Edge, event: &StoredEvent) -> Delivered {
    if event.is::<SessionEnded>() {
        let SessionEnded { user_id, session_ids } = event.read()?;
        for organization_id in members::organization_ids(edge, &user_id).await? {
            let sockets = sockets(edge, &organization_id)?;
            let closed = session_ids.iter().map(|session_id| sockets.disconnect_session(session_id));
            try_join_all(closed).await.map_err(Error::internal)?;
        }
        return Ok(());
    }
    let Some(organization_id) = &event.organization_id else { return Ok(()) };
    let sockets = sockets(edge, organization_id)?;
    let closed = if event.is::<OrganizationClosed>() || event.is::<OrganizationDeleted>() {
        sockets.disconnect_all().await
    } else if event.is::<MemberRemoved>() {
        let MemberRemoved { user_id } = event.read()?;
        sockets.disconnect_users(vec![user_id], close_code::NO_LONGER_A_MEMBER, "no longer a member").await
    } else {
        // the clients reconnect with the new rights
        let user_ids = if event.is::<MemberChanged>() {
            let MemberChanged { user_id } = event.read()?;
            vec![user_id]
        } else {
            let TeamChanged { user_ids } = event.read()?;
            user_ids
        };
        sockets.disconnect_users(user_ids, close_code::MEMBERSHIP_CHANGED, "the membership changed").await
    };
    closed.map_err(Error::internal)?;
    Ok(())
}
