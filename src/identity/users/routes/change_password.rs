//! `user.changePassword`

use http::StatusCode;

use crate::api::{self, Failure, Routes};
use crate::edge::extract::Json;
use crate::identity::scope::SignedIn;
use crate::identity::service::password;
use crate::identity::users::model::PasswordChange;

pub(super) fn routes(routes: Routes) -> Routes {
    crate::operation!(routes, change_password)
}

/// Sets a password, or another one; whoever has one must know it. All other sessions end.
#[utoipa::path(post, path = "/api/user/password", operation_id = "user.changePassword", tag = "account",
    request_body = PasswordChange,
    responses((status = 204, description = "It is good from now on."), api::BodyErrors))]
#[worker::send]
pub async fn change_password(scope: SignedIn, Json(body): Json<PasswordChange>) -> Result<StatusCode, Failure> {
    scope.must_be_the_user()?;
    password::change(&scope, body.current_password.as_deref(), &body.new_password).await?;
    Ok(StatusCode::NO_CONTENT)
}
