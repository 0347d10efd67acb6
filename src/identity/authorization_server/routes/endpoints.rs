//! What apps call: tokens and the claims about a user.

use crate::identity::api_clients::form::{Form, FormBody, OAuthReply};
use crate::identity::authorization_server::model::{
    Introspection, IssuedTokens, RevokedToken, TokenParameters, TokenReference, UserClaims,
};
use crate::identity::authorization_server::{revocation, token};
use crate::identity::scope::ApiRequest;
use steward_macros::operation;

/// Issues tokens for a code (RFC 6749, section 4.1.3) or for a refresh token (section 6).
#[operation(
    POST "/oauth/token",
    id = "oauth.token",
    tag = "oauth",
    request_body(content = TokenParameters, content_type = "application/x-www-form-urlencoded"),
    responses((status = 200, body = IssuedTokens), (status = 500, body = crate::api::ErrorBody, description = "An internal error.")),
    errors(crate::identity::api_clients::form::OAuthClientErrors),
)]
async fn get_token(request: ApiRequest, body: FormBody) -> OAuthReply<IssuedTokens> {
    let authorization = body.authorization.clone();
    let parameters: TokenParameters = Form::read(body).await?;
    token::token(&request, &authorization, parameters).await
}

/// Revokes a token, and all tokens of the same authorization (RFC 7009).
#[operation(
    POST "/oauth/revoke",
    id = "oauth.revoke",
    tag = "oauth",
    request_body(content = TokenReference, content_type = "application/x-www-form-urlencoded"),
    responses((status = 200, body = RevokedToken), (status = 500, body = crate::api::ErrorBody, description = "An internal error.")),
    errors(crate::identity::api_clients::form::OAuthClientErrors),
)]
async fn revoke_token(request: ApiRequest, body: FormBody) -> OAuthReply<RevokedToken> {
    let authorization = body.authorization.clone();
    let body: TokenReference = Form::read(body).await?;
    revocation::revoke(&request, &authorization, &body).await?;
    Ok(RevokedToken {})
}

/// Says whether a token is valid and what it is for (RFC 7662). The client must have a secret.
#[operation(
    POST "/oauth/introspect",
    id = "oauth.introspect",
    tag = "oauth",
    request_body(content = TokenReference, content_type = "application/x-www-form-urlencoded"),
    responses((status = 200, body = Introspection), (status = 500, body = crate::api::ErrorBody, description = "An internal error.")),
    errors(crate::identity::api_clients::form::OAuthClientErrors),
)]
async fn introspect_token(request: ApiRequest, body: FormBody) -> OAuthReply<Introspection> {
    let authorization = body.authorization.clone();
    let body: TokenReference = Form::read(body).await?;
    revocation::introspect(&request, &authorization, &body).await
}

/// Returns the claims about the user of an access token (OpenID Connect Core, section 5.3).
#[operation(
    GET "/oauth/userinfo",
    id = "oauth.getUserInfo",
    tag = "oauth",
    responses((status = 200, body = UserClaims), (status = 500, body = crate::api::ErrorBody, description = "An internal error.")),
    errors(crate::identity::api_clients::form::BearerErrors),
)]
async fn get_user_info(request: ApiRequest) -> OAuthReply<UserClaims> {
    revocation::user_info(&request).await
}

/// The same by `POST`, as OpenID Connect demands.
#[operation(
    POST "/oauth/userinfo",
    id = "oauth.postUserInfo",
    tag = "oauth",
    responses((status = 200, body = UserClaims), (status = 500, body = crate::api::ErrorBody, description = "An internal error.")),
    errors(crate::identity::api_clients::form::BearerErrors),
)]
async fn post_user_info(request: ApiRequest) -> OAuthReply<UserClaims> {
    revocation::user_info(&request).await
}
