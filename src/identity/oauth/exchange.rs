//! From a code to who somebody is.

use serde::Deserialize;
use steward_kernel::error::Error;

use super::Problem;
use super::arrival::Stop;
use super::github;
use super::id_token::{self, Expected};
use super::keys;
use super::provider::{Client, Identity, Provider, Source};
use super::state::Pending;
use crate::edge::{Edge, rsa};
use crate::platform::http_client::{HttpClient, Request};

/// No code or token of a provider is longer, in bytes.
const LONGEST: usize = 4_096;
/// Characters of a provider's error code that are kept.
const COMPLAINT_CHARACTERS: usize = 60;

/// A provider's tokens.
pub struct Tokens {
    /// For requests in the user's name.
    pub access_token: String,
    /// For the next access token.
    pub refresh_token: Option<String>,
    /// Seconds until the access token ends; absent when it does not.
    pub expires_in: Option<i64>,
    /// What was granted.
    pub scope: Option<String>,
    id_token: Option<String>,
}

/// What token endpoints answer; all three say `error` when they refuse, GitHub and Slack with the status 200.
#[derive(Deserialize)]
struct Answer {
    error: Option<String>,
    access_token: Option<String>,
    refresh_token: Option<String>,
    expires_in: Option<i64>,
    scope: Option<String>,
    id_token: Option<String>,
}

/// The error for whatever a provider did not do; `detail` is for the log and must hold no secret.
pub(super) fn failed(provider: Provider, detail: impl Into<String>) -> Error {
    Error::ExternalApi { service: provider.id(), detail: detail.into() }
}

/// Exchanges a code, once (RFC 6749, 4.1.3, with RFC 7636).
///
/// # Errors
/// [`Problem::EmailUnverified`] where GitHub gives no token because of that; [`Error::ExternalApi`].
pub async fn exchange(client: &Client, code: &str, verifier: &str, redirect_uri: &str) -> Result<Tokens, Stop> {
    let fail = |detail: String| Stop::from(failed(client.provider, format!("exchange of a code: {detail}")));
    if code.is_empty() || code.len() > LONGEST {
        return Err(fail("there is no code".to_owned()));
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
    // the body holds tokens: nothing of it goes into the error but the provider's error code
    let answer: Option<Answer> = steward_kernel::json::read(&response.body).ok();
    match answer {
        Some(Answer { error: Some(error), .. }) if error == "unverified_user_email" => {
            Err(Problem::EmailUnverified.into())
        }
        Some(Answer { error: Some(error), .. }) => Err(fail(complaint(&error))),
        Some(Answer { access_token: Some(access_token), refresh_token, expires_in, scope, id_token, .. })
            if response.status == 200 =>
        {
            Ok(Tokens { access_token, refresh_token, expires_in, scope, id_token })
        }
        _ => Err(fail(format!("status {} with an answer of another shape", response.status))),
    }
}

/// A provider's error code, as far as it can be one.
pub(super) fn complaint(error: &str) -> String {
    let plain = |character: &char| character.is_ascii_alphanumeric() || matches!(character, '_' | '-' | '.');
    error.chars().filter(plain).take(COMPLAINT_CHARACTERS).collect()
}

/// Who signed in there.
///
/// # Errors
/// [`Error::ExternalApi`] for whatever may not be believed.
pub async fn identity(edge: &Edge, client: &Client, tokens: &Tokens, pending: &Pending) -> Result<Identity, Error> {
    let (issuer, keys_url) = match &client.source {
        Source::GitHubApi { url } => return github::identity(url, &tokens.access_token).await,
        Source::IdToken { issuer, keys_url } => (issuer, keys_url),
    };
    let fail = |detail: &str| failed(client.provider, detail);
    let token = tokens.id_token.as_deref().ok_or_else(|| fail("the answer holds no id_token"))?;
    let unverified = id_token::parse(token).map_err(fail)?;
    let key = keys::find(edge, client.provider, keys_url, &unverified.key_id).await?;
    let key = key.ok_or_else(|| fail("the id_token is signed with a key that is not published"))?;
    let signed = unverified.signed.as_bytes();
    if !rsa::verify_rs256(&key, &unverified.signature, signed).await.map_err(|detail| fail(&detail))? {
        return Err(fail("the id_token's signature is wrong"));
    }
    let expected = Expected {
        provider: client.provider,
        issuer,
        client_id: &client.client_id,
        nonce: &pending.nonce,
        now: edge.now(),
    };
    unverified.identity(expected).map_err(fail)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_complaint_is_a_code_and_nothing_more() {
        assert_eq!(complaint("invalid_grant"), "invalid_grant");
        assert_eq!(complaint("<b>\r\n secret=x"), "bsecretx");
        assert_eq!(complaint(&"x".repeat(500)).len(), COMPLAINT_CHARACTERS);
    }
}
