//! `auth.resetPassword`

use crate::api::{self, Reply, Routes};
use crate::edge::extract::Json;
use crate::identity::model::{Me, PasswordReset};
use crate::identity::scope::BrowserRequest;
use crate::identity::service::password;

pub(super) fn routes(routes: Routes) -> Routes {
    crate::operation!(routes, reset_password)
}

/// Sets a password by the link of a mail, once, and signs in. Every other session ends.
#[utoipa::path(post, path = "/api/auth/password/reset", operation_id = "auth.resetPassword", tag = "auth",
    request_body = PasswordReset,
    responses((status = 200, body = Me, description = "Signed in; the session is in the cookie."), api::PublicErrors))]
#[worker::send]
pub async fn reset_password(request: BrowserRequest, Json(body): Json<PasswordReset>) -> Reply<Me> {
    api::ok(password::reset(&request, &body).await?)
}
