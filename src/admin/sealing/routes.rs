//! Keys over HTTP, for administrators of the platform.

use crate::api::{self, Operation, Reply};
use crate::identity::scope::Administrator;
use crate::platform::sealing::model::Sealing;
use crate::platform::sealing::service;
use steward_macros::operation;

/// The operations of this feature.
pub const OPERATIONS: &[Operation] = &[GET_SEALING];

/// The keys that secrets are sealed under: how old they are, and what is under each.
#[operation(GET "/api/admin/sealing", id = "admin.sealing", tag = "admin")]
async fn get_sealing(scope: Administrator) -> Reply<Sealing> {
    api::ok(service::overview(&scope.edge).await?)
}
