//! What the sockets are told of events.

use futures::future::try_join_all;
use steward_durable_objects::organization_websocket::{
    Audience, Frame, Guests, OrganizationWebSocketClient, PublishMessage, Resource, close_code,
};
use steward_kernel::error::Error;
use steward_kernel::from_json::FromJson;
use steward_kernel::id::{EstateId, OrganizationId, SessionId, UserId};

use crate::edge::Edge;
use crate::organizations::organizations;
use crate::platform::change::Stale;
use crate::platform::outbox::{Consumer, Subscription};
use crate::platform::outbox::{ConsumerError, Delivered, EventName, StoredEvent};

/// What sockets do on events.
pub const CONSUMERS: &[Consumer] = &[
    // first: whoever is to be gone hears nothing more
    crate::consumer!(
        "disconnect",
        Subscription::Events(&[
            "organization:member:removed",
            "organization:member:changed",
            "session:ended",
            "organization:deleted",
        ]),
        inline,
        disconnect
    ),
    crate::consumer!("broadcast", Subscription::Stale, inline, broadcast),
];

#[derive(Default, FromJson)]
#[serde(rename_all = "camelCase", default)]
struct Payload {
    build_id: Option<String>,
    estate_id: Option<String>,
    user_id: Option<UserId>,
    session_id: Option<SessionId>,
    session_ids: Vec<SessionId>,
    status: Option<String>,
}

/// What is no longer as it was, by event.
fn changed(event: EventName, payload: &Payload) -> Vec<(Resource, Option<String>)> {
    let user_id = || payload.user_id.as_ref().map(ToString::to_string);
    match event {
        EventName::EstateCreated => {
            vec![(Resource::Estate, payload.estate_id.clone()), (Resource::Organization, None)]
        }
        EventName::MembersChanged => vec![(Resource::Member, user_id())],
        // their keys end with them
        EventName::MemberRemoved => vec![(Resource::Member, user_id()), (Resource::ApiKey, None)],
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
        | EventName::PictureGone
        | EventName::UserDeleted
        | EventName::OrganizationDeleted
        | EventName::TestingPoked => Vec::new(),
    }
}

/// Which guests hear of it: of an estate's things those who may see it, of the organization itself all.
fn guests(resource: Resource, estate_id: Option<&EstateId>) -> Guests {
    match (resource, estate_id) {
        (_, Some(estate_id)) => Guests::Of(estate_id.clone()),
        (Resource::Organization, None) => Guests::All,
        (_, None) => Guests::None,
    }
}

fn sockets(edge: &Edge, organization_id: &OrganizationId) -> Result<OrganizationWebSocketClient, Error> {
    OrganizationWebSocketClient::new(edge.env(), organization_id).map_err(Error::internal)
}

fn read(event: &StoredEvent) -> Result<Payload, ConsumerError> {
    steward_kernel::from_json::read(&event.payload).map_err(|error| ConsumerError::Permanent(error.to_string()))
}

/// The same for an event that is still declared in the list of names.
pub(crate) fn legacy_stale(event: EventName, payload: &serde_json::Value) -> Vec<Stale> {
    let payload: Payload = <Payload as steward_kernel::from_json::FromJson>::from_json(payload).unwrap_or_default();
    let mut stale: Vec<Stale> = changed(event, &payload)
        .into_iter()
        .map(|(resource, id)| match id {
            Some(id) => Stale::one(resource, id),
            None => Stale::all(resource),
        })
        .collect();
    if let (EventName::MemberChanged, Some(user_id)) = (event, &payload.user_id) {
        stale.push(Stale::all(Resource::Organization).only_for(user_id));
    }
    stale
}

/// A stale resource as it is stored.
#[derive(FromJson)]
#[serde(rename_all = "camelCase")]
struct StaleResource {
    resource: Resource,
    id: Option<String>,
    only_for: Option<UserId>,
}

/// Tells open browsers what an event makes stale. Published twice, the sockets pass it on once.
///
/// # Errors
/// [`ConsumerError`].
pub async fn broadcast(edge: &Edge, event: &StoredEvent) -> Delivered {
    let (Some(organization_id), Some(stale)) = (&event.organization_id, &event.stale) else { return Ok(()) };
    let stale: Vec<StaleResource> =
        steward_kernel::from_json::read(stale).map_err(|error| ConsumerError::Permanent(error.to_string()))?;
    let messages = (0..).zip(stale).map(|(index, StaleResource { resource, id, only_for })| PublishMessage {
        event_id: event.id.to_string(),
        index,
        frame: Frame::Invalidate {
            resource,
            organization_id: organization_id.clone(),
            // what is told to one user alone is about the whole organization
            estate_id: event.estate_id.clone().filter(|_| only_for.is_none()),
            id,
        },
        guests: if only_for.is_some() { Guests::All } else { guests(resource, event.estate_id.as_ref()) },
        audience: only_for.map(|user_id| Audience { user_ids: vec![user_id] }),
    });
    sockets(edge, organization_id)?.publish(messages.collect()).await.map_err(Error::internal)?;
    Ok(())
}

/// A membership, an organization or a session ended, or a role changed: its sockets are closed.
///
/// # Errors
/// [`ConsumerError`].
pub async fn disconnect(edge: &Edge, event: &StoredEvent) -> Delivered {
    if let ("organization:deleted", Some(organization_id)) = (event.name.as_str(), &event.organization_id) {
        sockets(edge, organization_id)?.disconnect_all().await.map_err(Error::internal)?;
        return Ok(());
    }
    let payload = read(event)?;
    let missing = || ConsumerError::Permanent("the event names no user".to_owned());
    let user_id = payload.user_id.ok_or_else(missing)?;
    if let Some(organization_id) = &event.organization_id {
        // a member who is one again, or is something else, opens a new socket; whoever is none any more is refused
        let (code, reason) = match event.name.as_str() {
            "organization:member:changed" => (close_code::MEMBERSHIP_CHANGED, "the membership changed"),
            _ => (close_code::NO_LONGER_A_MEMBER, "no longer a member"),
        };
        sockets(edge, organization_id)?.disconnect_user(&user_id, code, reason).await.map_err(Error::internal)?;
    } else {
        let ended: Vec<SessionId> = payload.session_id.into_iter().chain(payload.session_ids).collect();
        for organization_id in organizations::service::ids_of(edge, &user_id).await? {
            let sockets = sockets(edge, &organization_id)?;
            let closed = ended.iter().map(|session_id| sockets.disconnect_session(session_id));
            try_join_all(closed).await.map_err(Error::internal)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn guests_hear_of_their_estates_and_of_the_organization_itself() {
        let estate_id = EstateId::new(1, [2; 10]);
        assert_eq!(guests(Resource::Build, Some(&estate_id)), Guests::Of(estate_id.clone()));
        // a new estate changes the organization for those only who may see it
        assert_eq!(guests(Resource::Organization, Some(&estate_id)), Guests::Of(estate_id));
        assert_eq!(guests(Resource::Organization, None), Guests::All);
        for resource in [Resource::Member, Resource::Invitation, Resource::ApiKey] {
            assert_eq!(guests(resource, None), Guests::None);
        }
    }

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
