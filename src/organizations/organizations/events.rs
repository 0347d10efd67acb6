//! Events of organizations.

use serde::Serialize;
use steward_durable_objects::organization_websocket::Resource;
use steward_kernel::from_json::FromJson;
use steward_kernel::id::OrganizationId;

use crate::platform::change::{Event, Stale};

/// An organization's name, slug, logo, default estate or domains changed.
#[derive(Debug, Serialize, FromJson)]
pub struct OrganizationChanged {}

impl Event for OrganizationChanged {
    const NAME: &'static str = "organization:changed";

    fn stale(&self) -> Vec<Stale> {
        vec![Stale::all(Resource::Organization)]
    }
}

/// An organization was deleted: it exists for nobody, unless an owner restores it.
#[derive(Debug, Serialize, FromJson)]
pub struct OrganizationClosed {}

impl Event for OrganizationClosed {
    const NAME: &'static str = "organization:closed";
}

/// The rows of an organization were deleted.
#[derive(Debug, Serialize, FromJson)]
#[serde(rename_all = "camelCase")]
pub struct OrganizationDeleted {
    pub organization_id: OrganizationId,
    /// The customer at Stripe, which is not deleted with the row.
    pub stripe_customer_id: Option<String>,
}

impl Event for OrganizationDeleted {
    const NAME: &'static str = "organization:deleted";
}
