//! `picture.get`

use steward_kernel::id::PictureId;

use crate::api::{PathId, PathParameter, RawReply};
use crate::identity::scope::SignedIn;
use crate::platform::files::service;
use steward_macros::operation;

impl PathParameter for PictureId {
    const NAME: &'static str = "pictureId";
}

/// Returns a user's picture or an organization's logo. Any signed-in user who knows the id may see it.
#[operation(
    GET "/api/pictures/{pictureId}",
    id = "picture.get",
    tag = "pictures",
    responses((status = 200, description = "The picture. The content of an id never changes.", content((Vec<u8> = "image/png"), (Vec<u8> = "image/jpeg"), (Vec<u8> = "image/webp")))),
)]
async fn get(scope: SignedIn, PathId(id): PathId<PictureId>) -> RawReply {
    service::show(&scope.edge, &id).await
}
