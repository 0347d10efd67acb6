//! `auth.me`

use crate::api::{self, Reply, Routes};
use crate::identity::model;
use crate::identity::scope::BrowserRequest;
use crate::identity::service;

pub(super) fn routes(routes: Routes) -> Routes {
    crate::operation!(routes, me)
}

/// Who is signed in, and where they belong.
#[utoipa::path(get, path = "/api/auth/me", operation_id = "auth.me", tag = "auth",
    responses((status = 200, body = model::Me), api::ReadErrors))]
#[worker::send]
pub async fn me(request: BrowserRequest) -> Reply<model::Me> {
    api::ok(service::me(&request).await?)
}
