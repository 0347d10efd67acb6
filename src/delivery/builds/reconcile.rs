//! Reconciles the rows with an estate's build manager: applies the manager's reports and starts the build that it is
//! ready for. All of it is idempotent; the manager asks again until everything is done.

use serde_json::json;
use steward_durable_objects::estate_build_manager::{
    AcknowledgedReport, BuildReport, EnqueueBuild, EstateBuildManagerClient, StartBuild, StartOutcome,
};
use steward_kernel::build::{BuildFailure, BuildStatus, FailureCode};
use steward_kernel::error::Error;
use steward_kernel::from_json::FromJson;
use steward_kernel::id::{ActiveConfigId, BuildId, EstateId, OrganizationId};
use steward_kernel::time::MINUTE;

use super::access::{self, Access, SENDER_LIFETIME_MS};
use super::events::BuildChanged;
use super::store;
use crate::edge::{Edge, log};
use crate::integrations::github::RepositoryId;
use crate::platform::audit::Origin;
use crate::platform::change::{Change, Tenant};
use crate::platform::schedule::Job;

/// Rounds per call. The manager asks again for the rest.
const ROUNDS: usize = 8;
/// A build without a report for this long is enqueued again.
const STALE_MS: i64 = MINUTE;
/// Who cancels the builds of a deleted organization, for their logs.
const DELETION: &str = "the deletion of the organization";
/// Builds per sweep.
const SWEEP_LIMIT: u32 = 50;

/// The part of a build's row that the manager and the runner need.
#[derive(Debug, FromJson)]
pub struct Assignment {
    id: BuildId,
    pub(super) organization_id: OrganizationId,
    /// Whether the organization is deleted.
    #[serde(deserialize_with = "flag")]
    is_closed: bool,
    number: u64,
    status: BuildStatus,
    pub(super) installation_id: String,
    pub(super) repository_id: RepositoryId,
    clone_url: String,
    pub(super) branch: Option<String>,
    path: Option<String>,
    pub(super) commit_hash: String,
    pub(super) created_at: i64,
    #[serde(deserialize_with = "flag")]
    pub(super) is_push: bool,
    #[serde(deserialize_with = "flag")]
    cancels_superseded: bool,
    /// The login of the account that pushed.
    pub(super) sender: Option<String>,
    pub(super) sender_id: Option<i64>,
    /// Whether GitHub said lately that the account may write to the repository.
    #[serde(deserialize_with = "flag")]
    pub(super) is_known_sender: bool,
    /// Whether nobody who manages the estate has rights on the repository any more.
    #[serde(deserialize_with = "flag")]
    pub(super) is_unconfirmed: bool,
    /// Whether no push is known to be between this one and the build before.
    #[serde(deserialize_with = "flag")]
    is_next: bool,
    /// The branch's newest complete build.
    pub(super) latest_number: Option<u64>,
    pub(super) latest_commit: Option<String>,
    /// Whether the commit is known to come after that of the newest complete build, or is the same.
    #[serde(deserialize_with = "flag")]
    pub(super) is_ahead: bool,
}

impl Assignment {
    /// The message by which the manager enqueues the build.
    #[must_use]
    pub fn to_message(&self) -> EnqueueBuild {
        EnqueueBuild {
            build_id: self.id.clone(),
            number: self.number,
            commit: self.commit_hash.clone(),
            branch: self.branch.clone(),
            path: self.path.clone(),
            is_push: self.is_push,
            // the build before may be of a later push whose delivery came earlier
            cancels_superseded: self.cancels_superseded && self.is_next,
        }
    }

    /// Whether the build has ended.
    #[must_use]
    pub const fn has_ended(&self) -> bool {
        self.status.is_final()
    }
}

/// Finds the assignment of a build; `None` when the build no longer exists.
///
/// # Errors
/// [`Error::Database`].
pub async fn assignment(edge: &Edge, estate_id: &EstateId, build_id: &BuildId) -> Result<Option<Assignment>, Error> {
    let known_since = edge.now() - SENDER_LIFETIME_MS;
    edge.database()?.first(crate::bind!(store::SELECT_ASSIGNMENT, build_id, estate_id, known_since)).await
}

/// The build manager of an estate.
///
/// # Errors
/// [`Error::Internal`] when it is not bound.
pub fn manager(edge: &Edge, estate_id: &EstateId) -> Result<EstateBuildManagerClient, Error> {
    EstateBuildManagerClient::new(edge.env(), estate_id).map_err(Error::internal)
}

/// Applies the reports of an estate's manager and starts the build that it is ready for.
///
/// # Errors
/// [`Error::Database`], [`Error::Internal`] when the manager does not respond, [`Error::ExternalApi`] when GitHub
/// issues no credentials for now. Work that is already done is kept.
pub async fn reconcile(edge: &Edge, estate_id: &EstateId) -> Result<(), Error> {
    let manager = manager(edge, estate_id)?;
    for _ in 0..ROUNDS {
        let work = manager.work().await.map_err(Error::internal)?;
        if work.reports.is_empty() && work.ready.is_none() {
            break;
        }
        if !work.reports.is_empty() {
            apply_reports(edge, estate_id, &work.reports).await?;
            let done = work.reports.into_iter();
            let done = done.map(|report| AcknowledgedReport { build_id: report.build_id, revision: report.revision });
            manager.acknowledge(done.collect()).await.map_err(Error::internal)?;
        }
        if let Some(build_id) = work.ready
            && !start(edge, &manager, estate_id, &build_id).await?
        {
            break;
        }
    }
    Ok(())
}

/// Starts a build; false when the manager will ask again later.
async fn start(
    edge: &Edge,
    manager: &EstateBuildManagerClient,
    estate_id: &EstateId,
    build_id: &BuildId,
) -> Result<bool, Error> {
    let Some(assignment) = assignment(edge, estate_id, build_id).await? else {
        let failure = BuildFailure::new(FailureCode::Internal, "The build no longer exists.");
        manager.fail(build_id, failure).await.map_err(Error::internal)?;
        return Ok(true);
    };
    if assignment.is_closed {
        manager.cancel(&assignment.to_message(), DELETION).await.map_err(Error::internal)?;
        return Ok(true);
    }
    let token = match access::ask(edge, estate_id, build_id, &assignment).await? {
        Access::Granted(token) => token,
        Access::Refused(failure) => {
            manager.fail(build_id, failure).await.map_err(Error::internal)?;
            return Ok(true);
        }
        Access::Superseded(number) => {
            manager.supersede(build_id, number).await.map_err(Error::internal)?;
            return Ok(true);
        }
    };
    let (clone_url, token) = (assignment.clone_url, Some(token.reveal().to_owned()));
    let started = manager
        .start(&StartBuild {
            build_id: build_id.clone(),
            organization_id: assignment.organization_id,
            clone_url,
            token,
        })
        .await;
    let started = started.map_err(Error::internal)?;
    Ok(!matches!(started.outcome, StartOutcome::Postponed | StartOutcome::NotItsTurn))
}

#[derive(FromJson)]
struct OpenBuild {
    id: BuildId,
}

/// Cancels the builds of an estate whose organization is deleted. A build that has ended is not changed.
///
/// # Errors
/// [`Error::Database`], [`Error::Internal`] when the manager does not respond.
pub async fn cancel_open(edge: &Edge, estate_id: &EstateId) -> Result<(), Error> {
    let open: Vec<OpenBuild> = edge.database()?.all(crate::bind!(store::LIST_OPEN, estate_id)).await?;
    let manager = manager(edge, estate_id)?;
    for OpenBuild { id } in open {
        // a restored organization builds again
        if let Some(assignment) = assignment(edge, estate_id, &id).await?.filter(|build| build.is_closed) {
            manager.cancel(&assignment.to_message(), DELETION).await.map_err(Error::internal)?;
        }
    }
    reconcile(edge, estate_id).await
}

#[derive(FromJson)]
struct OrganizationRow {
    organization_id: OrganizationId,
}

/// Writes reports to the rows, and activates a complete build when it is newer than the active one.
async fn apply_reports(edge: &Edge, estate_id: &EstateId, reports: &[BuildReport]) -> Result<(), Error> {
    let found = edge.database()?.first(crate::bind!(store::SELECT_ORGANIZATION, estate_id)).await?;
    // a deleted estate has no rows
    let Some(OrganizationRow { organization_id }) = found else { return Ok(()) };
    let now = edge.now();
    let mut change = Change::by(edge, Origin::system("builds"), Tenant::estate(&organization_id, estate_id));
    for report in reports {
        change.run(crate::bind!(
            store::APPLY_REPORT,
            report.build_id,
            estate_id,
            report.status,
            report.revision,
            json!(report.steps).to_string(),
            report.failure.as_ref().map(|failure| failure.code),
            report.failure.as_ref().map(|failure| &failure.message),
            report.log_line_count,
            report.files.as_ref().map(|files| &files.key),
            report.files.as_ref().map(|files| files.count),
            report.files.as_ref().map(|files| files.bytes),
            report.configuration.as_ref().map(|configuration| &configuration.key),
            report.configuration.as_ref().map(|configuration| configuration.bytes),
            report.started_at,
            report.completed_at,
            now,
            report.superseded_by,
        ));
        if report.status == BuildStatus::Complete {
            let id = edge.id(ActiveConfigId::new);
            change.run(crate::bind!(store::ADVANCE_ACTIVE, id, report.build_id, estate_id, now));
        }
        let BuildReport { build_id, status, revision, .. } = report;
        change.emit(&BuildChanged { build_id: build_id.clone(), status: *status, revision: *revision });
    }
    change.commit().await
}

#[derive(FromJson)]
struct StaleBuild {
    id: BuildId,
    estate_id: EstateId,
}

/// The periodic work of builds.
pub const JOBS: &[Job] = &[crate::job!("builds.reconcile", 0, sweep)];

/// Enqueues unfinished builds again when no report was applied for a while. A failure with one build is logged and does
/// not stop the others.
async fn sweep(edge: &Edge) -> Result<(), Error> {
    let before = edge.now() - STALE_MS;
    let stale: Vec<StaleBuild> = edge.database()?.all(crate::bind!(store::SELECT_STALE, before, SWEEP_LIMIT)).await?;
    for build in stale {
        if let Err(error) = enqueue_again(edge, &build).await {
            let fields = [("buildId", build.id.as_ref().into()), ("error", format!("{error:?}").into())];
            log::error("reconcile build failed", &fields);
        }
    }
    Ok(())
}

async fn enqueue_again(edge: &Edge, build: &StaleBuild) -> Result<(), Error> {
    if let Some(assignment) = assignment(edge, &build.estate_id, &build.id).await? {
        let manager = manager(edge, &build.estate_id)?;
        manager.enqueue(&assignment.to_message()).await.map_err(Error::internal)?;
    }
    reconcile(edge, &build.estate_id).await
}
