//! The providers' calls that revoke a token. A token that the provider no longer knows is revoked.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;
use steward_kernel::error::Error;
use steward_kernel::from_json::FromJson;

use crate::edge::Edge;
use crate::platform::http_client::{HttpClient, Request, Response};
use crate::platform::outbox::{ConsumerError, Delivered};

/// Longer error codes of a provider are truncated.
const MAX_CODE_CHARACTERS: usize = 60;

/// Revokes a token at the provider of an account.
///
/// # Errors
/// [`ConsumerError::Permanent`] when the provider is not configured any more; else the provider is asked again.
pub(super) async fn revoke(edge: &Edge, provider_id: &str, token: &str) -> Delivered {
    let config = edge.config();
    let sign_in = config.sign_in();
    let unconfigured = || ConsumerError::Permanent(format!("{provider_id} is not configured"));
    match provider_id {
        "google" => google(&sign_in.google().ok_or_else(unconfigured)?.revoke_url, token).await?,
        "slack" => slack(&sign_in.slack().ok_or_else(unconfigured)?.url, token).await?,
        "github" => {
            let app = sign_in.github().ok_or_else(unconfigured)?;
            github(&app.api_url, &app.client_id, &app.client_secret, token).await?;
        }
        "github-app" => {
            let (app, api_url) = (config.github().app(), config.github().api_url());
            let (Ok(app), Ok(api_url)) = (app, api_url) else { return Err(unconfigured()) };
            github(api_url, &app.client_id, &app.client_secret, token).await?;
        }
        _ => return Err(unconfigured()),
    }
    Ok(())
}

/// The outbox tries again.
async fn send(service: &'static str, request: &Request) -> Result<Response, Error> {
    Ok(HttpClient::new(service).without_retries().send(request).await?)
}

/// The provider's error code, without what cannot be in one.
#[derive(Default, FromJson)]
struct Refusal {
    #[serde(default)]
    ok: bool,
    error: Option<String>,
}

impl Refusal {
    fn of(response: &Response) -> Self {
        steward_kernel::from_json::read(&response.body).unwrap_or_default()
    }

    fn code(&self) -> String {
        let letters = self.error.iter().flat_map(|code| code.chars());
        letters.filter(|letter| letter.is_ascii_lowercase() || *letter == '_').take(MAX_CODE_CHARACTERS).collect()
    }
}

fn failed(service: &'static str, status: u16, code: &str) -> Error {
    Error::ExternalApi { service, detail: format!("revoke token: status {status} {code}") }
}

/// <https://developers.google.com/identity/protocols/oauth2/web-server#tokenrevoke>
async fn google(url: &str, token: &str) -> Result<(), Error> {
    let body = form_urlencoded::Serializer::new(String::new()).append_pair("token", token).finish();
    let response = send("google", &Request::post(url).form(body).secret(token)).await?;
    let code = Refusal::of(&response).code();
    match (response.status, code.as_str()) {
        (200, _) | (400, "invalid_token") => Ok(()),
        (status, code) => Err(failed("google", status, code)),
    }
}

/// Only this token: the grant may be in use again. <https://docs.github.com/rest/apps/oauth-applications#delete-an-app-token>
async fn github(api_url: &str, client_id: &str, client_secret: &str, token: &str) -> Result<(), Error> {
    let credentials = STANDARD.encode(format!("{client_id}:{client_secret}"));
    let request = Request::new("DELETE", format!("{api_url}/applications/{client_id}/token"))
        .header("accept", "application/vnd.github+json")
        .header("x-github-api-version", "2022-11-28")
        .header("authorization", format!("Basic {credentials}"))
        .secret(&credentials)
        .secret(token)
        .json(&json!({ "access_token": token }));
    match send("github", &request).await?.status {
        204 | 404 | 422 => Ok(()),
        status => Err(failed("github", status, "")),
    }
}

/// <https://docs.slack.dev/reference/methods/auth.revoke>
async fn slack(url: &str, token: &str) -> Result<(), Error> {
    let response = send("slack", &Request::post(format!("{url}/api/auth.revoke")).bearer(token)).await?;
    let refusal = Refusal::of(&response);
    let code = refusal.code();
    match (response.status, code.as_str()) {
        (200, _) if refusal.ok => Ok(()),
        (200, "invalid_auth" | "token_revoked" | "token_expired" | "account_inactive") => Ok(()),
        (status, code) => Err(failed("slack", status, code)),
    }
}
