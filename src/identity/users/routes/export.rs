//! `user.export`

use steward_macros::operation;

use crate::api::{self, RawReply};
use crate::identity::scope::UserOnly;
use crate::identity::users::export;

/// Exports all data of the caller's account, without secrets, as a file.
#[operation(GET "/api/user/export", id = "user.export", tag = "account", responses((status = 200, body = crate::identity::users::model::Export)))]
async fn export_account(scope: UserOnly) -> RawReply {
    let document = export::export(&scope.edge, &scope.user_id, scope.session_id()?).await?;
    let attachment = "attachment; filename=\"steward-account.json\"";
    Ok(api::json(200, &document)?.with_header("content-disposition", attachment))
}
