//! `invitation.show`

use axum::extract::FromRequestParts;
use http::request::Parts;

use super::PathToken;
use crate::api::{self, Failure, Reply, Routes};
use crate::identity::scope::{BrowserRequest, SignedIn};
use crate::organizations::invitations::holder;
use crate::organizations::invitations::model::InvitationShown;

pub(super) fn routes(routes: Routes) -> Routes {
    crate::operation!(routes, show_invitation)
}

/// Anybody, and who they are if they are signed in.
struct Reader {
    request: BrowserRequest,
    caller: Option<SignedIn>,
}

impl FromRequestParts<()> for Reader {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &()) -> Result<Self, Failure> {
        let request = BrowserRequest::from_request_parts(parts, state).await?;
        // a session that has ended is as good as none here
        let caller = match request.credential {
            Some(_) => SignedIn::from_request_parts(parts, state).await.ok(),
            None => None,
        };
        Ok(Self { request, caller })
    }
}

/// An invitation for whoever holds its link, signed in or not.
#[utoipa::path(get, path = "/api/invitations/{token}", operation_id = "invitation.show", tag = "invitations",
    params(("token" = String, Path, description = "What the link ends with.")),
    responses((status = 200, body = InvitationShown), api::ReadErrors))]
#[worker::send]
pub async fn show_invitation(reader: Reader, PathToken(token): PathToken) -> Reply<InvitationShown> {
    let Reader { request, caller } = reader;
    let email = caller.as_ref().filter(|caller| caller.user_email_verified).map(|caller| caller.user_email.as_str());
    api::ok(holder::show(&request.edge, request.ip_address.as_deref(), &token, email).await?)
}
