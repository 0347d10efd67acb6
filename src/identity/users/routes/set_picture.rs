//! `user.setPicture`

use crate::api::{self, Reply};
use crate::identity::User;
use crate::identity::scope::PersonOnly;
use crate::identity::users::profile;
use crate::platform::files::PictureBody;
use steward_macros::operation;

/// Sets the caller's picture: PNG, JPEG or WebP, at most 1 MiB and 4,096 pixels per side.
#[operation(
    PUT "/api/user/picture",
    id = "user.setPicture",
    tag = "account",
    request_body(content((Vec<u8> = "image/png"), (Vec<u8> = "image/jpeg"), (Vec<u8> = "image/webp"))),
)]
async fn set_picture(scope: PersonOnly, picture: PictureBody) -> Reply<User> {
    api::ok(profile::set_picture(&scope, picture).await?)
}
