//! Events: declared in the feature that emits them, recorded in the batch of the change.

use serde::Serialize;
use serde_json::{Value, json};
use steward_durable_objects::organization_websocket::Resource;
use steward_kernel::from_json::FromJson;
use steward_kernel::id::{EstateId, EventId, OrganizationId, UserId};

use super::consumer::{Consumer, ConsumerError, subscribers};
use crate::edge::Edge;
use crate::platform::change::Tenant;

/// A fact that a change records. The payload contains ids and small values, never a secret; it is stored as JSON.
pub trait Event: Serialize {
    /// Stored with every event, so a name is never reused for another event.
    const NAME: &'static str;

    /// The resources that open browsers must fetch again. An event that makes nothing stale and has no subscribed
    /// consumer has no effect.
    fn stale(&self) -> Vec<Stale> {
        Vec::new()
    }
}

/// A resource that has changed since clients fetched it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stale {
    pub(crate) resource: Resource,
    pub(crate) id: Option<String>,
    pub(crate) only_for: Option<UserId>,
}

impl Stale {
    /// Every resource of this kind.
    #[must_use]
    pub const fn all(resource: Resource) -> Self {
        Self { resource, id: None, only_for: None }
    }

    /// The resource with this id.
    #[must_use]
    pub fn one(resource: Resource, id: impl ToString) -> Self {
        Self { resource, id: Some(id.to_string()), only_for: None }
    }

    /// Notifies only this user, whether or not they are a guest.
    #[must_use]
    pub fn only_for(mut self, user_id: &UserId) -> Self {
        self.only_for = Some(user_id.clone());
        self
    }

    fn to_json(&self) -> Value {
        json!({ "resource": self.resource, "id": self.id, "onlyFor": self.only_for })
    }
}

/// An event as consumers get it.
#[derive(Debug, Clone, FromJson)]
pub struct StoredEvent {
    /// The same for every attempt: an idempotency key.
    pub id: EventId,
    pub name: String,
    pub organization_id: Option<OrganizationId>,
    pub estate_id: Option<EstateId>,
    /// JSON text.
    pub payload: String,
    /// The stale resources as JSON text.
    pub stale: Option<String>,
}

impl StoredEvent {
    /// Whether it is an event of this type.
    #[must_use]
    pub fn is<E: Event>(&self) -> bool {
        self.name == E::NAME
    }

    /// The payload as its type.
    ///
    /// # Errors
    /// [`ConsumerError::Permanent`] when it does not match the type.
    pub fn read<E: FromJson>(&self) -> Result<E, ConsumerError> {
        steward_kernel::from_json::read(&self.payload).map_err(|error| ConsumerError::Permanent(error.to_string()))
    }

    /// The estate that it belongs to.
    ///
    /// # Errors
    /// [`ConsumerError::Permanent`] when it belongs to none.
    pub fn estate(&self) -> Result<&EstateId, ConsumerError> {
        self.estate_id.as_ref().ok_or_else(|| ConsumerError::Permanent("the event has no estate".to_owned()))
    }
}

/// An event that is about to be written, and its consumers.
#[derive(Debug, Clone)]
pub struct RecordedEvent {
    pub(super) event: StoredEvent,
    pub(super) consumers: Vec<&'static Consumer>,
}

impl RecordedEvent {
    pub(crate) fn new<E: Event>(edge: &Edge, tenant: &Tenant, event: &E) -> Self {
        // serializing an event's own type cannot fail
        let payload = serde_json::to_string(event).unwrap_or_default();
        let stale = event.stale();
        let stale = (!stale.is_empty()).then(|| Value::from_iter(stale.iter().map(Stale::to_json)).to_string());
        let consumers = subscribers(E::NAME, stale.is_some()).collect();
        let Tenant { organization_id, estate_id } = tenant.clone();
        let (id, name) = (edge.id(EventId::new), E::NAME.to_owned());
        Self { event: StoredEvent { id, name, organization_id, estate_id, payload, stale }, consumers }
    }

    pub(crate) const fn id(&self) -> &EventId {
        &self.event.id
    }
}
