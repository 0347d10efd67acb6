//! What is said between the Worker and an estate's build manager.

use std::fmt;

use serde::{Deserialize, Serialize};
use steward_kernel::build::{BuildStatus, BuildStep, Failure};
use steward_kernel::id::{BuildId, EstateId};

/// The message on the queue `EVENTS` by which a manager asks the Worker to call [`Work`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename = "build_manager", rename_all = "camelCase")]
pub struct Wakeup {
    /// Whose manager.
    pub estate_id: EstateId,
}

/// A build to make; sent again, it changes nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct EnqueueBuild {
    /// Its id.
    pub build_id: BuildId,
    /// Its number in the estate: builds are made in this order.
    pub number: u64,
    /// The commit: 40 hexadecimal digits.
    pub commit: String,
    /// A branch that has the commit.
    pub branch: Option<String>,
    /// The estate's folder in the repository; none is its root.
    pub path: Option<String>,
}

/// Hands over what the build that [`Work::ready`] named needs to begin.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct StartBuild {
    /// Which build.
    pub build_id: BuildId,
    /// Where the repository is cloned from.
    pub clone_url: String,
    /// A short-lived password for it; kept nowhere.
    pub token: Option<String>,
}

impl fmt::Debug for StartBuild {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("StartBuild").field("build_id", &self.build_id).finish_non_exhaustive()
    }
}

/// What came of [`StartBuild`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StartOutcome {
    /// A runner has it.
    Started,
    /// It has begun or ended before, or it is being started by another call.
    AlreadyStarted,
    /// It is not its turn.
    NotItsTurn,
    /// No runner has room or answers: it stays ready, and the manager asks again.
    Postponed,
    /// The runner refused it, or has not been there for too long: it has failed.
    Failed,
    /// The manager does not know it.
    Unknown,
}

/// The answer to [`StartBuild`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Started {
    /// What came of it.
    pub outcome: StartOutcome,
}

/// Ends a build that has not begun because the Worker cannot start it; one that has begun is left alone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FailBuild {
    /// Which build.
    pub build_id: BuildId,
    /// Why.
    pub failure: Failure,
}

/// Stops a build. It says all about the build, so that one that is not known yet can never begin afterwards.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CancelBuild {
    /// Which build.
    pub build: EnqueueBuild,
    /// Who stopped it, for the log.
    pub by: String,
}

/// The answer to [`CancelBuild`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cancellation {
    /// Whether it was stopped by this call; false when it had ended.
    pub cancelled: bool,
    /// How it stands now.
    pub report: BuildReport,
}

/// What the Worker has to do for a manager.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Work {
    /// What changed and was not acknowledged, oldest build first.
    pub reports: Vec<BuildReport>,
    /// The build that may begin, and waits for [`StartBuild`] or [`FailBuild`].
    pub ready: Option<BuildId>,
}

/// How a build stands. It replaces every report of the build with a smaller revision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct BuildReport {
    /// Which build.
    pub build_id: BuildId,
    /// Grows with every change that is reported.
    pub revision: u64,
    /// Where it stands.
    pub status: BuildStatus,
    /// Milliseconds since 1970.
    pub started_at: Option<i64>,
    /// Milliseconds since 1970; there exactly when the status is final.
    pub completed_at: Option<i64>,
    /// There exactly when the status is `failed`.
    pub failure: Option<Failure>,
    /// The steps that have begun, in order.
    pub steps: Vec<BuildStep>,
    /// Lines in the log at that moment.
    pub log_line_count: u64,
    /// Where the list of files is; none until it is there.
    pub files: Option<ReportedFiles>,
    /// Where the configuration is; none until it is there.
    pub configuration: Option<ReportedConfiguration>,
}

/// The list of files in R2.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReportedFiles {
    /// The object's key: JSON, `{"items":[{"path","size","mode","hash"}],"truncated"}`.
    pub key: String,
    /// How many files it lists.
    pub count: u64,
    /// The sum of their sizes.
    pub bytes: u64,
}

/// The configuration in R2.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReportedConfiguration {
    /// The object's key: the JSON text.
    pub key: String,
    /// Its size.
    pub bytes: u64,
}

/// Reports that are in the database.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Acknowledge {
    /// Which.
    pub reports: Vec<AcknowledgedReport>,
}

/// One of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AcknowledgedReport {
    /// Which build.
    pub build_id: BuildId,
    /// [`BuildReport::revision`].
    pub revision: u64,
}

/// Asks for lines of a log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct OpenLog {
    /// Which build.
    pub build_id: BuildId,
    /// Lines after this number.
    pub after: u64,
    /// Where the Worker's row says the build stands: what is told of a build that the manager does not know yet,
    /// or no longer.
    pub recorded: BuildStatus,
}
