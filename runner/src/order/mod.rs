//! A build as it was ordered: the body of a request, checked field by field. What is here may be given to git.

mod names;

use std::time::Duration;

pub use names::{BranchName, CloneUrl, CommitHash, EstatePath};
use steward_kernel::id::BuildId;

use crate::protocol::StartBuild;
use crate::secret::Secret;

/// The longest that a build may take, in seconds.
pub const LONGEST_TIMEOUT_SECONDS: u64 = 600;
const LONGEST_TOKEN: usize = 4096;

/// A field of the order is wrong.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{field}: {message}")]
pub struct FieldError {
    /// The field as the wire names it.
    pub field: &'static str,
    /// What it has to be, as a sentence.
    pub message: &'static str,
}

/// What to build.
#[derive(Debug, Clone)]
pub struct BuildOrder {
    /// The build.
    pub build_id: BuildId,
    /// The repository.
    pub clone_url: CloneUrl,
    /// The commit.
    pub commit: CommitHash,
    /// A branch that has it.
    pub branch: Option<BranchName>,
    /// The estate's folder; none for the root.
    pub path: Option<EstatePath>,
    /// The password for the repository.
    pub token: Option<Secret>,
    /// How long it may take.
    pub timeout: Duration,
}

impl BuildOrder {
    /// Checks a request's body.
    ///
    /// # Errors
    /// [`FieldError`] for the first field that is wrong.
    pub fn parse(build_id: BuildId, body: StartBuild, allow_http_clone: bool) -> Result<Self, FieldError> {
        let timeout_seconds = body.timeout_seconds.unwrap_or(LONGEST_TIMEOUT_SECONDS);
        if !(1..=LONGEST_TIMEOUT_SECONDS).contains(&timeout_seconds) {
            return Err(FieldError { field: "timeoutSeconds", message: "must be from 1 to 600" });
        }
        // what goes into a header and into one line of git's credential file
        let is_token =
            |text: &str| (1..=LONGEST_TOKEN).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic());
        if body.token.as_ref().is_some_and(|token| !is_token(token.expose())) {
            return Err(FieldError { field: "token", message: "must be 1 to 4096 visible ASCII characters" });
        }
        Ok(Self {
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

fn required(field: &'static str, value: Option<String>) -> Result<String, FieldError> {
    value.ok_or(FieldError { field, message: "must be given" })
}
