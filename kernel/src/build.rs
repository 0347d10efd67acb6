//! Types of builds that the Worker and objects share: statuses, steps, failures, log lines.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::time::Timestamp;

/// The status of a build. It starts as `queued`; `complete`, `failed` and `cancelled` are final.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, steward_macros::FromJson, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum BuildStatus {
    Queued,
    InProgress,
    /// The configuration and the files are stored.
    Complete,
    /// It ended with a failure.
    Failed,
    Cancelled,
}

impl BuildStatus {
    /// All statuses.
    pub const ALL: [Self; 5] = [Self::Queued, Self::InProgress, Self::Complete, Self::Failed, Self::Cancelled];

    /// The value in SQL and JSON.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::InProgress => "in_progress",
            Self::Complete => "complete",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
        }
    }

    /// Whether no other status can follow.
    #[must_use]
    pub const fn is_final(self) -> bool {
        matches!(self, Self::Complete | Self::Failed | Self::Cancelled)
    }

    /// Whether the transition to `next` is allowed. A queued build fails when there is no runner or there are no
    /// credentials.
    #[must_use]
    pub const fn may_become(self, next: Self) -> bool {
        match self {
            Self::Queued => matches!(next, Self::InProgress | Self::Failed | Self::Cancelled),
            Self::InProgress => next.is_final(),
            Self::Complete | Self::Failed | Self::Cancelled => false,
        }
    }
}

/// The steps of a build, in order.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, steward_macros::FromJson, ToSchema,
)]
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
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, steward_macros::FromJson, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum StepStatus {
    Running,
    Succeeded,
    /// The build failed in this step.
    Failed,
    /// The build was cancelled in this step.
    Cancelled,
}

/// A step that has started. Stored as JSON in the column `build.steps` and in the build manager.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, steward_macros::FromJson)]
#[serde(rename_all = "camelCase")]
pub struct BuildStep {
    pub name: StepName,
    pub status: StepStatus,
    /// Milliseconds since 1970 on the runner's clock.
    pub started_at: i64,
    /// Milliseconds since 1970; none while the step runs.
    pub completed_at: Option<i64>,
    /// None while the step runs.
    pub duration_ms: Option<i64>,
}

impl BuildStep {
    /// A step that starts now.
    #[must_use]
    pub const fn begin(name: StepName, now_ms: i64) -> Self {
        Self { name, status: StepStatus::Running, started_at: now_ms, completed_at: None, duration_ms: None }
    }

    /// Ends the step. Has no effect on an ended step.
    pub fn end(&mut self, status: StepStatus, now_ms: i64) {
        if self.status == StepStatus::Running && status != StepStatus::Running {
            self.status = status;
            self.completed_at = Some(now_ms.max(self.started_at));
            self.duration_ms = Some(now_ms.saturating_sub(self.started_at).max(0));
        }
    }
}

/// The kind of a failure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, steward_macros::FromJson, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum FailureCode {
    /// The repository cannot be reached, or not with these credentials.
    CloneFailed,
    CommitNotFound,
    /// The commit exists, but the connected branch does not have it.
    CommitNotOnBranch,
    PathNotFound,
    InstallFailed,
    /// There is neither a configuration file nor a configuration script.
    ConfigurationMissing,
    /// The configuration threw an exception or exited with a code other than 0.
    ConfigurationFailed,
    ConfigurationNotJson,
    ConfigurationTooLarge,
    TimedOut,
    /// The build used more memory or disk than one may.
    LimitExceeded,
    /// The runner shut down or lost the connection.
    RunnerLost,
    /// No runner accepted the build.
    RunnerUnavailable,
    /// There are no credentials for the repository.
    CredentialsFailed,
    /// Whoever pushed may not write to the repository.
    SenderRefused,
    /// Nobody who manages the estate has rights on the repository.
    RepositoryUnconfirmed,
    /// An error of the platform.
    Internal,
}

/// Why a build failed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, steward_macros::FromJson, ToSchema)]
pub struct BuildFailure {
    pub code: FailureCode,
    /// A sentence for users.
    pub message: String,
}

impl BuildFailure {
    /// A failure with its message.
    pub fn new(code: FailureCode, message: impl Into<String>) -> Self {
        Self { code, message: message.into() }
    }
}

/// The source of a log line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, steward_macros::FromJson, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum LogStream {
    Stdout,
    Stderr,
    /// The runner or the build manager.
    System,
}

/// A line of a build's log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, steward_macros::FromJson, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct LogLine {
    /// From 1, without gaps.
    pub number: u64,
    pub at: Timestamp,
    pub stream: LogStream,
    /// None outside of steps.
    pub step: Option<StepName>,
    /// Without line end.
    pub text: String,
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn any_status() -> impl Strategy<Value = BuildStatus> {
        prop::sample::select(BuildStatus::ALL.to_vec())
    }

    #[test]
    fn values_are_the_same_in_sql_and_json() {
        for status in BuildStatus::ALL {
            assert_eq!(serde_json::to_value(status).unwrap(), status.as_str());
        }
        assert_eq!(serde_json::to_value(FailureCode::ConfigurationNotJson).unwrap(), "configuration_not_json");
        assert_eq!(serde_json::to_value(StepName::Evaluate).unwrap(), "evaluate");
    }

    #[test]
    fn a_step_ends_once() {
        let mut step = BuildStep::begin(StepName::Clone, 1_000);
        step.end(StepStatus::Succeeded, 1_750);
        step.end(StepStatus::Failed, 9_000);
        assert_eq!((step.status, step.completed_at, step.duration_ms), (StepStatus::Succeeded, Some(1_750), Some(750)));
    }

    proptest! {
        #[test]
        fn final_statuses_do_not_change_and_no_status_repeats(path in prop::collection::vec(any_status(), 0..12)) {
            let mut status = BuildStatus::Queued;
            let mut seen = vec![status];
            for next in path {
                if status.may_become(next) {
                    prop_assert!(!status.is_final());
                    prop_assert!(!seen.contains(&next));
                    status = next;
                    seen.push(next);
                }
            }
            prop_assert!(seen.len() <= 3);
        }
    }
}
