//! `auth.refresh`

use crate::api::{self, Json, Reply};
use crate::identity::api_clients::model::{Refresh, Tokens};
use crate::identity::api_clients::tokens;
use crate::identity::scope::ApiRequest;
use steward_macros::operation;

/// Exchanges a refresh token for new tokens. Each works once; using one a second time ends the session.
#[operation(POST "/api/auth/refresh", id = "auth.refresh", tag = "auth")]
async fn refresh(request: ApiRequest, Json(body): Json<Refresh>) -> Reply<Tokens> {
    api::ok(tokens::refresh(&request, &body.refresh_token).await?)
}
