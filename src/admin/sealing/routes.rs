//! The state of the key ring over HTTP, for platform administrators.

use crate::api::{self, Operation, Reply};
use crate::identity::scope::Administrator;
use crate::platform::sealing::model::Sealing;
use crate::platform::sealing::service;
use steward_macros::operation;

/// The operations of this feature.
pub const OPERATIONS: &[Operation] = &[GET_SEALING];

/// Returns the keys of the key ring with their age and the number of values sealed with each.
#[operation(GET "/api/admin/sealing", id = "admin.sealing", tag = "admin")]
async fn get_sealing(scope: Administrator) -> Reply<Sealing> {
    api::ok(service::overview(&scope.edge).await?)
}
