//! A thin client of GitHub's REST API (version 2022-11-28): one function per operation, which returns only the fields
//! that are used. Tokens are kept in memory, for one invocation.

mod app;
mod people;
mod repositories;
mod response;
mod user;

use serde_json::Value;
use steward_kernel::error::Error;

use crate::edge::Edge;
use crate::platform::http_client::{HttpClient, Request};
use response::RestResponse;

pub use app::{InstallationToken, mint};
pub use people::may_write;
pub use repositories::{CommitSearch, FoundRepository, branches, commit, is_behind, tip};
pub use user::{User, UserTokens, exchange, refresh, user, user_installations, user_repositories, user_repository};

/// The number of rows per page, the maximum that GitHub allows.
const PAGE_SIZE: u32 = 100;
/// The maximum of pages to read for a complete list.
const PAGES: u32 = 10;

const HTTP: HttpClient = HttpClient::new("github");

/// An error for a failed call to GitHub. `detail` is logged and must not contain a secret.
fn failed(detail: String) -> Error {
    Error::ExternalApi { service: "github", detail }
}

/// One request to the REST API, authorized by a token.
async fn request(
    edge: &Edge,
    method: &'static str,
    path: &str,
    token: &str,
    body: Option<Value>,
) -> Result<RestResponse, Error> {
    let mut request = Request::new(method, format!("{}{path}", edge.config().github().api_url()?))
        .header("accept", "application/vnd.github+json")
        .header("x-github-api-version", "2022-11-28")
        .bearer(token);
    if let Some(body) = body {
        request = request.json(&body);
    }
    let response = HTTP.send(&request).await?;
    Ok(RestResponse { operation: format!("{method} {path}"), response })
}

async fn get(edge: &Edge, path: &str, token: &str) -> Result<RestResponse, Error> {
    request(edge, "GET", path, token, None).await
}
