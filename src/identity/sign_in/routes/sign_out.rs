//! `auth.signOut` and `auth.logout`

use crate::api::{self, EmptyReply, Json};
use crate::identity::api_clients::{self, Refresh};
use crate::identity::scope::ApiRequest;
use crate::identity::sign_in;
use steward_macros::operation;

/// Ends the session of the refresh token in the body, or, without a body, of the cookie or access token.
#[operation(
    POST "/api/auth/signout",
    id = "auth.signOut",
    tag = "auth",
    answer = "The session has ended.",
    errors(crate::api::BodyErrors),
    alias("/api/auth/logout", "auth.logout"),
)]
async fn sign_out(request: ApiRequest, body: Option<Json<Refresh>>) -> EmptyReply {
    match body {
        Some(Json(body)) => api_clients::logout(&request, &body.refresh_token).await?,
        None => sign_in::sign_out(&request.person().await?).await?,
    }
    api::no_content()
}
