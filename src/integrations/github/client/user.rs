//! The user who installs the App: exchanging the code for tokens, and the installations that the user can access.

use std::collections::BTreeMap;
use steward_kernel::from_json::{FromJson, JsonError, Object};

use serde_json::json;
use steward_kernel::error::Error;

use super::{HTTP, PAGE_SIZE, PAGES, failed, get};
use crate::edge::Edge;
use crate::platform::http_client::Request;

/// A user's tokens.
#[derive(FromJson)]
pub struct UserTokens {
    pub access_token: String,
    /// Seconds until the access token expires; `None` when it does not expire.
    pub expires_in: Option<i64>,
    pub refresh_token: Option<String>,
    /// Seconds until the refresh token expires.
    pub refresh_token_expires_in: Option<i64>,
}

enum Exchange {
    Done(UserTokens),
    Refused { error: String },
}

impl FromJson for Exchange {
    fn from_json(value: &serde_json::Value) -> Result<Self, JsonError> {
        match UserTokens::from_json(value) {
            Ok(tokens) => Ok(Self::Done(tokens)),
            Err(_) => Object::of(value)?.field("error").map(|error| Self::Refused { error }),
        }
    }
}

/// Exchanges a code for the user's tokens: POST /login/oauth/access_token, on the host of the pages.
///
/// # Errors
/// [`Error::Validation`] when the code is wrong, was used or is too old; [`Error::ExternalApi`].
pub async fn exchange(edge: &Edge, code: &str) -> Result<UserTokens, Error> {
    let config = edge.config();
    let app = config.github().app()?;
    let body = json!({ "client_id": app.client_id, "client_secret": app.client_secret, "code": code });
    let request = Request::post(format!("{}/login/oauth/access_token", config.github().web_url()?))
        .header("accept", "application/json")
        .json(&body)
        .secret(&app.client_secret)
        .secret(code);
    let response = HTTP.send(&request).await?;
    // the body contains tokens, so the error contains nothing of it
    match response.json() {
        Ok(Exchange::Done(tokens)) if response.status == 200 => Ok(tokens),
        Ok(Exchange::Refused { error }) if error == "bad_verification_code" => {
            Err(Error::field("code", "GitHub's code is invalid, expired or used. Start the installation again."))
        }
        Ok(Exchange::Refused { error }) => Err(failed(format!("exchange code: {error}"))),
        _ => Err(failed(format!("exchange code: status {} with an unexpected body", response.status))),
    }
}

/// An installation that a user can access.
#[derive(Debug, FromJson)]
pub struct UserInstallation {
    id: u64,
    /// The level that the App is granted, by subject.
    #[serde(default)]
    pub permissions: BTreeMap<String, String>,
}

#[derive(FromJson)]
struct InstallationPage {
    installations: Vec<UserInstallation>,
}

/// Finds the installation with this id, when the user can access it: GET /user/installations, of which at most 1,000
/// are read.
///
/// # Errors
/// [`Error::ExternalApi`].
pub async fn installation(edge: &Edge, tokens: &UserTokens, id: u64) -> Result<Option<UserInstallation>, Error> {
    for page in 1..=PAGES {
        let path = format!("/user/installations?per_page={PAGE_SIZE}&page={page}");
        let response = get(edge, &path, &tokens.access_token).await?;
        let found = response.read::<InstallationPage>()?.installations;
        if let Some(installation) = found.into_iter().find(|installation| installation.id == id) {
            return Ok(Some(installation));
        }
        if !response.has_next_page() {
            break;
        }
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// GitHub answers 200 in both cases.
    #[test]
    fn tokens_and_errors_of_an_exchange_are_distinguished() {
        let done = r#"{"access_token":"ghu_x","expires_in":28800,"refresh_token":"ghr_x",
            "refresh_token_expires_in":15897600,"token_type":"bearer","scope":""}"#;
        let refused = r#"{"error":"bad_verification_code","error_description":"…","error_uri":"…"}"#;
        assert!(
            matches!(steward_kernel::from_json::read(done), Ok(Exchange::Done(tokens)) if tokens.expires_in == Some(28_800))
        );
        assert!(
            matches!(steward_kernel::from_json::read(refused), Ok(Exchange::Refused { error }) if error == "bad_verification_code")
        );
    }
}
