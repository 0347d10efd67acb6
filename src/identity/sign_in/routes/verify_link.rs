//! `auth.verifyLink`

use crate::api::{self, Json, Reply};
use crate::identity::model::{LinkToken, SignedInByLink};
use crate::identity::scope::BrowserRequest;
use crate::identity::sign_in;
use steward_macros::operation;

/// Signs in by the link of a mail, once.
#[operation(
    POST "/api/auth/signin/link/verify",
    id = "auth.verifyLink",
    tag = "auth",
    answer = "Signed in; the session is in the cookie.",
    errors(crate::api::PublicErrors),
)]
async fn verify_link(request: BrowserRequest, Json(body): Json<LinkToken>) -> Reply<SignedInByLink> {
    api::ok(sign_in::verify_link(&request, &body).await?)
}
