//! `user.previewDeletion`

use crate::api::{self, Reply, Routes};
use crate::identity::scope::SignedIn;
use crate::identity::users::deletion;
use crate::identity::users::model::DeletionPreview;

pub(super) fn routes(routes: Routes) -> Routes {
    crate::operation!(routes, preview_deletion)
}

/// What would happen if the account ended now.
#[utoipa::path(get, path = "/api/user/deletion", operation_id = "user.previewDeletion", tag = "account",
    responses((status = 200, body = DeletionPreview), api::ReadErrors))]
#[worker::send]
pub async fn preview_deletion(scope: SignedIn) -> Reply<DeletionPreview> {
    api::ok(deletion::preview(&scope.edge, &scope.user_id).await?)
}
