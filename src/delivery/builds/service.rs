//! Triggering, showing, cancelling and activating builds.

use serde::Deserialize;
use serde_json::{Value, json};
use steward_kernel::build::BuildStatus;
use steward_kernel::error::Error;
use steward_kernel::id::{ActiveConfigId, BuildId, EstateId, OrganizationId};
use steward_kernel::input;
use steward_kernel::page::{Page, PageQuery};
use steward_kernel::time::Timestamp;

use super::model::{Build, BuildRequest, BuildRow, BuildSource, NewBuild, PreparedBuilds, Trigger};
use super::store;
use crate::edge::Edge;
use crate::edge::database::{Outcome, Statement};
use crate::identity::permission::ManageBuilds;
use crate::identity::scope::{Caller, InEstate};
use crate::integrations::github;
use crate::platform::audit::{self, Entry, Origin};
use crate::platform::outbox::{self, Event, EventName};

/// Prepares builds for the batch of whatever triggers them.
#[must_use]
pub fn prepare(edge: &Edge, origin: &Origin, builds: &[NewBuild]) -> PreparedBuilds {
    let mut rows = Vec::with_capacity(builds.len());
    let mut prepared = PreparedBuilds { ids: Vec::new(), statements: Vec::new(), events: Vec::new() };
    let mut entries = Vec::with_capacity(builds.len());
    for build in builds {
        let id = edge.id(BuildId::new);
        let (user_id, sender, delivery_id) = match &build.trigger {
            Trigger::Push { sender, delivery_id } => (None, sender.as_ref(), Some(delivery_id)),
            Trigger::Manual { user_id } | Trigger::Connect { user_id } => (Some(user_id), None, None),
        };
        rows.push(json!({
            "id": id, "estateId": build.estate_id, "installationId": build.source.installation_id,
            "repositoryId": build.source.repository_id, "cloneUrl": build.source.clone_url,
            "branch": build.source.branch, "path": build.source.path, "commitHash": build.commit.hash,
            "commitMessage": build.commit.message, "commitAuthor": build.commit.author,
            "triggerKind": build.trigger.kind(), "userId": user_id, "sender": sender, "deliveryId": delivery_id,
        }));
        entries.push(audit::record(
            edge,
            origin,
            &Entry {
                action: "build.create",
                organization_id: Some(&build.organization_id),
                estate_id: Some(&build.estate_id),
                resource_type: "build",
                resource_id: id.as_ref(),
                detail: json!({ "commit": build.commit.hash, "trigger": build.trigger.kind() }),
            },
        ));
        prepared.events.push(event(EventName::BuildCreated, &build.organization_id, &build.estate_id, &id, json!({})));
        prepared.ids.push(id);
    }
    if !rows.is_empty() {
        prepared.statements.push(crate::bind!(store::INSERT, Value::from(rows).to_string(), edge.now()));
    }
    prepared.statements.extend(entries);
    prepared
}

/// An event about a build; `more` is merged into the payload.
pub(super) fn event(
    name: EventName,
    organization_id: &OrganizationId,
    estate_id: &EstateId,
    build_id: &BuildId,
    more: Value,
) -> Event {
    let mut payload = json!({ "buildId": build_id });
    if let (Value::Object(payload), Value::Object(more)) = (&mut payload, more) {
        payload.extend(more);
    }
    Event { name, organization_id: Some(organization_id.clone()), estate_id: Some(estate_id.clone()), payload }
}

/// One build of an estate.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn get(edge: &Edge, estate_id: &EstateId, build_id: &BuildId) -> Result<Build, Error> {
    let row: Option<BuildRow> = edge.database()?.first(crate::bind!(store::SELECT, build_id, estate_id)).await?;
    row.ok_or(Error::NotFound)?.try_into()
}

/// A page of an estate's builds, newest first.
///
/// # Errors
/// [`Error::Validation`] for the query.
pub async fn list(
    edge: &Edge,
    estate_id: &EstateId,
    status: Option<BuildStatus>,
    page: &PageQuery,
) -> Result<Page<Build>, Error> {
    let limit = page.limit()?;
    let before = page.after_number()?.unwrap_or(i64::from(u32::MAX));
    let statement = match status {
        None => crate::bind!(store::LIST, estate_id, before, limit + 1),
        Some(status) => crate::bind!(store::LIST_BY_STATUS, estate_id, before, limit + 1, status),
    };
    let rows: Vec<BuildRow> = edge.database()?.all(statement).await?;
    let builds = rows.into_iter().map(Build::try_from).collect::<Result<Vec<_>, _>>()?;
    Ok(Page::new(builds, limit, |build| build.number.to_string()))
}

/// Triggers a build of a branch's head or of one commit.
///
/// # Errors
/// [`Error::Validation`], [`Error::Conflict`] without a repository, [`Error::ExternalApi`].
pub async fn trigger(scope: &InEstate<ManageBuilds>, request: BuildRequest) -> Result<Build, Error> {
    let place = (&scope.organization_id, &scope.estate_id);
    trigger_in(&scope.caller, place, request).await
}

/// As `trigger`, in the organization and estate that the caller was found to have power over.
///
/// # Errors
/// As `trigger`.
pub async fn trigger_in(
    caller: &Caller,
    (organization_id, estate_id): (&OrganizationId, &EstateId),
    request: BuildRequest,
) -> Result<Build, Error> {
    let edge = &caller.edge;
    let wanted = match (request.branch, request.commit) {
        (Some(_), Some(_)) => return Err(Error::field("commit", "Give a branch or a commit, not both.")),
        (Some(branch), None) => Some(github::Ref::Branch(input::branch("branch", &branch)?)),
        (None, Some(commit)) => Some(github::Ref::Commit(input::commit_hash("commit", &commit)?)),
        (None, None) => None,
    };
    let source = github::active_source(edge, estate_id).await?;
    let source = source.ok_or(Error::Conflict("connect a repository to the estate first"))?;
    let wanted = wanted.unwrap_or_else(|| github::Ref::Branch(source.branch.clone()));
    let commit = github::resolve_commit(edge, &source, &wanted).await?;
    let branch = match wanted {
        github::Ref::Branch(branch) => Some(branch),
        github::Ref::Commit(_) => None,
    };
    let build = NewBuild {
        organization_id: organization_id.clone(),
        estate_id: estate_id.clone(),
        source: BuildSource { branch, ..source.into() },
        commit,
        trigger: Trigger::Manual { user_id: caller.user_id.clone() },
    };
    let mut prepared = prepare(edge, &caller.origin(), &[build]);
    let recorded = outbox::record(edge, prepared.events);
    prepared.statements.extend(recorded.statements.iter().cloned());
    edge.database()?.batch(prepared.statements).await?;
    outbox::dispatch(edge, recorded);
    let id = prepared.ids.first().ok_or_else(|| Error::internal("no build was prepared"))?;
    get(edge, estate_id, id).await
}

/// Asks for the end of a build. It is acknowledged once that is written down; the build ends a moment later.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Conflict`] when it has ended.
pub async fn cancel(scope: &InEstate<ManageBuilds>, build_id: &BuildId) -> Result<Build, Error> {
    let edge = &scope.caller.edge;
    let build = get(edge, &scope.estate_id, build_id).await?;
    if build.status.is_final() {
        return Err(Error::Conflict("the build has already ended"));
    }
    let by = json!({ "by": scope.caller.user_name });
    record_change(scope, "build.cancel", EventName::BuildCancelRequested, build_id, by, Vec::new()).await?;
    Ok(build)
}

/// Makes a complete build's configuration the estate's.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Conflict`] when it is not complete.
pub async fn activate(scope: &InEstate<ManageBuilds>, build_id: &BuildId) -> Result<Build, Error> {
    let edge = &scope.caller.edge;
    let build = get(edge, &scope.estate_id, build_id).await?;
    if build.status != BuildStatus::Complete {
        return Err(Error::Conflict("only a complete build can be made active"));
    }
    let id = edge.id(ActiveConfigId::new);
    let user_id = &scope.caller.user_id;
    let statement = crate::bind!(store::ACTIVATE, id, build_id, scope.estate_id, edge.now(), user_id);
    let detail = json!({ "number": build.number });
    record_change(scope, "build.activate", EventName::ConfigurationActivated, build_id, detail, vec![statement])
        .await?;
    Ok(Build { is_active: true, ..build })
}

/// One batch: the change, its event, its audit row.
async fn record_change(
    scope: &InEstate<ManageBuilds>,
    action: &'static str,
    name: EventName,
    build_id: &BuildId,
    detail: Value,
    mut statements: Vec<Statement>,
) -> Result<(), Error> {
    let edge = &scope.caller.edge;
    let entry = Entry {
        action,
        organization_id: Some(&scope.organization_id),
        estate_id: Some(&scope.estate_id),
        resource_type: "build",
        resource_id: build_id.as_ref(),
        detail: detail.clone(),
    };
    let event = event(name, &scope.organization_id, &scope.estate_id, build_id, detail);
    let recorded = outbox::record(edge, vec![event]);
    statements.push(audit::record(edge, &scope.caller.origin(), &entry));
    statements.extend(recorded.statements.iter().cloned());
    edge.database()?.batch(statements).await?;
    outbox::dispatch(edge, recorded);
    Ok(())
}

/// Where a build's files and configuration are kept.
#[derive(Debug, Deserialize)]
pub struct BuildObjects {
    /// Where it stands.
    pub status: BuildStatus,
    /// Key of the list of files.
    pub files_key: Option<String>,
    /// Key of the configuration.
    pub configuration_key: Option<String>,
}

/// Where a build's files and configuration are kept.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn objects(edge: &Edge, estate_id: &EstateId, build_id: &BuildId) -> Result<BuildObjects, Error> {
    let found = edge.database()?.first(crate::bind!(store::SELECT_OBJECTS, build_id, estate_id)).await?;
    found.ok_or(Error::NotFound)
}

/// The estate's active build.
#[derive(Debug, Deserialize)]
pub struct ActiveBuild {
    /// Which.
    pub build_id: BuildId,
    /// Its number.
    pub build_number: i64,
    /// Where its configuration is.
    pub configuration_key: Option<String>,
    /// Since when.
    pub activated_at: Timestamp,
}

/// The statement that finds the active build, for the batch of whoever shows it.
#[must_use]
pub fn select_active(estate_id: &EstateId) -> Statement {
    crate::bind!(store::SELECT_ACTIVE, estate_id)
}

/// What [`select_active`] found.
///
/// # Errors
/// [`Error::Database`] when the row has another shape.
pub fn read_active(outcome: &Outcome) -> Result<Option<ActiveBuild>, Error> {
    outcome.first()
}
