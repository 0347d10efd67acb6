//! `invitation.show`

use super::PathToken;
use crate::api::{self, Reply};
use crate::identity::scope::{BrowserRequest, SignedIn};
use crate::organizations::invitations::holder;
use crate::organizations::invitations::model::InvitationShown;
use steward_kernel::error::Error;
use steward_macros::operation;

/// Returns an invitation by the token of its link. The caller need not be signed in.
#[operation(
    GET "/api/invitations/{token}",
    id = "invitation.show",
    tag = "invitations",
    params(("token" = String, Path, description = "The last segment of the invitation link.")),
)]
async fn show_invitation(
    request: BrowserRequest,
    // An ended session counts as no session here.
    caller: Result<SignedIn, Error>,
    PathToken(token): PathToken,
) -> Reply<InvitationShown> {
    let caller = caller.ok();
    let email = caller.as_ref().filter(|caller| caller.user_email_verified).map(|caller| caller.user_email.as_str());
    api::ok(holder::show(&request.edge, request.ip_address.as_deref(), &token, email).await?)
}
