//! `auth.verifySignUp`

use crate::api::{self, Reply, Routes};
use crate::edge::extract::Json;
use crate::identity::model::{EmailAndCode, Me};
use crate::identity::scope::BrowserRequest;
use crate::identity::service::{self, SignUpBrowser};

pub(super) fn routes(routes: Routes) -> Routes {
    crate::operation!(routes, verify_sign_up)
}

/// Signs up by the code of the mail, in the browser that asked for it, and signs in. An organization with a first estate
/// is made along with the user, unless an invitation or the address's domain gives one.
#[utoipa::path(post, path = "/api/auth/signup/verify", operation_id = "auth.verifySignUp", tag = "auth",
    request_body = EmailAndCode,
    responses((status = 201, body = Me, description = "Signed up; the session is in the cookie."), api::PublicErrors))]
#[worker::send]
pub async fn verify_sign_up(
    request: BrowserRequest,
    browser: SignUpBrowser,
    Json(body): Json<EmailAndCode>,
) -> Reply<Me> {
    api::created(service::verify_sign_up(&request, browser, &body).await?)
}
