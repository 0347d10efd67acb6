//! `picture.get`

use steward_kernel::id::PictureId;

use super::service;
use crate::api::{self, Failure, Routes};
use crate::edge::bridge::PassedOn;
use crate::edge::extract::{PathId, PathParameter};
use crate::identity::scope::SignedIn;

impl PathParameter for PictureId {
    const NAME: &'static str = "pictureId";
}

/// The operations of this feature.
pub fn routes(routes: Routes) -> Routes {
    crate::operation!(routes, get)
}

/// A user's picture or an organization's logo, for whoever is signed in and was told of it.
#[utoipa::path(get, path = "/api/pictures/{pictureId}", operation_id = "picture.get", tag = "pictures",
    params(("pictureId" = inline(PictureId), Path, description = "The picture.")),
    responses((status = 200, description = "The picture; it never changes.",
        content((Vec<u8> = "image/png"), (Vec<u8> = "image/jpeg"), (Vec<u8> = "image/webp"))), api::ReadErrors))]
#[worker::send]
pub async fn get(scope: SignedIn, PathId(id): PathId<PictureId>) -> Result<PassedOn, Failure> {
    Ok(service::show(&scope.edge, &id).await?)
}
