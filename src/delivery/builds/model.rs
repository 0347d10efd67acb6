//! A build as the API shows it, and what is needed to make one.

use serde::{Deserialize, Serialize};
use steward_kernel::build::{BuildStatus, BuildStep, Failure, StepName, StepStatus};
use steward_kernel::error::Error;
use steward_kernel::id::{BuildId, EstateId, OrganizationId, UserId};
use steward_kernel::time::Timestamp;
use utoipa::ToSchema;

use crate::edge::database::{Statement, flag};
use crate::platform::outbox::Event;

/// Which repository, and where in it.
#[derive(Debug, Clone)]
pub struct BuildSource {
    /// The GitHub App's installation that may read it.
    pub installation_id: String,
    /// GitHub's number of the repository.
    pub repository_id: i64,
    /// Where it is cloned from.
    pub clone_url: String,
    /// A branch that has the commit, where one is known.
    pub branch: Option<String>,
    /// The estate's folder in it; none is its root.
    pub path: Option<String>,
}

/// A commit.
#[derive(Debug, Clone)]
pub struct Commit {
    /// 40 hexadecimal digits (64 with SHA-256).
    pub hash: String,
    /// Its message, at most 2,000 characters.
    pub message: String,
    /// Who wrote it: a login or a name.
    pub author: Option<String>,
}

/// What a build was started by.
#[derive(Debug, Clone)]
pub enum Trigger {
    /// A push.
    Push {
        /// Login of whoever pushed.
        sender: Option<String>,
        /// The delivery that told of it.
        delivery_id: String,
    },
    /// Somebody asked for it.
    Manual {
        /// Who.
        user_id: UserId,
    },
    /// The repository was connected.
    Connect {
        /// By whom.
        user_id: UserId,
    },
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

/// A build that is to be made.
#[derive(Debug, Clone)]
pub struct NewBuild {
    /// Whose.
    pub organization_id: OrganizationId,
    /// Of which estate.
    pub estate_id: EstateId,
    /// From where.
    pub source: BuildSource,
    /// Of what.
    pub commit: Commit,
    /// Why.
    pub trigger: Trigger,
}

/// Builds that are about to be written.
#[derive(Debug)]
pub struct PreparedBuilds {
    /// Their ids, in the order in which they were given.
    pub ids: Vec<BuildId>,
    /// For the batch.
    pub statements: Vec<Statement>,
    /// For the outbox.
    pub events: Vec<Event>,
}

/// What kind of thing started a build.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum TriggerKind {
    /// A push.
    Push,
    /// Somebody asked for it.
    Manual,
    /// The repository was connected.
    Connect,
}

/// A build.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Build {
    /// Its id.
    pub id: BuildId,
    /// Of which estate.
    pub estate_id: EstateId,
    /// Counts the estate's builds, in the order in which they were triggered.
    pub number: i64,
    /// Where it stands.
    pub status: BuildStatus,
    /// Whether its configuration is the estate's.
    pub is_active: bool,
    /// Of which commit.
    pub commit_hash: String,
    /// The commit's message.
    pub commit_message: String,
    /// Who wrote the commit.
    pub commit_author: Option<String>,
    /// A branch that has the commit.
    pub branch: Option<String>,
    /// The estate's folder in the repository; none is its root.
    pub path: Option<String>,
    /// What it was started by.
    pub trigger: BuildTrigger,
    /// The steps that have begun, in order.
    pub steps: Vec<Step>,
    /// Why it failed.
    pub failure: Option<Failure>,
    /// Files in the commit, under the path.
    pub file_count: Option<i64>,
    /// The sum of their sizes in bytes.
    pub files_bytes: Option<i64>,
    /// Size of the configuration in bytes.
    pub configuration_bytes: Option<i64>,
    /// Lines in the log, as of the last report.
    pub log_line_count: i64,
    /// When it was triggered.
    pub created_at: Timestamp,
    /// When a runner took it.
    pub started_at: Option<Timestamp>,
    /// When it ended.
    pub completed_at: Option<Timestamp>,
}

/// What a build was started by.
#[derive(Debug, Serialize, ToSchema)]
pub struct BuildTrigger {
    /// What kind of thing.
    kind: TriggerKind,
    /// Who asked for it.
    user: Option<TriggeringUser>,
    /// Login of whoever pushed.
    sender: Option<String>,
}

/// Who asked for a build.
#[derive(Debug, Serialize, ToSchema)]
pub struct TriggeringUser {
    /// Its id.
    id: UserId,
    /// As it wants to be called.
    name: String,
}

/// A step of a build.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = BuildStep)]
pub struct Step {
    /// Which.
    name: StepName,
    /// How it stands.
    status: StepStatus,
    /// When it began.
    started_at: Timestamp,
    /// When it ended.
    completed_at: Option<Timestamp>,
    /// How long it took, in milliseconds.
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

/// A build as SQL has it.
#[derive(Debug, Deserialize)]
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
}

impl TryFrom<BuildRow> for Build {
    type Error = Error;

    fn try_from(row: BuildRow) -> Result<Self, Error> {
        let steps: Vec<BuildStep> = steward_kernel::json::read(&row.steps).map_err(Error::internal)?;
        let failure = match row.failure_code {
            Some(code) => Some(Failure {
                code: serde_json::from_value(code.into()).map_err(Error::internal)?,
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
        })
    }
}

/// What to build: nothing said means the head of the connected branch.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BuildRequest {
    /// The head of this branch.
    #[schema(max_length = 255)]
    pub branch: Option<String>,
    /// Exactly this commit, by its full hash.
    #[schema(min_length = 40, max_length = 64)]
    pub commit: Option<String>,
}
