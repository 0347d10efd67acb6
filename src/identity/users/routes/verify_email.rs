//! `user.verifyEmail`

use crate::api::{self, Reply, Routes};
use crate::edge::extract::Json;
use crate::identity::User;
use crate::identity::scope::SignedIn;
use crate::identity::users::email;
use crate::identity::users::model::EmailCode;

pub(super) fn routes(routes: Routes) -> Routes {
    crate::operation!(routes, verify_email)
}

/// Changes to the address that the code was sent to.
#[utoipa::path(post, path = "/api/user/email/verify", operation_id = "user.verifyEmail", tag = "account",
    request_body = EmailCode,
    responses((status = 200, body = User), api::BodyErrors))]
#[worker::send]
pub async fn verify_email(scope: SignedIn, Json(body): Json<EmailCode>) -> Reply<User> {
    api::ok(email::verify(&scope, &body.code).await?)
}
