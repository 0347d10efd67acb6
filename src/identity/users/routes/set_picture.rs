//! `user.setPicture`

use crate::api::{self, Reply, Routes};
use crate::identity::User;
use crate::identity::scope::SignedIn;
use crate::identity::users::profile;
use crate::platform::files::PictureBody;

pub(super) fn routes(routes: Routes) -> Routes {
    crate::operation!(routes, set_picture)
}

/// Shows another picture: PNG, JPEG or WebP, at most 1 MiB and 4,096 pixels a side.
#[utoipa::path(put, path = "/api/user/picture", operation_id = "user.setPicture", tag = "account",
    request_body(content((Vec<u8> = "image/png"), (Vec<u8> = "image/jpeg"), (Vec<u8> = "image/webp"))),
    responses((status = 200, body = User), api::BodyErrors))]
#[worker::send]
pub async fn set_picture(scope: SignedIn, picture: PictureBody) -> Reply<User> {
    api::ok(profile::set_picture(&scope, picture).await?)
}
