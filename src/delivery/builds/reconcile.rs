//! Between the rows and an estate's build manager: writing down what it reports, starting what it is ready for.
//! All of it can be done again at any time; the manager asks until it is done.

use serde::Deserialize;
use serde_json::json;
use steward_durable_objects::estate_build_manager::{
    AcknowledgedReport, BuildReport, EnqueueBuild, EstateBuildManagerClient, StartBuild,
};
use steward_kernel::build::{BuildStatus, Failure, FailureCode};
use steward_kernel::error::Error;
use steward_kernel::id::{ActiveConfigId, BuildId, EstateId, OrganizationId};
use steward_kernel::time::MINUTE;

use super::{service, store};
use crate::edge::{Edge, log};
use crate::integrations::github;
use crate::platform::outbox::{self, EventName};

/// Rounds of one visit; what is left the manager asks for again.
const ROUNDS: usize = 8;
/// A build that cannot get credentials for this long has failed.
const CREDENTIALS_PATIENCE_MS: i64 = 15 * MINUTE;
/// A build that nobody spoke of for this long is looked after.
const STALE_MS: i64 = MINUTE;
/// Builds that one sweep looks after.
const SWEEP_LIMIT: u32 = 50;

/// What the manager and the runner need to know of a build.
#[derive(Debug, Deserialize)]
pub struct Order {
    id: BuildId,
    number: u64,
    status: BuildStatus,
    installation_id: String,
    repository_id: i64,
    clone_url: String,
    branch: Option<String>,
    path: Option<String>,
    commit_hash: String,
    created_at: i64,
}

impl Order {
    /// What the manager is told.
    #[must_use]
    pub fn enqueue(&self) -> EnqueueBuild {
        EnqueueBuild {
            build_id: self.id.clone(),
            number: self.number,
            commit: self.commit_hash.clone(),
            branch: self.branch.clone(),
            path: self.path.clone(),
        }
    }

    /// Whether nothing is left to do.
    #[must_use]
    pub const fn has_ended(&self) -> bool {
        self.status.is_final()
    }
}

/// The order of a build; none when the build is gone.
///
/// # Errors
/// [`Error::Database`].
pub async fn order(edge: &Edge, estate_id: &EstateId, build_id: &BuildId) -> Result<Option<Order>, Error> {
    edge.database()?.first(crate::bind!(store::SELECT_ORDER, build_id, estate_id)).await
}

/// The manager of an estate.
///
/// # Errors
/// [`Error::Internal`] when it is not bound.
pub fn manager(edge: &Edge, estate_id: &EstateId) -> Result<EstateBuildManagerClient, Error> {
    EstateBuildManagerClient::new(edge.env(), estate_id).map_err(Error::internal)
}

/// Does what an estate's manager waits for.
///
/// # Errors
/// [`Error::Database`], [`Error::Internal`] when the manager does not answer, [`Error::ExternalApi`] when GitHub gave
/// no credentials this time. Whatever was done stays done.
pub async fn visit(edge: &Edge, estate_id: &EstateId) -> Result<(), Error> {
    let manager = manager(edge, estate_id)?;
    for _ in 0..ROUNDS {
        let work = manager.work().await.map_err(Error::internal)?;
        if work.reports.is_empty() && work.ready.is_none() {
            break;
        }
        if !work.reports.is_empty() {
            write_down(edge, estate_id, &work.reports).await?;
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
    use steward_durable_objects::estate_build_manager::StartOutcome;

    let Some(order) = order(edge, estate_id, build_id).await? else {
        let gone = Failure::new(FailureCode::Internal, "The build is no longer there.");
        manager.fail(build_id, gone).await.map_err(Error::internal)?;
        return Ok(true);
    };
    let token = match github::clone_token(edge, &order.installation_id, order.repository_id).await {
        Ok(token) => token,
        Err(error) => {
            let refused = !matches!(error, Error::ExternalApi { .. });
            if !refused && edge.now() - order.created_at < CREDENTIALS_PATIENCE_MS {
                return Err(error);
            }
            log::error("no credentials for a build", &[("buildId", build_id.as_ref().into())]);
            let reason = "GitHub gave no access to the repository. Is the App still installed there?";
            let failure = Failure::new(FailureCode::CredentialsFailed, reason);
            manager.fail(build_id, failure).await.map_err(Error::internal)?;
            return Ok(true);
        }
    };
    let start =
        StartBuild { build_id: build_id.clone(), clone_url: order.clone_url, token: Some(token.reveal().to_owned()) };
    let started = manager.start(&start).await.map_err(Error::internal)?;
    Ok(!matches!(started.outcome, StartOutcome::Postponed | StartOutcome::NotItsTurn))
}

#[derive(Deserialize)]
struct Whose {
    organization_id: OrganizationId,
}

/// Writes reports down, moves the active configuration, and tells of it; in one batch.
async fn write_down(edge: &Edge, estate_id: &EstateId, reports: &[BuildReport]) -> Result<(), Error> {
    let database = edge.database()?;
    let whose: Option<Whose> = database.first(crate::bind!(store::SELECT_ORGANIZATION, estate_id)).await?;
    // an estate that was deleted has nothing to write to
    let Some(whose) = whose else { return Ok(()) };
    let now = edge.now();
    let mut statements = Vec::new();
    let mut events = Vec::new();
    for report in reports {
        let failure_code = report.failure.as_ref().map(|failure| failure.code);
        let failure_message = report.failure.as_ref().map(|failure| &failure.message);
        statements.push(crate::bind!(
            store::APPLY_REPORT,
            report.build_id,
            estate_id,
            report.status,
            report.revision,
            json!(report.steps).to_string(),
            failure_code,
            failure_message,
            report.log_line_count,
            report.files.as_ref().map(|files| &files.key),
            report.files.as_ref().map(|files| files.count),
            report.files.as_ref().map(|files| files.bytes),
            report.configuration.as_ref().map(|configuration| &configuration.key),
            report.configuration.as_ref().map(|configuration| configuration.bytes),
            report.started_at,
            report.completed_at,
            now,
        ));
        if report.status == BuildStatus::Complete {
            let id = edge.id(ActiveConfigId::new);
            statements.push(crate::bind!(store::ADVANCE_ACTIVE, id, report.build_id, estate_id, now));
        }
        let more = json!({ "status": report.status, "revision": report.revision });
        let organization_id = &whose.organization_id;
        events.push(service::event(EventName::BuildChanged, organization_id, estate_id, &report.build_id, more));
    }
    let recorded = outbox::record(edge, events);
    statements.extend(recorded.statements.iter().cloned());
    database.batch(statements).await?;
    outbox::dispatch(edge, recorded);
    Ok(())
}

#[derive(Deserialize)]
struct Stale {
    id: BuildId,
    estate_id: EstateId,
}

/// Looks after builds that nobody has spoken of for a while: the manager is told of them again. Runs by cron.
///
/// # Errors
/// [`Error::Database`]; what goes wrong with one estate is logged and does not keep the others waiting.
pub async fn sweep(edge: &Edge) -> Result<(), Error> {
    let before = edge.now() - STALE_MS;
    let stale: Vec<Stale> = edge.database()?.all(crate::bind!(store::SELECT_STALE, before, SWEEP_LIMIT)).await?;
    for build in stale {
        if let Err(error) = remind(edge, &build).await {
            let fields = [("buildId", build.id.as_ref().into()), ("error", format!("{error:?}").into())];
            log::error("a build could not be looked after", &fields);
        }
    }
    Ok(())
}

async fn remind(edge: &Edge, build: &Stale) -> Result<(), Error> {
    if let Some(order) = order(edge, &build.estate_id, &build.id).await? {
        let manager = manager(edge, &build.estate_id)?;
        manager.enqueue(&order.enqueue()).await.map_err(Error::internal)?;
    }
    visit(edge, &build.estate_id).await
}
