//! The user who installs the App: the exchange of the code that the browser brings back, and what they may see.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::json;
use steward_kernel::error::Error;

use super::{PAGE_SIZE, PAGES, base, failed, get};
use crate::edge::Edge;
use crate::edge::outbound::{OutboundRequest, fetch};

/// A user's tokens.
#[derive(Deserialize)]
pub struct UserTokens {
    /// For requests in the user's name.
    pub access_token: String,
    /// Seconds until it ends; absent when it does not.
    pub expires_in: Option<i64>,
    /// For the next access token.
    pub refresh_token: Option<String>,
    /// Seconds until that ends.
    pub refresh_token_expires_in: Option<i64>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Exchange {
    Done(UserTokens),
    Refused { error: String },
}

/// Exchanges a code for the user's tokens: POST /login/oauth/access_token, on the host of the pages.
///
/// # Errors
/// [`Error::Validation`] when the code is wrong, was used or is too old; [`Error::ExternalApi`].
pub async fn exchange(edge: &Edge, code: &str) -> Result<UserTokens, Error> {
    let body = json!({
        "client_id": edge.variable("GITHUB_CLIENT_ID")?,
        "client_secret": edge.variable("GITHUB_CLIENT_SECRET")?,
        "code": code,
    });
    let headers = vec![
        ("accept", "application/json".to_owned()),
        ("content-type", "application/json".to_owned()),
        ("user-agent", "steward".to_owned()),
    ];
    let url = base(edge, "GITHUB_URL")? + "/login/oauth/access_token";
    let response = fetch(OutboundRequest { method: "POST", url, headers, body: Some(body.to_string()) }).await;
    let response = response.map_err(|error| failed(format!("exchange of a code: {error}")))?;
    // the body holds tokens: nothing of it goes into the error
    match steward_kernel::json::read(&response.body) {
        Ok(Exchange::Done(tokens)) if response.status == 200 => Ok(tokens),
        Ok(Exchange::Refused { error }) if error == "bad_verification_code" => {
            Err(Error::field("code", "GitHub's code is wrong, was used before, or is too old."))
        }
        Ok(Exchange::Refused { error }) => Err(failed(format!("exchange of a code: {error}"))),
        _ => Err(failed(format!("exchange of a code: status {} with an answer of another shape", response.status))),
    }
}

/// An installation that a user has access to.
#[derive(Debug, Deserialize)]
pub struct UserInstallation {
    id: u64,
    /// What it allows the App, by subject.
    #[serde(default)]
    pub permissions: BTreeMap<String, String>,
}

#[derive(Deserialize)]
struct InstallationPage {
    installations: Vec<UserInstallation>,
}

/// The installation of that number, if the user has access to it: GET /user/installations, at most 1,000 of them.
///
/// # Errors
/// [`Error::ExternalApi`].
pub async fn installation(edge: &Edge, tokens: &UserTokens, id: u64) -> Result<Option<UserInstallation>, Error> {
    for page in 1..=PAGES {
        let path = format!("/user/installations?per_page={PAGE_SIZE}&page={page}");
        let answer = get(edge, &path, &tokens.access_token).await?;
        let found = answer.read::<InstallationPage>()?.installations;
        if let Some(installation) = found.into_iter().find(|installation| installation.id == id) {
            return Ok(Some(installation));
        }
        if !answer.has_next_page() {
            break;
        }
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// GitHub answers 200 either way.
    #[test]
    fn both_answers_to_an_exchange_are_told_apart() {
        let done = r#"{"access_token":"ghu_x","expires_in":28800,"refresh_token":"ghr_x",
            "refresh_token_expires_in":15897600,"token_type":"bearer","scope":""}"#;
        let refused = r#"{"error":"bad_verification_code","error_description":"…","error_uri":"…"}"#;
        assert!(matches!(serde_json::from_str(done), Ok(Exchange::Done(tokens)) if tokens.expires_in == Some(28_800)));
        assert!(
            matches!(serde_json::from_str(refused), Ok(Exchange::Refused { error }) if error == "bad_verification_code")
        );
    }
}
