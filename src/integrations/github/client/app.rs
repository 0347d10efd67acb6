//! The App's JSON Web Token, and the installation tokens that it is exchanged for.

use std::fmt;
use steward_kernel::from_json::FromJson;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use steward_kernel::error::Error;

use super::request;
use crate::edge::{Edge, rsa};
use crate::integrations::github::model::RepositoryId;

/// The token's issue time is this far in the past, because GitHub's clock may be behind ours.
const ISSUED_BEFORE_SECONDS: i64 = 60;
/// GitHub accepts ten minutes at most.
const LIFE_SECONDS: i64 = 9 * 60;

/// Authorizes requests for an installation for an hour. It is never shown or stored.
pub struct InstallationToken(String);

impl InstallationToken {
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for InstallationToken {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("InstallationToken")
    }
}

/// The access of an installation token: reading one repository.
fn scope(id: RepositoryId) -> Value {
    json!({ "repository_ids": [id.0], "permissions": { "contents": "read", "metadata": "read" } })
}

/// The header and claims of the App's token that are signed. Rules: GitHub's "Generating a JSON Web Token (JWT) for a
/// GitHub App".
fn signing_input(app_id: &str, now_ms: i64) -> String {
    let now = now_ms.div_euclid(1_000);
    let header = json!({ "alg": "RS256", "typ": "JWT" });
    let claims = json!({ "iat": now - ISSUED_BEFORE_SECONDS, "exp": now + LIFE_SECONDS, "iss": app_id });
    format!("{}.{}", URL_SAFE_NO_PAD.encode(header.to_string()), URL_SAFE_NO_PAD.encode(claims.to_string()))
}

async fn app_token(edge: &Edge) -> Result<String, Error> {
    let config = edge.config();
    let app = config.github().app()?;
    let input = signing_input(&app.id, edge.now());
    let signature = rsa::sign_rs256(&app.private_key, input.as_bytes()).await?;
    Ok(format!("{input}.{}", URL_SAFE_NO_PAD.encode(signature)))
}

#[derive(FromJson)]
struct Minted {
    token: String,
}

/// Creates an installation token for one repository: POST /app/installations/{installation_id}/access_tokens. Returns `None` when the
/// installation is removed or suspended, or cannot access the repository.
///
/// # Errors
/// [`Error::ExternalApi`]; [`Error::Internal`] when the App is not configured.
pub async fn mint(edge: &Edge, installation_id: &str, id: RepositoryId) -> Result<Option<InstallationToken>, Error> {
    // the id becomes part of the path
    if installation_id.is_empty() || !installation_id.bytes().all(|byte| byte.is_ascii_digit()) {
        return Ok(None);
    }
    let token = app_token(edge).await?;
    let path = format!("/app/installations/{installation_id}/access_tokens");
    let response = request(edge, "POST", &path, &token, Some(scope(id))).await?;
    // GitHub also responds with 403 to too many requests
    if response.status() == 403 && response.error_message().contains("suspended") {
        return Ok(None);
    }
    let minted: Option<Minted> = response.read_unless(&[404, 422])?;
    Ok(minted.map(|minted| InstallationToken(minted.token)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_app_s_token_says_what_github_asks_for() {
        let input = signing_input("12345", 1_769_860_800_999);
        let parts: Vec<Value> = input
            .split('.')
            .map(|part| serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap())
            .collect();
        assert_eq!(parts[0], json!({ "alg": "RS256", "typ": "JWT" }));
        assert_eq!(parts[1], json!({ "iat": 1_769_860_740, "exp": 1_769_861_340, "iss": "12345" }));
    }

    #[test]
    fn a_token_is_not_shown() {
        assert_eq!(format!("{:?}", InstallationToken("ghs_secret".to_owned())), "InstallationToken");
    }

    #[test]
    fn a_token_reaches_no_further_than_it_must() {
        let body = scope(RepositoryId(7));
        assert_eq!(body["repository_ids"], json!([7]));
        assert_eq!(body["permissions"], json!({ "contents": "read", "metadata": "read" }));
    }
}
