//! Events of requests to join.

use serde::Serialize;
use steward_durable_objects::organization_websocket::Resource;
use steward_kernel::from_json::FromJson;

use crate::platform::change::{Event, Stale};

/// Somebody asked to join the organization, or withdrew the request, or it was decided.
#[derive(Debug, Serialize, FromJson)]
pub struct JoinRequestsChanged {}

impl Event for JoinRequestsChanged {
    const NAME: &'static str = "organization:join-requests:changed";

    fn stale(&self) -> Vec<Stale> {
        vec![Stale::all(Resource::Invitation)]
    }
}
