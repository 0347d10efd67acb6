//! Events of invitations.

use serde::Serialize;
use steward_durable_objects::organization_websocket::Resource;
use steward_kernel::from_json::FromJson;

use crate::platform::change::{Event, Stale};

/// An invitation of the organization was created, accepted, declined, resent or revoked.
#[derive(Debug, Serialize, FromJson)]
pub struct InvitationsChanged {}

impl Event for InvitationsChanged {
    const NAME: &'static str = "organization:invitations:changed";

    fn stale(&self) -> Vec<Stale> {
        vec![Stale::all(Resource::Invitation)]
    }
}
