//! `auth.signOut`

use axum::response::{IntoResponse, Response};
use http::StatusCode;

use crate::api::{self, Failure, Routes};
use crate::identity::scope::SignedIn;
use crate::identity::service;

pub(super) fn routes(routes: Routes) -> Routes {
    crate::operation!(routes, sign_out)
}

/// Ends the session.
#[utoipa::path(post, path = "/api/auth/signout", operation_id = "auth.signOut", tag = "auth",
    responses((status = 204, description = "Signed out."), api::ChangeErrors))]
#[worker::send]
pub async fn sign_out(scope: SignedIn) -> Result<Response, Failure> {
    service::sign_out(&scope).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}
