//! Events about an estate's repository.

use serde::Serialize;
use steward_durable_objects::organization_websocket::Resource;
use steward_kernel::id::EstateId;

use crate::platform::change::{Event, Stale};

/// An estate was connected to a repository or disconnected from it, or can now be connected to other repositories.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct RepositoryChanged {
    pub estate_id: EstateId,
}

impl Event for RepositoryChanged {
    const NAME: &'static str = "estate:repository:changed";

    fn stale(&self) -> Vec<Stale> {
        vec![Stale::all(Resource::Repository), Stale::all(Resource::Estate)]
    }
}
