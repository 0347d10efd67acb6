//! Authorization requests: of the browser that an app sends here, and of the page that asks the user.

use std::rc::Rc;

use steward_kernel::error::Error;

use crate::api::{self, Json, Query, RawReply, Reply};
use crate::edge::bridge::Head;
use crate::identity::authorization_server::authorization;
use crate::identity::authorization_server::model::{Approval, Approved, AuthorizationPrompt, PromptQuery};
use crate::identity::scope::{ApiRequest, UserOnly};
use steward_macros::operation;

/// Starts an authorization (RFC 6749, section 4.1.1). Browsers are sent here by apps. It always redirects: to the app, or
/// to the page that asks the user.
#[operation(
    GET "/oauth/authorize",
    id = "oauth.authorize",
    tag = "oauth",
    params(crate::identity::authorization_server::model::AuthorizationRequest),
    responses((status = 303, description = "The address to go to is in `Location`."), (status = 500, body = api::ErrorBody, description = "An internal error.")),
    errors(crate::api::AnonymousErrors),
)]
async fn authorize(request: ApiRequest, user: Result<UserOnly, Error>, head: Rc<Head>) -> RawReply {
    authorization::begin(&request.edge, &head.query, user).await
}

/// Returns what an authorization request asks the caller for.
#[operation(
    GET "/api/oauth/authorization",
    id = "authorization.get",
    tag = "oauth",
    more_errors(crate::api::AuthorizationErrors),
)]
async fn get_authorization(scope: UserOnly, Query(query): Query<PromptQuery>) -> Reply<AuthorizationPrompt> {
    api::ok(authorization::describe(&scope, &query.request).await?)
}

/// Allows what an authorization request asks for. The app gets a code, with which it acts for the caller.
#[operation(POST "/api/oauth/authorization", id = "authorization.approve", tag = "oauth")]
async fn approve_authorization(scope: UserOnly, Json(body): Json<Approval>) -> Reply<Approved> {
    api::ok(authorization::approve(&scope, &body.request).await?)
}
