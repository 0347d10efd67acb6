//! A user of the App: exchanging a code or a refresh token for tokens, and what the user can access.

use std::collections::BTreeMap;
use steward_kernel::from_json::{FromJson, JsonError, Object};

use serde_json::{Value, json};
use steward_kernel::error::{ConflictCode, Error};

use super::repositories::FoundRepository;
use super::response::RestResponse;
use super::{HTTP, PAGE_SIZE, PAGES, failed, get};
use crate::edge::Edge;
use crate::integrations::github::model::RepositoryId;
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
    fn from_json(value: &Value) -> Result<Self, JsonError> {
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
    match token_request(edge, &body, code).await? {
        Exchange::Done(tokens) => Ok(tokens),
        Exchange::Refused { error } if error == "bad_verification_code" => {
            Err(Error::field("code", "GitHub's code is invalid, expired or used. Start again."))
        }
        Exchange::Refused { error } => Err(failed(format!("exchange code: {error}"))),
    }
}

/// Exchanges a refresh token, which works once, for new tokens; `None` when GitHub no longer accepts it.
///
/// # Errors
/// [`Error::ExternalApi`].
pub async fn refresh(edge: &Edge, refresh_token: &str) -> Result<Option<UserTokens>, Error> {
    let config = edge.config();
    let app = config.github().app()?;
    let body = json!({
        "client_id": app.client_id, "client_secret": app.client_secret,
        "grant_type": "refresh_token", "refresh_token": refresh_token,
    });
    match token_request(edge, &body, refresh_token).await? {
        Exchange::Done(tokens) => Ok(Some(tokens)),
        Exchange::Refused { error } if error == "bad_refresh_token" => Ok(None),
        Exchange::Refused { error } => Err(failed(format!("refresh tokens: {error}"))),
    }
}

/// POST /login/oauth/access_token, on the host of the pages.
async fn token_request(edge: &Edge, body: &Value, secret: &str) -> Result<Exchange, Error> {
    let config = edge.config();
    let request = Request::post(format!("{}/login/oauth/access_token", config.github().web_url()?))
        .header("accept", "application/json")
        .json(body)
        .secret(&config.github().app()?.client_secret)
        .secret(secret);
    let response = HTTP.send(&request).await?;
    // the body contains tokens, so the error contains nothing of it
    match response.json() {
        Ok(exchange) if response.status == 200 => Ok(exchange),
        _ => Err(failed(format!("exchange for tokens: status {} with an unexpected body", response.status))),
    }
}

/// A request by a user's token.
///
/// # Errors
/// [`ConflictCode::GitHubAuthorizationRequired`] when GitHub does not accept the token; [`Error::ExternalApi`].
async fn get_as_user(edge: &Edge, path: &str, token: &str) -> Result<RestResponse, Error> {
    let response = get(edge, path, token).await?;
    if response.status() == 401 { Err(ConflictCode::GitHubAuthorizationRequired.into()) } else { Ok(response) }
}

/// A GitHub account.
#[derive(Debug, FromJson)]
pub struct User {
    pub id: i64,
    pub login: String,
}

/// The account that a token belongs to: GET /user.
///
/// # Errors
/// As for every request by a user's token.
pub async fn user(edge: &Edge, token: &str) -> Result<User, Error> {
    get_as_user(edge, "/user", token).await?.read()
}

/// An installation on an account where the user can see a repository.
#[derive(Debug, FromJson)]
pub struct UserInstallation {
    pub id: u64,
    /// The level that the App is granted, by subject.
    #[serde(default)]
    pub permissions: BTreeMap<String, String>,
    pub suspended_at: Option<String>,
}

#[derive(FromJson)]
struct InstallationPage {
    installations: Vec<UserInstallation>,
}

/// The installations that the user can access, at most 1,000: GET /user/installations. Being in this list gives no right
/// on any repository of the installation but those that [`user_repositories`] returns.
///
/// # Errors
/// As for every request by a user's token.
pub async fn user_installations(edge: &Edge, token: &str) -> Result<Vec<UserInstallation>, Error> {
    let mut installations = Vec::new();
    for page in 1..=PAGES {
        let path = format!("/user/installations?per_page={PAGE_SIZE}&page={page}");
        let response = get_as_user(edge, &path, token).await?;
        installations.extend(response.read::<InstallationPage>()?.installations);
        if !response.has_next_page() {
            break;
        }
    }
    Ok(installations)
}

#[derive(FromJson)]
struct RepositoryPage {
    repositories: Vec<FoundRepository>,
}

/// A page of the installation's repositories that the user was given, and whether there is another page: GET
/// /user/installations/{installation_id}/repositories.
///
/// # Errors
/// As for every request by a user's token.
pub async fn user_repositories(
    edge: &Edge,
    token: &str,
    installation_id: u64,
    page: u32,
) -> Result<(Vec<FoundRepository>, bool), Error> {
    let path = format!("/user/installations/{installation_id}/repositories?per_page={PAGE_SIZE}&page={page}");
    let response = get_as_user(edge, &path, token).await?;
    let found: Option<RepositoryPage> = response.read_unless(&[404])?;
    Ok(found.map_or_else(Default::default, |found| (found.repositories, response.has_next_page())))
}

/// A repository as the user sees it: GET /repositories/{id}; `None` when the user does not.
///
/// # Errors
/// As for every request by a user's token.
pub async fn user_repository(edge: &Edge, token: &str, id: RepositoryId) -> Result<Option<FoundRepository>, Error> {
    get_as_user(edge, &format!("/repositories/{}", id.0), token).await?.read_unless(&[404])
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
