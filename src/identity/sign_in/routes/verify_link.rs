//! `auth.verifyLink`

use crate::api::{self, Json, Reply};
use crate::identity::model::{LinkToken, SignInByLinkOutcome};
use crate::identity::scope::BrowserRequest;
use crate::identity::sign_in::{self, LinkBrowser};
use steward_macros::operation;

/// Signs in with the link from an email. A link works once. In another browser than it was requested in, the account
/// must be confirmed: the error `CONFIRM_ACCOUNT` has its address, which then is sent with the token.
#[operation(
    POST "/api/auth/signin/link/verify",
    id = "auth.verifyLink",
    tag = "auth",
    answer = "The user is signed in and the session cookie is set, or a second factor is required.",
    errors(crate::api::PublicErrors),
)]
async fn verify_link(
    request: BrowserRequest,
    browser: LinkBrowser,
    Json(body): Json<LinkToken>,
) -> Reply<SignInByLinkOutcome> {
    api::ok(sign_in::verify_link(&request, &browser, &body).await?)
}
