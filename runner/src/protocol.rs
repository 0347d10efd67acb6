//! The wire: what callers send and what the event stream carries. camelCase JSON.

use serde::{Deserialize, Serialize};
use steward_kernel::time::Timestamp;

use crate::secret::Secret;

/// The body of `PUT /builds/{buildId}`, not yet checked (see [`crate::order`]).
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct StartBuild {
    /// Where the repository is cloned from: https, without user or password.
    pub clone_url: Option<String>,
    /// The commit: 40 hexadecimal digits.
    pub commit: Option<String>,
    /// A branch that has the commit, for servers that give out branches only.
    pub branch: Option<String>,
    /// The estate's folder in the repository; absent for the root.
    pub path: Option<String>,
    /// The password of the user `x-access-token`, where the repository is not public.
    pub token: Option<Secret>,
    /// Seconds until the build is ended as timed out.
    pub timeout_seconds: Option<u64>,
}

/// The steps, in their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum StepName {
    /// The work folder is made.
    Prepare,
    /// The commit is fetched and checked out.
    Clone,
    /// The dependencies are installed.
    Install,
    /// The configuration is evaluated.
    Evaluate,
    /// The files of the commit are listed.
    Collect,
}

/// How a step stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum StepStatus {
    /// It began.
    Running,
    /// It did what it is for.
    Succeeded,
    /// It ended the build.
    Failed,
    /// The build was cancelled in it.
    Cancelled,
}

/// Where a line of the log comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum LogStream {
    /// A process's standard output.
    Stdout,
    /// A process's standard error.
    Stderr,
    /// The runner itself.
    System,
}

/// How a build ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum EndStatus {
    /// Its configuration and its files were reported.
    Complete,
    /// It has a [`Failure`].
    Failed,
    /// Someone wanted it to end.
    Cancelled,
}

/// The reasons for which a build fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum FailureCode {
    /// The repository cannot be reached, or not with this token.
    CloneFailed,
    /// The repository does not have the commit.
    CommitNotFound,
    /// The commit does not have the folder, or it leads outside.
    PathNotFound,
    /// The package manager failed or is missing.
    InstallFailed,
    /// Nothing in the folder says what the configuration is.
    ConfigurationMissing,
    /// The configuration threw, or ended with another exit code than 0.
    ConfigurationFailed,
    /// What the configuration printed or gave is not JSON.
    ConfigurationNotJson,
    /// The configuration is larger than 1 MiB.
    ConfigurationTooLarge,
    /// The build took longer than it may.
    TimedOut,
    /// The runner was stopped while the build ran.
    RunnerLost,
    /// The runner's own fault.
    Internal,
}

/// Why a build failed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Failure {
    /// The reason.
    pub code: FailureCode,
    /// The reason as a sentence, with what the failing program said last.
    pub message: String,
}

/// A file of the commit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct File {
    /// From the root of the repository.
    pub path: String,
    /// Bytes.
    pub size: u64,
    /// `100644`, `100755` (executable) or `120000` (symbolic link).
    pub mode: String,
    /// The blob's object id in git.
    pub hash: String,
}

/// One entry of the event stream.
#[derive(Debug, Clone, Serialize)]
#[serde(untagged)]
pub enum Event {
    /// A line of the log.
    Log {
        /// When it was read.
        at: Timestamp,
        /// Where from.
        stream: LogStream,
        /// In which step.
        step: StepName,
        /// Without line end, control characters and terminal escapes.
        text: String,
    },
    /// A step began or ended.
    Step {
        /// When.
        at: Timestamp,
        /// Which.
        name: StepName,
        /// How it stands now.
        status: StepStatus,
    },
    /// The files of the commit under the estate's folder.
    Files {
        /// At most [`crate::steps::collect::LARGEST_LIST`].
        items: Vec<File>,
        /// Whether there are more.
        truncated: bool,
    },
    /// The configuration.
    Configuration {
        /// JSON text.
        text: String,
    },
    /// Always the last.
    End {
        /// When.
        at: Timestamp,
        /// How.
        status: EndStatus,
        /// Why, when it failed.
        failure: Option<Failure>,
    },
}

impl Event {
    /// The `event:` field of the stream.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Log { .. } => "log",
            Self::Step { .. } => "step",
            Self::Files { .. } => "files",
            Self::Configuration { .. } => "configuration",
            Self::End { .. } => "end",
        }
    }
}

/// How a build stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum BuildState {
    /// It runs.
    Running,
    /// See [`EndStatus::Complete`].
    Complete,
    /// See [`EndStatus::Failed`].
    Failed,
    /// See [`EndStatus::Cancelled`].
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

/// The answer to `PUT` and `DELETE` of a build.
#[derive(Debug, Serialize)]
pub struct StateAnswer {
    /// How the build stood when the request came.
    pub state: BuildState,
}
