//! Events of memberships.

use serde::Serialize;
use steward_durable_objects::organization_websocket::Resource;
use steward_kernel::from_json::FromJson;
use steward_kernel::id::UserId;

use crate::platform::change::{Event, Stale};

/// A member was added.
#[derive(Debug, Serialize, FromJson)]
#[serde(rename_all = "camelCase")]
pub struct MembersChanged {
    pub user_id: UserId,
}

impl Event for MembersChanged {
    const NAME: &'static str = "organization:members:changed";

    fn stale(&self) -> Vec<Stale> {
        vec![Stale::one(Resource::Member, &self.user_id)]
    }
}

/// A member's role or granted estates changed.
#[derive(Debug, Serialize, FromJson)]
#[serde(rename_all = "camelCase")]
pub struct MemberChanged {
    pub user_id: UserId,
}

impl Event for MemberChanged {
    const NAME: &'static str = "organization:member:changed";

    fn stale(&self) -> Vec<Stale> {
        vec![Stale::one(Resource::Member, &self.user_id), Stale::all(Resource::Organization).only_for(&self.user_id)]
    }
}

/// A member left or was removed, and their API keys were deleted.
#[derive(Debug, Serialize, FromJson)]
#[serde(rename_all = "camelCase")]
pub struct MemberRemoved {
    pub user_id: UserId,
}

impl Event for MemberRemoved {
    const NAME: &'static str = "organization:member:removed";

    fn stale(&self) -> Vec<Stale> {
        vec![Stale::one(Resource::Member, &self.user_id), Stale::all(Resource::ApiKey)]
    }
}
