//! Keys over HTTP, for administrators of the platform.

use super::model::Sealing;
use super::service;
use crate::api::{self, Operation, Reply};
use crate::identity::scope::Administrator;
use steward_macros::operation;

/// The operations of this feature.
pub const OPERATIONS: &[Operation] = &[GET_SEALING];

/// The keys that secrets are sealed under: how old they are, and what is under each.
#[operation(GET "/api/admin/sealing", id = "admin.sealing", tag = "admin")]
async fn get_sealing(scope: Administrator) -> Reply<Sealing> {
    api::ok(service::overview(&scope.edge).await?)
}
