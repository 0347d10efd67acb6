//! `user.update`

use crate::api::{self, Reply, Routes};
use crate::edge::extract::Json;
use crate::identity::User;
use crate::identity::scope::SignedIn;
use crate::identity::users::model::ProfileChange;
use crate::identity::users::profile;

pub(super) fn routes(routes: Routes) -> Routes {
    crate::operation!(routes, update)
}

/// Changes the profile.
#[utoipa::path(patch, path = "/api/user", operation_id = "user.update", tag = "account",
    request_body = ProfileChange,
    responses((status = 200, body = User), api::BodyErrors))]
#[worker::send]
pub async fn update(scope: SignedIn, Json(body): Json<ProfileChange>) -> Reply<User> {
    api::ok(profile::update(&scope, &body).await?)
}
