//! Events of API keys.

use serde::Serialize;
use steward_durable_objects::organization_websocket::Resource;
use steward_kernel::from_json::FromJson;

use crate::platform::change::{Event, Stale};

/// An API key of an organization was created or deleted.
#[derive(Debug, Serialize, FromJson)]
pub struct ApiKeysChanged {}

impl Event for ApiKeysChanged {
    const NAME: &'static str = "organization:keys:changed";

    fn stale(&self) -> Vec<Stale> {
        vec![Stale::all(Resource::ApiKey)]
    }
}
