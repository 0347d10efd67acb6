//! A thin client of GitHub's REST API (version 2022-11-28): one function per operation that is used, its answer as
//! the few fields that are read. Tokens are kept for one invocation, in memory only.

mod answer;
mod app;
mod repositories;
mod user;

use serde_json::Value;
use steward_kernel::error::Error;

use crate::edge::Edge;
use crate::edge::outbound::{OutboundRequest, fetch};
use answer::Answer;

pub use app::{InstallationToken, TokenScope, mint};
pub use repositories::{CommitSearch, Found, branches, commit, installation_repositories, repository};
pub use user::{UserTokens, exchange, installation};

/// Rows of a page of GitHub's lists, the most that it gives.
const PAGE_SIZE: u32 = 100;
/// Pages of a list that are followed, where all of it is wanted.
const PAGES: u32 = 10;

/// The error for whatever GitHub did not do; `detail` is for the log and must hold no secret.
fn failed(detail: String) -> Error {
    Error::ExternalApi { service: "github", detail }
}

fn base(edge: &Edge, variable: &'static str) -> Result<String, Error> {
    Ok(edge.variable(variable)?.trim_end_matches('/').to_owned())
}

/// One request to the REST API, authorized by a token.
async fn request(edge: &Edge, method: &str, path: &str, token: &str, body: Option<Value>) -> Result<Answer, Error> {
    let mut headers = vec![
        ("accept", "application/vnd.github+json".to_owned()),
        ("authorization", format!("Bearer {token}")),
        ("user-agent", "steward".to_owned()),
        ("x-github-api-version", "2022-11-28".to_owned()),
    ];
    if body.is_some() {
        headers.push(("content-type", "application/json".to_owned()));
    }
    let url = base(edge, "GITHUB_API_URL")? + path;
    let body = body.map(|body| body.to_string());
    let operation = format!("{method} {path}");
    let response = fetch(OutboundRequest { method, url, headers, body }).await;
    let response = response.map_err(|error| failed(format!("{operation}: {error}")))?;
    Ok(Answer { operation, status: response.status, link: response.link, body: response.body })
}

async fn get(edge: &Edge, path: &str, token: &str) -> Result<Answer, Error> {
    request(edge, "GET", path, token, None).await
}
