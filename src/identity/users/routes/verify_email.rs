//! `user.verifyEmail`

use crate::api::{self, Json, Reply};
use crate::identity::User;
use crate::identity::scope::UserOnly;
use crate::identity::users::email;
use crate::identity::users::model::EmailCode;
use steward_macros::operation;

/// Changes the account's email address with the code that was sent to the new address.
#[operation(POST "/api/user/email/verify", id = "user.verifyEmail", tag = "account")]
async fn verify_email(scope: UserOnly, Json(body): Json<EmailCode>) -> Reply<User> {
    api::ok(email::verify(&scope, &body.code).await?)
}
