//! Notifies open browsers of stale resources.

use steward_durable_objects::organization_websocket::{
    Audience, Frame, Guests, MAX_MESSAGES, OrganizationWebSocketClient, PublishMessage, Resource,
};
use steward_kernel::error::Error;
use steward_kernel::from_json::FromJson;
use steward_kernel::id::{EstateId, OrganizationId, UserId};

use crate::edge::Edge;
use crate::platform::outbox::{Consumer, ConsumerError, Delivered, StoredEvent, Subscription};

/// The consumers of realtime.
pub const CONSUMERS: &[Consumer] = &[crate::consumer!("broadcast", Subscription::Stale, together, broadcast)];

/// The guests to notify: for a resource of an estate those with access to it, for the organization itself all.
fn guests(resource: Resource, estate_id: Option<&EstateId>) -> Guests {
    match (resource, estate_id) {
        (_, Some(estate_id)) => Guests::Of(estate_id.clone()),
        (Resource::Organization, None) => Guests::All,
        (_, None) => Guests::None,
    }
}

/// A stale resource in its stored form.
#[derive(FromJson)]
#[serde(rename_all = "camelCase")]
struct StaleResource {
    resource: Resource,
    id: Option<String>,
    only_for: Option<UserId>,
}

/// Publishes the stale resources of events to the sockets of their organization. The object ignores repeated events.
async fn broadcast(edge: &Edge, events: &[StoredEvent]) -> Delivered {
    let Some(organization_id) = events.iter().find_map(|event| event.organization_id.as_ref()) else { return Ok(()) };
    let mut messages = Vec::new();
    for event in events {
        messages.extend(messages_of(event, organization_id)?);
    }
    let sockets = OrganizationWebSocketClient::new(edge.env(), organization_id).map_err(Error::internal)?;
    while !messages.is_empty() {
        let rest = messages.split_off(messages.len().min(MAX_MESSAGES));
        sockets.publish(std::mem::replace(&mut messages, rest)).await.map_err(Error::internal)?;
    }
    Ok(())
}

fn messages_of(event: &StoredEvent, organization_id: &OrganizationId) -> Result<Vec<PublishMessage>, ConsumerError> {
    let Some(stale) = &event.stale else { return Ok(Vec::new()) };
    let stale: Vec<StaleResource> =
        steward_kernel::from_json::read(stale).map_err(|error| ConsumerError::Permanent(error.to_string()))?;
    let messages = (0..).zip(stale).map(|(index, StaleResource { resource, id, only_for })| PublishMessage {
        event_id: event.id.to_string(),
        index,
        frame: Frame::Invalidate {
            resource,
            organization_id: organization_id.clone(),
            // a message to one user concerns the whole organization
            estate_id: event.estate_id.clone().filter(|_| only_for.is_none()),
            id,
        },
        guests: if only_for.is_some() { Guests::All } else { guests(resource, event.estate_id.as_ref()) },
        audience: only_for.map(|user_id| Audience { user_ids: vec![user_id] }),
    });
    Ok(messages.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn guests_are_told_of_their_estates_and_of_the_organization_itself() {
        let estate_id = EstateId::new(1, [2; 10]);
        assert_eq!(guests(Resource::Build, Some(&estate_id)), Guests::Of(estate_id.clone()));
        // a new estate changes the organization only for guests with access to it
        assert_eq!(guests(Resource::Organization, Some(&estate_id)), Guests::Of(estate_id));
        assert_eq!(guests(Resource::Organization, None), Guests::All);
        for resource in [Resource::Member, Resource::Invitation, Resource::ApiKey] {
            assert_eq!(guests(resource, None), Guests::None);
        }
    }
}
