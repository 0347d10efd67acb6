//! Exchanging an authorization code for tokens, and tokens for an identity.

use steward_kernel::error::Error;
use steward_kernel::from_json::FromJson;

use super::id_token::{Expected, UnverifiedIdToken};
use super::keys::KeySource;
use super::provider::{Client, Identity, IdentitySource, Provider};
use super::state::Authorization;
use super::{CallbackError, Problem, github, keys};
use crate::edge::{Edge, rsa};
use crate::platform::http_client::{HttpClient, Request};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

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
    pub(in crate::identity) id_token: Option<String>,
}

/// A client's registration at a token endpoint.
pub struct TokenEndpoint<'a> {
    /// The provider's name in errors.
    pub service: &'static str,
    pub url: &'a str,
    pub client_id: &'a str,
    pub client_secret: &'a str,
    /// Whether the client authenticates in the header in place of the body (RFC 6749, 2.3.1).
    pub uses_header: bool,
}

/// Why there are no tokens.
pub enum TokenError {
    /// The provider's error code, with the characters that it can have.
    Refused(String),
    /// A message for the log.
    Failed(String),
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
    let endpoint = TokenEndpoint {
        service: client.provider.id(),
        url: &client.token_url,
        client_id: &client.client_id,
        client_secret: &client.client_secret,
        uses_header: false,
    };
    let fail = |detail: &str| external_error(client.provider, format!("token exchange: {detail}"));
    match request_tokens(&endpoint, code, verifier, redirect_uri).await {
        Ok(tokens) => Ok(tokens),
        Err(TokenError::Refused(error)) if error == "unverified_user_email" => Err(Problem::EmailUnverified.into()),
        Err(TokenError::Refused(detail) | TokenError::Failed(detail)) => Err(fail(&detail).into()),
    }
}

/// Requests tokens for an authorization code, at any provider.
///
/// # Errors
/// [`TokenError`].
pub async fn request_tokens(
    endpoint: &TokenEndpoint<'_>,
    code: &str,
    verifier: &str,
    redirect_uri: &str,
) -> Result<Tokens, TokenError> {
    let &TokenEndpoint { service, url, client_id, client_secret, uses_header } = endpoint;
    if code.is_empty() || code.len() > MAX_CODE_BYTES {
        return Err(TokenError::Failed("the code is missing or too long".to_owned()));
    }
    let mut form = form_urlencoded::Serializer::new(String::new());
    form.append_pair("grant_type", "authorization_code")
        .append_pair("code", code)
        .append_pair("redirect_uri", redirect_uri)
        .append_pair("code_verifier", verifier);
    let mut request = Request::post(url).header("accept", "application/json").secret(client_secret).secret(code);
    if uses_header {
        let credentials = basic_credentials(client_id, client_secret);
        request = request.secret(&credentials).header("authorization", format!("Basic {credentials}"));
    } else {
        form.append_pair("client_id", client_id).append_pair("client_secret", client_secret);
    }
    let response = HttpClient::new(service).send(&request.form(form.finish())).await;
    let response = response.map_err(|error| TokenError::Failed(error.to_string()))?;
    // the body may contain tokens: only the provider's error code is logged
    let token_response: Option<TokenResponse> = steward_kernel::from_json::read(&response.body).ok();
    match token_response {
        Some(TokenResponse { error: Some(error), .. }) => Err(TokenError::Refused(error_code(&error))),
        Some(TokenResponse {
            access_token: Some(access_token), refresh_token, expires_in, scope, id_token, ..
        }) if response.status == 200 => Ok(Tokens { access_token, refresh_token, expires_in, scope, id_token }),
        _ => Err(TokenError::Failed(format!("unexpected response with status {}", response.status))),
    }
}

/// Id and secret are form-encoded before they are joined (RFC 6749, 2.3.1).
fn basic_credentials(client_id: &str, client_secret: &str) -> String {
    let encode = |text: &str| form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
    STANDARD.encode(format!("{}:{}", encode(client_id), encode(client_secret)))
}

/// Parses an id_token whose signature is by a key of that provider.
///
/// # Errors
/// [`Error::ExternalApi`].
pub async fn verified<'a>(edge: &Edge, source: &KeySource<'_>, token: &'a str) -> Result<UnverifiedIdToken<'a>, Error> {
    let fail = |detail: &str| Error::ExternalApi { service: source.service, detail: detail.to_owned() };
    let unverified = UnverifiedIdToken::parse(token).map_err(fail)?;
    let key = keys::find(edge, source, unverified.key_id()).await?;
    let key = key.ok_or_else(|| fail("the id_token is signed with an unpublished key"))?;
    let is_valid = rsa::verify_rs256(&key, unverified.signature(), unverified.signed_data()).await;
    if is_valid.map_err(|detail| fail(&detail))? {
        Ok(unverified)
    } else {
        Err(fail("the id_token's signature is invalid"))
    }
}

/// Removes the characters that error codes cannot contain from a provider's error code.
pub fn error_code(error: &str) -> String {
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
    let service = client.provider.id();
    let verified = verified(edge, &KeySource { service, owner: service, url: keys_url }, token).await?;
    let expected = Expected {
        provider: Some(client.provider),
        issuer,
        client_id: &client.client_id,
        nonce: &authorization.nonce,
        now: edge.now(),
    };
    verified.identity(expected).map_err(fail)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credentials_in_the_header_are_form_encoded() {
        assert_eq!(STANDARD.decode(basic_credentials("a b", "x:+/")).unwrap(), b"a+b:x%3A%2B%2F");
    }

    #[test]
    fn an_error_code_has_no_other_characters() {
        assert_eq!(error_code("invalid_grant"), "invalid_grant");
        assert_eq!(error_code("<b>\r\n secret=x"), "bsecretx");
        assert_eq!(error_code(&"x".repeat(500)).len(), MAX_ERROR_CODE_CHARACTERS);
    }
}
