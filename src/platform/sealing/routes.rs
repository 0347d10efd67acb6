//! Keys over HTTP, for administrators of the platform.

use super::model::Sealing;
use super::service;
use crate::api::{self, Reply, Routes};
use crate::identity::scope::Administrator;

/// The operations of this feature.
pub fn routes(routes: Routes) -> Routes {
    crate::operation!(routes, get_sealing)
}

/// The keys that secrets are sealed under: how old they are, and what is under each.
#[utoipa::path(get, path = "/api/admin/sealing", operation_id = "admin.sealing", tag = "admin",
    responses((status = 200, body = Sealing), api::ReadErrors))]
#[worker::send]
pub async fn get_sealing(scope: Administrator) -> Reply<Sealing> {
    api::ok(service::overview(&scope.edge).await?)
}
