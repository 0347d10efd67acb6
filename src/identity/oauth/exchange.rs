//! Exchanging an authorization code for tokens, and tokens for an identity.

use steward_kernel::error::Error;
use steward_kernel::from_json::FromJson;

use super::id_token::{Expected, UnverifiedIdToken};
use super::provider::{Client, Identity, IdentitySource, Provider};
use super::state::Authorization;
use super::{CallbackError, Problem, github, keys};
use crate::edge::{Edge, rsa};
use crate::platform::http_client::{HttpClient, Request};

/// Longer codes are rejected.
const MAX_CODE_BYTES: usize = 4_096;
/// Longer error codes of a provider are truncated.
const MAX_ERROR_CODE_CHARACTERS: usize = 60;

/// A provider's tokens.
pub struct Tokens {
    pub access_token: String,
    pub refresh_token: Option<String>,
    /// Seconds until the access token expires; `None` when it does not expire.
    pub expires_in: Option<i64>,
    /// The granted scopes.
    pub scope: Option<String>,
    id_token: Option<String>,
}

/// A token endpoint's response. `error` is set when the request failed; GitHub and Slack send it with status 200.
#[derive(FromJson)]
struct TokenResponse {
    error: Option<String>,
    access_token: Option<String>,
    refresh_token: Option<String>,
    expires_in: Option<i64>,
    scope: Option<String>,
    id_token: Option<String>,
}

/// An error of a provider. `detail` is logged and must not contain a secret.
pub(super) fn external_error(provider: Provider, detail: impl Into<String>) -> Error {
    Error::ExternalApi { service: provider.id(), detail: detail.into() }
}

/// Exchanges an authorization code (RFC 6749, 4.1.3, and RFC 7636).
///
/// # Errors
/// [`Problem::EmailUnverified`] when GitHub issues no token because of that; [`Error::ExternalApi`].
pub async fn exchange(
    client: &Client,
    code: &str,
    verifier: &str,
    redirect_uri: &str,
) -> Result<Tokens, CallbackError> {
    let fail =
        |detail: String| CallbackError::from(external_error(client.provider, format!("token exchange: {detail}")));
    if code.is_empty() || code.len() > MAX_CODE_BYTES {
        return Err(fail("the code is missing or too long".to_owned()));
    }
    let body = form_urlencoded::Serializer::new(String::new())
        .append_pair("grant_type", "authorization_code")
        .append_pair("code", code)
        .append_pair("redirect_uri", redirect_uri)
        .append_pair("client_id", &client.client_id)
        .append_pair("client_secret", &client.client_secret)
        .append_pair("code_verifier", verifier)
        .finish();
    let request = Request::post(&client.token_url).header("accept", "application/json").form(body);
    let request = request.secret(&client.client_secret).secret(code);
    let response = HttpClient::new(client.provider.id()).send(&request).await;
    let response = response.map_err(|error| fail(error.to_string()))?;
    // the body may contain tokens: only the provider's error code is logged
    let token_response: Option<TokenResponse> = steward_kernel::from_json::read(&response.body).ok();
    match token_response {
        Some(TokenResponse { error: Some(error), .. }) if error == "unverified_user_email" => {
            Err(Problem::EmailUnverified.into())
        }
        Some(TokenResponse { error: Some(error), .. }) => Err(fail(error_code(&error))),
        Some(TokenResponse {
            access_token: Some(access_token), refresh_token, expires_in, scope, id_token, ..
        }) if response.status == 200 => Ok(Tokens { access_token, refresh_token, expires_in, scope, id_token }),
        _ => Err(fail(format!("unexpected response with status {}", response.status))),
    }
}

/// Removes the characters that error codes cannot contain from a provider's error code.
pub(super) fn error_code(error: &str) -> String {
    let plain = |character: &char| character.is_ascii_alphanumeric() || matches!(character, '_' | '-' | '.');
    error.chars().filter(plain).take(MAX_ERROR_CODE_CHARACTERS).collect()
}

/// The identity that the tokens belong to.
///
/// # Errors
/// [`Error::ExternalApi`], also for an id_token that is not valid.
pub async fn identity(
    edge: &Edge,
    client: &Client,
    tokens: &Tokens,
    authorization: &Authorization,
) -> Result<Identity, Error> {
    let (issuer, keys_url) = match &client.source {
        IdentitySource::GitHubApi { url } => return github::identity(url, &tokens.access_token).await,
        IdentitySource::IdToken { issuer, keys_url } => (issuer, keys_url),
    };
    let fail = |detail: &str| external_error(client.provider, detail);
    let token = tokens.id_token.as_deref().ok_or_else(|| fail("the token response has no id_token"))?;
    let unverified = UnverifiedIdToken::parse(token).map_err(fail)?;
    let key = keys::find(edge, client.provider, keys_url, unverified.key_id()).await?;
    let key = key.ok_or_else(|| fail("the id_token is signed with an unpublished key"))?;
    if !rsa::verify_rs256(&key, unverified.signature(), unverified.signed_data())
        .await
        .map_err(|detail| fail(&detail))?
    {
        return Err(fail("the id_token's signature is invalid"));
    }
    let expected = Expected {
        provider: client.provider,
        issuer,
        client_id: &client.client_id,
        nonce: &authorization.nonce,
        now: edge.now(),
    };
    unverified.identity(expected).map_err(fail)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_code_has_no_other_characters() {
        assert_eq!(error_code("invalid_grant"), "invalid_grant");
        assert_eq!(error_code("<b>\r\n secret=x"), "bsecretx");
        assert_eq!(error_code(&"x".repeat(500)).len(), MAX_ERROR_CODE_CHARACTERS);
    }
}
