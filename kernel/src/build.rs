//! What a build is, wherever it is looked at: its states, its steps, why it failed, its log lines.
//!
//! Times are integer milliseconds since 1970 in UTC, as everywhere inside.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::time::Timestamp;

/// Where a build stands. It begins queued; `complete`, `failed` and `cancelled` are final.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, steward_macros::FromJson, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum BuildStatus {
    /// Waits for its turn.
    Queued,
    /// A runner has it.
    InProgress,
    /// Its configuration is there.
    Complete,
    /// Ended with a reason.
    Failed,
    /// A person stopped it.
    Cancelled,
}

impl BuildStatus {
    /// All of them, in the order of a build's life.
    pub const ALL: [Self; 5] = [Self::Queued, Self::InProgress, Self::Complete, Self::Failed, Self::Cancelled];

    /// The word in SQL and JSON.
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

    /// Nothing follows it.
    #[must_use]
    pub const fn is_final(self) -> bool {
        matches!(self, Self::Complete | Self::Failed | Self::Cancelled)
    }

    /// Whether a build may go from here to `next`. A queued build fails when no runner or no credentials can be had.
    #[must_use]
    pub const fn may_become(self, next: Self) -> bool {
        match self {
            Self::Queued => matches!(next, Self::InProgress | Self::Failed | Self::Cancelled),
            Self::InProgress => next.is_final(),
            Self::Complete | Self::Failed | Self::Cancelled => false,
        }
    }
}

/// The steps of a build, in their order.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, steward_macros::FromJson, ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum StepName {
    /// The work folder is made.
    Prepare,
    /// The commit is fetched and checked out.
    Clone,
    /// Dependencies are installed.
    Install,
    /// The configuration is evaluated.
    Evaluate,
    /// The list of files is taken.
    Collect,
}

/// How a step stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, steward_macros::FromJson, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum StepStatus {
    /// At work.
    Running,
    /// Done.
    Succeeded,
    /// Ended the build.
    Failed,
    /// Was at work when the build was cancelled.
    Cancelled,
}

/// One step as it is kept: in the estate's build manager, in a report and, as JSON, in the column `build.steps`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, steward_macros::FromJson)]
#[serde(rename_all = "camelCase")]
pub struct BuildStep {
    /// Which step.
    pub name: StepName,
    /// How it stands.
    pub status: StepStatus,
    /// Milliseconds since 1970, the runner's clock.
    pub started_at: i64,
    /// Milliseconds since 1970; none while it runs.
    pub completed_at: Option<i64>,
    /// Milliseconds from start to end; none while it runs.
    pub duration_ms: Option<i64>,
}

impl BuildStep {
    /// A step that has just begun.
    #[must_use]
    pub const fn begin(name: StepName, now_ms: i64) -> Self {
        Self { name, status: StepStatus::Running, started_at: now_ms, completed_at: None, duration_ms: None }
    }

    /// Ends the step; one that has ended stays as it is.
    pub fn end(&mut self, status: StepStatus, now_ms: i64) {
        if self.status == StepStatus::Running && status != StepStatus::Running {
            self.status = status;
            self.completed_at = Some(now_ms.max(self.started_at));
            self.duration_ms = Some(now_ms.saturating_sub(self.started_at).max(0));
        }
    }
}

/// Why a build failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, steward_macros::FromJson, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum FailureCode {
    /// The repository could not be cloned.
    CloneFailed,
    /// The repository has no such commit.
    CommitNotFound,
    /// The commit has no such folder.
    PathNotFound,
    /// The package manager failed.
    InstallFailed,
    /// There is neither a configuration file nor a script that prints one.
    ConfigurationMissing,
    /// Evaluating the configuration failed.
    ConfigurationFailed,
    /// What was printed is not JSON.
    ConfigurationNotJson,
    /// The configuration is larger than allowed.
    ConfigurationTooLarge,
    /// It took longer than a build may take.
    TimedOut,
    /// The runner went away, or forgot the build.
    RunnerLost,
    /// No runner could be reached to begin with.
    RunnerUnavailable,
    /// No credentials for the repository could be had.
    CredentialsFailed,
    /// A fault of ours.
    Internal,
}

/// Why a build failed, for people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, steward_macros::FromJson, ToSchema)]
pub struct Failure {
    /// The kind.
    pub code: FailureCode,
    /// A sentence.
    pub message: String,
}

impl Failure {
    /// A reason.
    pub fn new(code: FailureCode, message: impl Into<String>) -> Self {
        Self { code, message: message.into() }
    }
}

/// Who wrote a line of the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, steward_macros::FromJson, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum LogStream {
    /// The standard output of a command.
    Stdout,
    /// The standard error of a command.
    Stderr,
    /// The runner or the build manager itself.
    System,
}

/// One line of a build's log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, steward_macros::FromJson, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct LogLine {
    /// From 1, without gaps.
    pub number: u64,
    /// When it was written.
    pub at: Timestamp,
    /// Who wrote it.
    pub stream: LogStream,
    /// During which step; none outside of all steps.
    pub step: Option<StepName>,
    /// Without the line's end.
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
    fn the_words_are_the_same_in_sql_and_json() {
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
        fn final_states_are_left_by_nothing_and_no_state_comes_back(path in prop::collection::vec(any_status(), 0..12)) {
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
