//! `auth.rejectSignIn`

use crate::api::{self, Json, Reply};
use crate::identity::model::{RejectedToken, SignInRejected};
use crate::identity::scope::BrowserRequest;
use crate::identity::sign_in;
use steward_macros::operation;

/// Rejects a sign-in with the link from the email about it: ends all sessions of the account and sends a link that sets a
/// new password. The link works once and signs nobody in.
#[operation(
    POST "/api/auth/signin/reject",
    id = "auth.rejectSignIn",
    tag = "auth",
    answer = "All sessions are ended.",
)]
async fn reject_sign_in(request: BrowserRequest, Json(body): Json<RejectedToken>) -> Reply<SignInRejected> {
    api::ok(sign_in::reject(&request, &body.token).await?)
}
