//! `user.previewDeletion`

use crate::api::{self, Reply};
use crate::identity::scope::UserOnly;
use crate::identity::users::deletion;
use crate::identity::users::model::DeletionPreview;
use steward_macros::operation;

/// Previews the deletion of the caller's account.
#[operation(GET "/api/user/deletion", id = "user.previewDeletion", tag = "account")]
async fn preview_deletion(scope: UserOnly) -> Reply<DeletionPreview> {
    api::ok(deletion::preview(&scope.edge, &scope.user_id).await?)
}
