//! Events of custom roles.

use serde::Serialize;
use steward_durable_objects::organization_websocket::Resource;
use steward_kernel::from_json::FromJson;

use crate::platform::change::{Event, Stale};

/// A custom role was created, changed or deleted.
#[derive(Debug, Serialize, FromJson)]
pub struct CustomRolesChanged {}

impl Event for CustomRolesChanged {
    const NAME: &'static str = "organization:customRoles:changed";

    fn stale(&self) -> Vec<Stale> {
        // an organization is shown with the caller's permissions, members and service accounts with the role's name
        [Resource::CustomRole, Resource::Organization, Resource::Member, Resource::ServiceAccount]
            .map(Stale::all)
            .into()
    }
}
