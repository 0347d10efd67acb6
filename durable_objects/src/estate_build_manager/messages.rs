//! The messages between the Worker and an estate's build manager.

use std::fmt;

use serde::Serialize;
use steward_kernel::build::{BuildFailure, BuildStatus, BuildStep};
use steward_kernel::from_json::FromJson;
use steward_kernel::id::{BuildId, EstateId, OrganizationId};

/// The message on the queue `EVENTS` by which a manager asks the Worker to call [`Work`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, FromJson)]
#[serde(tag = "kind", rename = "build_manager", rename_all = "camelCase")]
pub struct Wakeup {
    pub estate_id: EstateId,
}

/// Adds a build to the queue. Idempotent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, FromJson)]
#[serde(rename_all = "camelCase")]
pub struct EnqueueBuild {
    pub build_id: BuildId,
    /// Unique in the estate. Builds run in this order.
    pub number: u64,
    /// 40 hexadecimal digits.
    pub commit: String,
    /// A branch that contains the commit.
    pub branch: Option<String>,
    /// The estate's folder in the repository; none for the root.
    pub path: Option<String>,
    /// Whether a push triggered the build.
    #[serde(default)]
    pub is_push: bool,
    /// Whether a push cancels unfinished builds of earlier pushes to its branch.
    #[serde(default)]
    pub cancels_superseded: bool,
}

/// Starts the build of [`Work::ready`].
#[derive(Clone, PartialEq, Eq, Serialize, FromJson)]
#[serde(rename_all = "camelCase")]
pub struct StartBuild {
    pub build_id: BuildId,
    pub organization_id: OrganizationId,
    pub clone_url: String,
    /// A short-lived password for the repository. It is not stored.
    pub token: Option<String>,
}

impl fmt::Debug for StartBuild {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("StartBuild").field("build_id", &self.build_id).finish_non_exhaustive()
    }
}

/// The result of [`StartBuild`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, FromJson)]
#[serde(rename_all = "snake_case")]
pub enum StartOutcome {
    Started,
    /// The build has started or ended before, or another call is starting it.
    AlreadyStarted,
    /// Another build comes first.
    NotItsTurn,
    /// The runner is at capacity or does not respond. The build stays queued, and the manager retries.
    Postponed,
    /// The runner rejected the build, or did not respond for too long. The build has failed.
    Failed,
    /// The manager does not know the build.
    Unknown,
}

/// The response to [`StartBuild`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, FromJson)]
pub struct Started {
    pub outcome: StartOutcome,
}

/// Cancels a queued build because that of a later commit of its branch is complete. Has no effect on builds that have
/// started.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, FromJson)]
#[serde(rename_all = "camelCase")]
pub struct SupersedeBuild {
    pub build_id: BuildId,
    /// The number of the later build.
    pub number: u64,
}

/// Fails a queued build because the Worker cannot start it. Has no effect on builds that have started.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, FromJson)]
#[serde(rename_all = "camelCase")]
pub struct FailBuild {
    pub build_id: BuildId,
    pub failure: BuildFailure,
}

/// Cancels a build. It contains the whole build, so that one that is not known yet can be added as cancelled.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, FromJson)]
pub struct CancelBuild {
    pub build: EnqueueBuild,
    /// The name of the user, for the log.
    pub by: String,
}

/// The response to [`CancelBuild`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, FromJson)]
pub struct Cancellation {
    /// False when the build had already ended.
    pub cancelled: bool,
    pub report: BuildReport,
}

/// The work that the Worker has to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, FromJson)]
pub struct Work {
    /// The reports that are not acknowledged, oldest build first.
    pub reports: Vec<BuildReport>,
    /// The build that waits for [`StartBuild`] or [`FailBuild`].
    pub ready: Option<BuildId>,
}

/// The state of a build. It replaces all reports of the build with a smaller revision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, FromJson)]
#[serde(rename_all = "camelCase")]
pub struct BuildReport {
    pub build_id: BuildId,
    /// Increases with every reported change.
    pub revision: u64,
    pub status: BuildStatus,
    /// Milliseconds since 1970.
    pub started_at: Option<i64>,
    /// Milliseconds since 1970; set exactly when the status is final.
    pub completed_at: Option<i64>,
    /// Set exactly when the status is `failed`.
    pub failure: Option<BuildFailure>,
    /// The steps that have started, in order.
    pub steps: Vec<BuildStep>,
    /// The number of log lines at that time.
    pub log_line_count: u64,
    pub files: Option<ReportedFiles>,
    pub configuration: Option<ReportedConfiguration>,
    /// The number of the build for which this one was cancelled.
    pub superseded_by: Option<u64>,
}

/// The list of files in R2.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, FromJson)]
pub struct ReportedFiles {
    /// The key of the object, JSON `{"items":[{"path","size","mode","hash"}],"truncated"}`.
    pub key: String,
    /// The number of files.
    pub count: u64,
    /// The total size of the files.
    pub bytes: u64,
}

/// The configuration in R2.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, FromJson)]
pub struct ReportedConfiguration {
    /// The key of the object.
    pub key: String,
    pub bytes: u64,
}

/// Acknowledges reports that the Worker has stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, FromJson)]
pub struct Acknowledge {
    pub reports: Vec<AcknowledgedReport>,
}

/// A report that the Worker has stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, FromJson)]
#[serde(rename_all = "camelCase")]
pub struct AcknowledgedReport {
    pub build_id: BuildId,
    /// [`BuildReport::revision`].
    pub revision: u64,
}

/// Reads lines of a log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, FromJson)]
#[serde(rename_all = "camelCase")]
pub struct OpenLog {
    pub build_id: BuildId,
    /// Lines with numbers above this.
    pub after: u64,
    /// When a stream ends, in milliseconds since 1970: the client opens it again, and the Worker looks at its rights.
    pub valid_until: i64,
    /// The status in the Worker's database, used for a build that the manager does not know yet or no longer.
    pub recorded_status: BuildStatus,
}
