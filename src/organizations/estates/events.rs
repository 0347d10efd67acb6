//! Events of estates.

use serde::Serialize;
use steward_durable_objects::organization_websocket::Resource;
use steward_kernel::from_json::FromJson;
use steward_kernel::id::EstateId;

use crate::platform::change::{Event, Stale};

/// A changed estate also makes the lists of estates stale.
fn stale(estate_id: &EstateId) -> Vec<Stale> {
    vec![Stale::one(Resource::Estate, estate_id), Stale::all(Resource::Organization)]
}

/// An estate was created.
#[derive(Debug, Serialize, FromJson)]
#[serde(rename_all = "camelCase")]
pub struct EstateCreated {
    pub estate_id: EstateId,
}

impl Event for EstateCreated {
    const NAME: &'static str = "estate:created";

    fn stale(&self) -> Vec<Stale> {
        stale(&self.estate_id)
    }
}

/// An estate's name or onboarding changed.
#[derive(Debug, Serialize, FromJson)]
#[serde(rename_all = "camelCase")]
pub struct EstateChanged {
    pub estate_id: EstateId,
}

impl Event for EstateChanged {
    const NAME: &'static str = "estate:changed";

    fn stale(&self) -> Vec<Stale> {
        stale(&self.estate_id)
    }
}

/// The estate's organization was deleted, and may be restored; a consumer cancels the estate's builds.
#[derive(Debug, Serialize, FromJson)]
#[serde(rename_all = "camelCase")]
pub struct EstateClosed {
    pub estate_id: EstateId,
}

impl Event for EstateClosed {
    const NAME: &'static str = "estate:closed";
}

/// The rows of an estate were deleted; consumers delete its objects and close its build manager.
#[derive(Debug, Serialize, FromJson)]
#[serde(rename_all = "camelCase")]
pub struct EstateDeleted {
    pub estate_id: EstateId,
}

impl Event for EstateDeleted {
    const NAME: &'static str = "estate:deleted";

    fn stale(&self) -> Vec<Stale> {
        stale(&self.estate_id)
    }
}
