//! `user.removePicture`

use crate::api::{self, Reply, Routes};
use crate::identity::User;
use crate::identity::scope::SignedIn;
use crate::identity::users::profile;

pub(super) fn routes(routes: Routes) -> Routes {
    crate::operation!(routes, remove_picture)
}

/// Shows no picture any more.
#[utoipa::path(delete, path = "/api/user/picture", operation_id = "user.removePicture", tag = "account",
    responses((status = 200, body = User), api::ChangeErrors))]
#[worker::send]
pub async fn remove_picture(scope: SignedIn) -> Reply<User> {
    api::ok(profile::remove_picture(&scope).await?)
}
