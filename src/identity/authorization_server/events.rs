//! Events of apps.

use serde::Serialize;
use steward_durable_objects::organization_websocket::Resource;
use steward_kernel::from_json::FromJson;

use crate::platform::change::{Event, Stale};

/// An app of an organization was registered, changed or deleted.
#[derive(Debug, Serialize, FromJson)]
pub struct OauthClientsChanged {}

impl Event for OauthClientsChanged {
    const NAME: &'static str = "organization:oauthClients:changed";

    fn stale(&self) -> Vec<Stale> {
        vec![Stale::all(Resource::ApiKey)]
    }
}
