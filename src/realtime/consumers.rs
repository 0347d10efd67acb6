//! What the sockets are told of events.

use serde::Deserialize;
use steward_durable_objects::organization_websocket::{
    Frame, OrganizationWebSocketClient, PublishMessage, Resource, close_code,
};
use steward_kernel::error::Error;
use steward_kernel::id::{OrganizationId, SessionId, UserId};

use crate::edge::Edge;
use crate::organizations;
use crate::outbox::{ConsumerError, Delivered, EventName, StoredEvent};

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Payload {
    build_id: Option<String>,
    estate_id: Option<String>,
    user_id: Option<UserId>,
    session_id: Option<SessionId>,
    status: Option<String>,
}

/// What is no longer as it was, by event.
fn changed(event: EventName, payload: &Payload) -> Vec<(Resource, Option<String>)> {
    let user_id = || payload.user_id.as_ref().map(ToString::to_string);
    match event {
        EventName::EstateCreated => {
            vec![(Resource::Estate, payload.estate_id.clone()), (Resource::Organization, None)]
        }
        EventName::MembersChanged | EventName::MemberRemoved => vec![(Resource::Member, user_id())],
        EventName::RepositoryChanged => vec![(Resource::Repository, None), (Resource::Estate, None)],
        EventName::BuildCreated => vec![(Resource::Build, payload.build_id.clone())],
        // a complete build may be the active one now
        EventName::BuildChanged if payload.status.as_deref() == Some("complete") => {
            vec![(Resource::Build, payload.build_id.clone()), (Resource::Configuration, None)]
        }
        EventName::BuildChanged => vec![(Resource::Build, payload.build_id.clone())],
        // another build was active before: all of them are to be looked at again
        EventName::ConfigurationActivated => vec![(Resource::Build, None), (Resource::Configuration, None)],
        EventName::UserChanged | EventName::MemberChanged => vec![(Resource::Member, user_id())],
        EventName::OrganizationChanged => vec![(Resource::Organization, None)],
        EventName::InvitationsChanged => vec![(Resource::Invitation, None)],
        EventName::ApiKeysChanged => vec![(Resource::ApiKey, None)],
        EventName::EstateChanged | EventName::EstateDeleted => {
            vec![(Resource::Estate, payload.estate_id.clone()), (Resource::Organization, None)]
        }
        EventName::BuildCancelRequested
        | EventName::SessionEnded
        | EventName::MailRequested
        | EventName::UserDeleted
        | EventName::OrganizationDeleted
        | EventName::TestingPoked => Vec::new(),
    }
}

fn sockets(edge: &Edge, organization_id: &OrganizationId) -> Result<OrganizationWebSocketClient, Error> {
    OrganizationWebSocketClient::new(edge.env(), organization_id).map_err(Error::internal)
}

fn read(event: &StoredEvent) -> Result<Payload, ConsumerError> {
    steward_kernel::json::read(&event.payload).map_err(|error| ConsumerError::Hopeless(error.to_string()))
}

/// Every event: open browsers fetch anew what it names. Told twice, the sockets pass it on once.
///
/// # Errors
/// [`ConsumerError`].
pub async fn broadcast(edge: &Edge, event: &StoredEvent) -> Delivered {
    let payload = read(event)?;
    let Some(organization_id) = &event.organization_id else { return Ok(()) };
    let messages: Vec<PublishMessage> = (0..)
        .zip(changed(event.name, &payload))
        .map(|(index, (resource, id))| PublishMessage {
            event_id: event.id.to_string(),
            index,
            frame: Frame::Invalidate {
                resource,
                organization_id: organization_id.clone(),
                estate_id: event.estate_id.clone(),
                id,
            },
            audience: None,
        })
        .collect();
    if !messages.is_empty() {
        sockets(edge, organization_id)?.publish(messages).await.map_err(Error::internal)?;
    }
    Ok(())
}

/// A membership or a session ended: its sockets are closed.
///
/// # Errors
/// [`ConsumerError`].
pub async fn disconnect(edge: &Edge, event: &StoredEvent) -> Delivered {
    let payload = read(event)?;
    let missing = || ConsumerError::Hopeless("the event names no user".to_owned());
    let user_id = payload.user_id.ok_or_else(missing)?;
    if let Some(organization_id) = &event.organization_id {
        sockets(edge, organization_id)?
            .disconnect_user(&user_id, close_code::NO_LONGER_A_MEMBER, "no longer a member")
            .await
            .map_err(Error::internal)?;
    } else if let Some(session_id) = &payload.session_id {
        for organization_id in organizations::service::ids_of(edge, &user_id).await? {
            sockets(edge, &organization_id)?.disconnect_session(session_id).await.map_err(Error::internal)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_complete_build_may_change_the_configuration() {
        let payload = |status: &str| Payload {
            build_id: Some("build_1".to_owned()),
            status: Some(status.to_owned()),
            ..Payload::default()
        };
        assert_eq!(changed(EventName::BuildChanged, &payload("failed")), [(Resource::Build, Some("build_1".into()))]);
        assert_eq!(changed(EventName::BuildChanged, &payload("complete")).len(), 2);
    }
}
