//! The types of requests, responses and events, in camelCase JSON.

use serde::{Deserialize, Serialize};
use steward_kernel::time::Timestamp;

use crate::secret::Secret;

/// The body of `PUT /builds/{buildId}`, not yet validated (see [`crate::build_request`]).
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct StartBuild {
    /// The organization of the build. A build without one counts for itself.
    pub organization_id: Option<String>,
    /// The URL of the repository: https, without user or password.
    pub clone_url: Option<String>,
    /// 40 hexadecimal digits.
    pub commit: Option<String>,
    /// The branch that must contain the commit; the repository's default branch when absent.
    pub branch: Option<String>,
    /// The estate's folder in the repository; absent for the root.
    pub path: Option<String>,
    /// The password of the user `x-access-token`, where the repository is not public.
    pub token: Option<Secret>,
    /// Seconds until the build fails as timed out.
    pub timeout_seconds: Option<u64>,
}

/// The steps, in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum StepName {
    /// Creates the directory of the build.
    Prepare,
    /// Fetches and checks out the commit.
    Clone,
    /// Installs the dependencies.
    Install,
    /// Evaluates the configuration.
    Evaluate,
    /// Lists the files of the commit.
    Collect,
}

/// The status of a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum StepStatus {
    Running,
    Succeeded,
    /// The build failed in this step.
    Failed,
    /// The build was cancelled in this step.
    Cancelled,
}

/// The source of a log line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum LogStream {
    Stdout,
    Stderr,
    /// The runner itself.
    System,
}

/// The final status of a build.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum EndStatus {
    /// The configuration and the files were reported.
    Complete,
    Failed,
    Cancelled,
}

/// Why a build failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum FailureCode {
    /// The repository cannot be reached, or not with this token.
    CloneFailed,
    CommitNotFound,
    /// The commit exists, but the connected branch does not have it.
    CommitNotOnBranch,
    /// The commit does not have the folder, or it is a link out of the repository.
    PathNotFound,
    /// The package manager failed or is missing.
    InstallFailed,
    /// The folder has neither a configuration file nor a configuration script.
    ConfigurationMissing,
    /// The configuration threw an exception or exited with a code other than 0.
    ConfigurationFailed,
    /// The configuration printed or returned something that is not JSON.
    ConfigurationNotJson,
    /// The configuration is larger than 1 MiB.
    ConfigurationTooLarge,
    TimedOut,
    /// The build used more memory or disk than one may.
    LimitExceeded,
    /// The runner shut down while the build ran.
    RunnerLost,
    /// An error of the runner itself.
    Internal,
}

/// The failure of a build.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BuildFailure {
    pub code: FailureCode,
    /// A sentence, with the last output of the failing program.
    pub message: String,
}

/// A file of the commit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct File {
    /// Relative to the root of the repository.
    pub path: String,
    /// In bytes.
    pub size: u64,
    /// `100644`, `100755` (executable) or `120000` (symbolic link).
    pub mode: String,
    /// The object id of the blob.
    pub hash: String,
}

/// A line of the log.
#[derive(Debug, Clone)]
pub struct LogLine {
    /// When the line was read.
    pub at: Timestamp,
    pub stream: LogStream,
    pub step: StepName,
    /// Without line end, control characters and terminal escapes.
    pub text: String,
}

/// One entry of the event stream. Lines of the log are entries too: see [`crate::builds::EventLog::append_line`].
#[derive(Debug, Clone, Serialize)]
#[serde(untagged)]
pub enum Event {
    /// A step began or ended.
    Step { at: Timestamp, name: StepName, status: StepStatus },
    /// The files of the commit under the estate's folder.
    Files {
        /// At most [`crate::steps::collect::MAX_LIST`].
        items: Vec<File>,
        /// Whether there are more files.
        truncated: bool,
    },
    Configuration {
        /// JSON text.
        text: String,
    },
    /// Always the last event.
    End {
        at: Timestamp,
        status: EndStatus,
        /// Present exactly when the status is `failed`.
        failure: Option<BuildFailure>,
    },
}

impl Event {
    /// The `event:` field of the stream.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Step { .. } => "step",
            Self::Files { .. } => "files",
            Self::Configuration { .. } => "configuration",
            Self::End { .. } => "end",
        }
    }
}

/// The state of a build.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum BuildState {
    Running,
    Complete,
    Failed,
    Cancelled,
}

impl From<Option<EndStatus>> for BuildState {
    fn from(ended: Option<EndStatus>) -> Self {
        match ended {
            None => Self::Running,
            Some(EndStatus::Complete) => Self::Complete,
            Some(EndStatus::Failed) => Self::Failed,
            Some(EndStatus::Cancelled) => Self::Cancelled,
        }
    }
}

/// The response to `PUT` and `DELETE` of a build.
#[derive(Debug, Serialize)]
pub struct StateResponse {
    /// The state at the time of the request.
    pub state: BuildState,
}
