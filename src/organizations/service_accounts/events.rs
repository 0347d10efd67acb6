//! Events of service accounts.

use serde::Serialize;
use steward_durable_objects::organization_websocket::Resource;
use steward_kernel::from_json::FromJson;

use crate::platform::change::{Event, Stale};

/// A service account was created, changed or deleted, and its keys with it.
#[derive(Debug, Serialize, FromJson)]
pub struct ServiceAccountsChanged {}

impl Event for ServiceAccountsChanged {
    const NAME: &'static str = "organization:service_accounts:changed";

    fn stale(&self) -> Vec<Stale> {
        vec![Stale::all(Resource::ServiceAccount), Stale::all(Resource::ApiKey)]
    }
}
