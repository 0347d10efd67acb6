//! `user.changePassword`

use crate::api::{self, EmptyReply, Json};
use crate::identity::scope::{StepUp, UserOnly};
use crate::identity::sign_in::password;
use crate::identity::users::model::PasswordChange;
use steward_macros::operation;

/// Sets or changes the password. Changing it requires the current password. All other sessions are revoked.
#[operation(
    POST "/api/user/password",
    id = "user.changePassword",
    tag = "account",
    answer = "The password is set.",
)]
async fn change_password(scope: StepUp<UserOnly>, Json(body): Json<PasswordChange>) -> EmptyReply {
    password::change(&scope, body.current_password.as_deref(), &body.new_password).await?;
    api::no_content()
}
