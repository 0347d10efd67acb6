//! `auth.signUp`

use crate::api::{self, Reply, Routes};
use crate::edge::extract::Json;
use crate::identity::model::{MailSent, SignUp};
use crate::identity::scope::BrowserRequest;
use crate::identity::service::{self, SignUpBrowser};

pub(super) fn routes(routes: Routes) -> Routes {
    crate::operation!(routes, sign_up)
}

/// Begins to sign up: a code is sent to the address. Nothing tells whether there is an account already but the mail.
#[utoipa::path(post, path = "/api/auth/signup", operation_id = "auth.signUp", tag = "auth", request_body = SignUp,
    responses((status = 202, body = MailSent, description = "A mail is on its way. A cookie holds the browser's part."),
        api::PublicErrors))]
#[worker::send]
pub async fn sign_up(request: BrowserRequest, browser: SignUpBrowser, Json(body): Json<SignUp>) -> Reply<MailSent> {
    api::accepted(service::sign_up(&request, browser, body).await?)
}
