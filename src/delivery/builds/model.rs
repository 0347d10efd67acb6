//! A build as the API returns it, and the input for creating one.

use serde::Serialize;
use serde_json::value::RawValue;
use steward_kernel::build::{BuildFailure, BuildStatus, BuildStep, StepName, StepStatus};
use steward_kernel::error::Error;
use steward_kernel::from_json::FromJson;
use steward_kernel::id::{BuildId, EstateId, OrganizationId, UserId};
use steward_kernel::time::Timestamp;
use utoipa::ToSchema;

use crate::integrations::github::{Commit, RepositoryId};

/// The repository to build from, with branch and folder.
#[derive(Debug, Clone, FromJson)]
pub struct BuildSource {
    /// The installation of the GitHub App that can read the repository.
    pub installation_id: String,
    pub repository_id: RepositoryId,
    pub clone_url: String,
    /// A branch that contains the commit, when one is known.
    pub branch: Option<String>,
    /// The estate's folder in the repository; `None` for its root.
    pub path: Option<String>,
}

/// What started a build.
#[derive(Debug, Clone)]
pub enum Trigger {
    Push {
        /// The login of the account that pushed.
        sender: Option<String>,
        /// GitHub's id of the account that pushed.
        sender_id: Option<i64>,
        /// GitHub's id of the delivery.
        delivery_id: String,
        /// The branch's latest commit before the push; `None` for a new branch.
        before: Option<String>,
    },
    /// A member requested it, or a service account, which is no user.
    Manual { user_id: Option<UserId> },
    /// A member connected the repository.
    Connect { user_id: UserId },
}

impl Trigger {
    pub(super) const fn kind(&self) -> TriggerKind {
        match self {
            Self::Push { .. } => TriggerKind::Push,
            Self::Manual { .. } => TriggerKind::Manual,
            Self::Connect { .. } => TriggerKind::Connect,
        }
    }
}

/// A build to create.
#[derive(Debug, Clone)]
pub struct NewBuild {
    pub organization_id: OrganizationId,
    pub estate_id: EstateId,
    pub source: BuildSource,
    pub commit: Commit,
    pub trigger: Trigger,
}

/// The kind of a build's trigger.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, FromJson, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum TriggerKind {
    Push,
    Manual,
    Connect,
}

/// A build.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Build {
    pub id: BuildId,
    pub estate_id: EstateId,
    /// The number of the build in its estate, from 1 in the order of creation.
    pub number: i64,
    pub status: BuildStatus,
    /// Whether this build's configuration is the active one.
    pub is_active: bool,
    pub commit_hash: String,
    pub commit_message: String,
    pub commit_author: Option<String>,
    /// A branch that contains the commit.
    pub branch: Option<String>,
    /// The estate's folder in the repository; null for its root.
    pub path: Option<String>,
    pub trigger: BuildTrigger,
    /// The steps that have started, in order.
    pub steps: Vec<Step>,
    pub failure: Option<BuildFailure>,
    /// The number of files of the commit in the estate's folder.
    pub file_count: Option<i64>,
    /// The sum of the files' sizes.
    pub files_bytes: Option<i64>,
    pub configuration_bytes: Option<i64>,
    /// The number of log lines at the last report.
    pub log_line_count: i64,
    pub created_at: Timestamp,
    /// When a runner started the build.
    pub started_at: Option<Timestamp>,
    pub completed_at: Option<Timestamp>,
    /// The number of the build of the later push that cancelled this one.
    pub superseded_by: Option<i64>,
    /// While the build is queued: the number of the build that runs before it, if there is one.
    pub queued_behind: Option<i64>,
}

/// What started a build.
#[derive(Debug, Serialize, ToSchema)]
pub struct BuildTrigger {
    kind: TriggerKind,
    /// The member who requested the build or connected the repository.
    user: Option<TriggeringUser>,
    /// The login of the account that pushed.
    sender: Option<String>,
}

/// The member who triggered a build.
#[derive(Debug, Serialize, ToSchema)]
pub struct TriggeringUser {
    id: UserId,
    name: String,
}

/// A step of a build.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = BuildStep)]
pub struct Step {
    name: StepName,
    status: StepStatus,
    started_at: Timestamp,
    completed_at: Option<Timestamp>,
    duration_ms: Option<i64>,
}

impl From<BuildStep> for Step {
    fn from(step: BuildStep) -> Self {
        Self {
            name: step.name,
            status: step.status,
            started_at: Timestamp(step.started_at),
            completed_at: step.completed_at.map(Timestamp),
            duration_ms: step.duration_ms,
        }
    }
}

/// A build as SQL returns it.
#[derive(Debug, FromJson)]
pub struct BuildRow {
    id: BuildId,
    estate_id: EstateId,
    number: i64,
    status: BuildStatus,
    #[serde(deserialize_with = "flag")]
    is_active: bool,
    commit_hash: String,
    commit_message: String,
    commit_author: Option<String>,
    branch: Option<String>,
    path: Option<String>,
    trigger_kind: TriggerKind,
    user_id: Option<UserId>,
    user_name: Option<String>,
    trigger_sender: Option<String>,
    steps: String,
    failure_code: Option<String>,
    failure_message: Option<String>,
    file_count: Option<i64>,
    files_bytes: Option<i64>,
    configuration_bytes: Option<i64>,
    log_line_count: i64,
    created_at: Timestamp,
    started_at: Option<Timestamp>,
    completed_at: Option<Timestamp>,
    superseded_by: Option<i64>,
    queued_behind: Option<i64>,
}

impl TryFrom<BuildRow> for Build {
    type Error = Error;

    fn try_from(row: BuildRow) -> Result<Self, Error> {
        let steps: Vec<BuildStep> = steward_kernel::from_json::read(&row.steps).map_err(Error::internal)?;
        let failure = match row.failure_code {
            Some(code) => Some(BuildFailure {
                code: <_ as steward_kernel::from_json::FromJson>::from_json(&code.into()).map_err(Error::internal)?,
                message: row.failure_message.unwrap_or_default(),
            }),
            None => None,
        };
        let user = row.user_id.zip(row.user_name).map(|(id, name)| TriggeringUser { id, name });
        Ok(Self {
            id: row.id,
            estate_id: row.estate_id,
            number: row.number,
            status: row.status,
            is_active: row.is_active,
            commit_hash: row.commit_hash,
            commit_message: row.commit_message,
            commit_author: row.commit_author,
            branch: row.branch,
            path: row.path,
            trigger: BuildTrigger { kind: row.trigger_kind, user, sender: row.trigger_sender },
            steps: steps.into_iter().map(Step::from).collect(),
            failure,
            file_count: row.file_count,
            files_bytes: row.files_bytes,
            configuration_bytes: row.configuration_bytes,
            log_line_count: row.log_line_count,
            created_at: row.created_at,
            started_at: row.started_at,
            completed_at: row.completed_at,
            superseded_by: row.superseded_by,
            queued_behind: row.queued_behind,
        })
    }
}

/// The commit to build: the latest of a branch, or a given one. Without either, the latest of the connected branch.
#[derive(Debug, Default, FromJson, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BuildRequest {
    /// Builds the latest commit of this branch.
    #[schema(max_length = 255)]
    pub branch: Option<String>,
    /// Builds the commit with this full hash.
    #[schema(min_length = 40, max_length = 64)]
    pub commit: Option<String>,
}

/// Why a build is activated.
#[derive(Debug, Default, FromJson, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Activation {
    /// Shown with the rollback; up to 500 characters.
    #[schema(max_length = 500)]
    pub reason: Option<String>,
}

/// The active configuration of an estate.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ActiveConfiguration {
    /// The build that produced the configuration.
    pub build_id: BuildId,
    pub build_number: i64,
    /// The JSON that the repository's code evaluated to.
    #[schema(value_type = Value)]
    pub configuration: Box<RawValue>,
    pub activated_at: Timestamp,
}
