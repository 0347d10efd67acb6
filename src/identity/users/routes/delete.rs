//! `user.deleteAccount`

use crate::api::{self, EmptyReply, Json};
use crate::identity::scope::{StepUp, UserOnly};
use crate::identity::sessions::session;
use crate::identity::users::deletion::{self, Deletion};
use crate::identity::users::model::DeletionConfirmation;
use steward_macros::operation;

/// Deletes the caller's account permanently, with the organizations that have no other members.
#[operation(POST "/api/user/deletion", id = "user.deleteAccount", tag = "account", answer = "The account is deleted.")]
async fn delete(scope: StepUp<UserOnly>, Json(body): Json<DeletionConfirmation>) -> EmptyReply {
    let (origin, user_id) = (scope.origin(), &scope.user_id);
    let wanted = Deletion { action: "user.deleteAccount", origin: &origin, user_id, confirmation: &body.email };
    deletion::delete(&scope.edge, wanted).await?;
    session::clear(&scope.edge);
    api::no_content()
}
