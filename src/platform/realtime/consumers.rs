//! Telling open browsers which resources are stale.

use serde::Deserialize;
use steward_durable_objects::organization_websocket::{
    Audience, Frame, Guests, OrganizationWebSocketClient, PublishMessage, Resource,
};
use steward_kernel::error::Error;
use steward_kernel::id::{EstateId, UserId};

use crate::edge::Edge;
use crate::platform::change::Stale;
use crate::platform::outbox::{Consumer, Subscription};
use crate::platform::outbox::{ConsumerError, Delivered, EventName, StoredEvent};

/// The consumers of realtime.
pub const CONSUMERS: &[Consumer] = &[crate::consumer!("broadcast", Subscription::Stale, inline, broadcast)];

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Payload {
    build_id: Option<String>,
    estate_id: Option<String>,
    user_id: Option<UserId>,
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

/// The guests that are told: of a resource of an estate those who may see the estate, of the organization itself all.
fn guests(resource: Resource, estate_id: Option<&EstateId>) -> Guests {
    match (resource, estate_id) {
        (_, Some(estate_id)) => Guests::Of(estate_id.clone()),
        (Resource::Organization, None) => Guests::All,
        (_, None) => Guests::None,
    }
}

/// The same for an event that is still declared in the list of names.
pub(crate) fn legacy_stale(event: EventName, payload: &serde_json::Value) -> Vec<Stale> {
    let payload: Payload = Payload::deserialize(payload).unwrap_or_default();
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
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct StaleResource {
    resource: Resource,
    id: Option<String>,
    only_for: Option<UserId>,
}

/// Publishes what an event makes stale to the sockets of its organization. The object publishes one event once, however
/// often this runs.
async fn broadcast(edge: &Edge, event: &StoredEvent) -> Delivered {
    let (Some(organization_id), Some(stale)) = (&event.organization_id, &event.stale) else { return Ok(()) };
    let stale: Vec<StaleResource> =
        steward_kernel::json::read(stale).map_err(|error| ConsumerError::Permanent(error.to_string()))?;
    let messages = (0..).zip(stale).map(|(index, StaleResource { resource, id, only_for })| PublishMessage {
        event_id: event.id.to_string(),
        index,
        frame: Frame::Invalidate {
            resource,
            organization_id: organization_id.clone(),
            // a message to one user alone is about the whole organization
            estate_id: event.estate_id.clone().filter(|_| only_for.is_none()),
            id,
        },
        guests: if only_for.is_some() { Guests::All } else { guests(resource, event.estate_id.as_ref()) },
        audience: only_for.map(|user_id| Audience { user_ids: vec![user_id] }),
    });
    let sockets = OrganizationWebSocketClient::new(edge.env(), organization_id).map_err(Error::internal)?;
    sockets.publish(messages.collect()).await.map_err(Error::internal)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn guests_are_told_of_their_estates_and_of_the_organization_itself() {
        let estate_id = EstateId::new(1, [2; 10]);
        assert_eq!(guests(Resource::Build, Some(&estate_id)), Guests::Of(estate_id.clone()));
        // a new estate changes the organization only for guests who may see the estate
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
