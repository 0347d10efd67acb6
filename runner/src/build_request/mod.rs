//! A validated request for a build. Its values are safe to pass to git.

mod git_arguments;

use std::time::Duration;

pub use git_arguments::{BranchName, CloneUrl, CommitHash, EstatePath};
use steward_kernel::id::{BuildId, OrganizationId, TypeId};

use crate::protocol::StartBuild;
use crate::secret::Secret;

/// The longest time that a build may take, in seconds.
pub const MAX_TIMEOUT_SECONDS: u64 = 600;
const MAX_TOKEN: usize = 4096;

/// A field of the request is invalid.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{field}: {message}")]
pub struct FieldError {
    /// The JSON name.
    pub field: &'static str,
    /// The required form of the value.
    pub message: &'static str,
}

/// What to build, validated.
#[derive(Debug, Clone)]
pub struct BuildRequest {
    pub build_id: BuildId,
    /// The organization's id; the build's own when it was not given.
    pub organization: String,
    /// The organization's id, if it was given: what may share a cache and, without isolation, a runner.
    pub tenant: Option<String>,
    pub clone_url: CloneUrl,
    pub commit: CommitHash,
    /// The branch that must contain the commit; none for the default branch.
    pub branch: Option<BranchName>,
    /// The estate's folder in the repository; none for the root.
    pub path: Option<EstatePath>,
    /// The password of the user `x-access-token`.
    pub token: Option<Secret>,
    pub timeout: Duration,
}

impl BuildRequest {
    /// Validates a request body.
    ///
    /// # Errors
    /// [`FieldError`] for the first invalid field.
    pub fn parse(build_id: BuildId, body: StartBuild, allow_http_clone: bool) -> Result<Self, FieldError> {
        let timeout_seconds = body.timeout_seconds.unwrap_or(MAX_TIMEOUT_SECONDS);
        if !(1..=MAX_TIMEOUT_SECONDS).contains(&timeout_seconds) {
            return Err(FieldError { field: "timeoutSeconds", message: "must be from 1 to 600" });
        }
        // the token is written to one line of git's credential file and sent in a header
        let is_token =
            |text: &str| (1..=MAX_TOKEN).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic());
        if body.token.as_ref().is_some_and(|token| !is_token(token.expose())) {
            return Err(FieldError { field: "token", message: "must be 1 to 4096 visible ASCII characters" });
        }
        let tenant = organization(body.organization_id)?;
        Ok(Self {
            organization: tenant.clone().unwrap_or_else(|| build_id.to_string()),
            tenant,
            build_id,
            clone_url: CloneUrl::parse(&required("cloneUrl", body.clone_url)?, allow_http_clone)?,
            commit: CommitHash::parse(&required("commit", body.commit)?)?,
            branch: body.branch.as_deref().map(BranchName::parse).transpose()?,
            path: body.path.as_deref().map(EstatePath::parse).transpose()?.flatten(),
            token: body.token,
            timeout: Duration::from_secs(timeout_seconds),
        })
    }
}

fn organization(id: Option<String>) -> Result<Option<String>, FieldError> {
    let id = id.map(|id| OrganizationId::parse(&id)).transpose();
    let id = id.map_err(|_| FieldError { field: "organizationId", message: "must be the id of an organization" })?;
    Ok(id.map(|id| id.to_string()))
}

fn required(field: &'static str, value: Option<String>) -> Result<String, FieldError> {
    value.ok_or(FieldError { field, message: "must be given" })
}
