//! Invitations over HTTP.

mod accept;
mod create;
mod decline;
mod list;
mod resend;
mod revoke;
mod show;

use axum::extract::FromRequestParts;
use http::request::Parts;
use steward_kernel::error::Error;
use steward_kernel::id::InvitationId;

use super::token::Token;
use crate::api::{Failure, Routes};
use crate::edge::extract::{PathParameter, path_parameter};

impl PathParameter for InvitationId {
    const NAME: &'static str = "invitationId";
}

/// The token in the path; what cannot be one belongs to nothing.
struct PathToken(Token);

impl FromRequestParts<()> for PathToken {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &()) -> Result<Self, Failure> {
        let text = path_parameter(parts, state, "token").await?;
        Token::parse(&text).map(Self).ok_or(Failure(Error::NotFound))
    }
}

/// The operations of this feature.
pub fn routes(routes: Routes) -> Routes {
    let routes = list::routes(routes);
    let routes = create::routes(routes);
    let routes = resend::routes(routes);
    let routes = revoke::routes(routes);
    let routes = show::routes(routes);
    let routes = accept::routes(routes);
    decline::routes(routes)
}
