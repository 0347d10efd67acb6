//! `auth.signUpByInvitation`

use crate::api::{self, CreatedReply, Json};
use crate::identity::model::{Me, SignUpByInvitation};
use crate::identity::scope::BrowserRequest;
use crate::identity::sign_in;
use steward_macros::operation;

/// Signs up with the link of an invitation's email, joins the organization, and signs in. The link verifies the address,
/// so no code is sent. It works once, for the latest email of the invitation.
#[operation(
    POST "/api/auth/signup/invitation",
    id = "auth.signUpByInvitation",
    tag = "auth",
    answer = "The account is created; the session cookie is set.",
)]
async fn sign_up_by_invitation(request: BrowserRequest, Json(body): Json<SignUpByInvitation>) -> CreatedReply<Me> {
    api::created(sign_in::sign_up_by_invitation(&request, body).await?)
}
