//! Triggering, showing and cancelling builds.

use serde_json::value::RawValue;
use serde_json::{Value, json};
use steward_kernel::build::BuildStatus;
use steward_kernel::error::{ConflictCode, Error};
use steward_kernel::from_json::FromJson;
use steward_kernel::id::{BuildId, EstateId, OrganizationId};
use steward_kernel::input;
use steward_kernel::page::PageQuery;
use steward_kernel::time::Timestamp;

use super::events::{BuildCancelRequested, BuildCreated};
use super::model::{ActiveConfiguration, Build, BuildRequest, BuildRow, BuildSource, NewBuild, Trigger};
use super::store;
use crate::edge::Edge;
use crate::edge::database::parameter;
use crate::identity::permission::{ManageBuilds, SeeEstates};
use crate::identity::scope::{Caller, InEstate, PageStatement};
use crate::integrations::github::{self, Pushed};
use crate::platform::change::{AuditEvent, Change, Tenant};

/// Adds builds to a change and sets its tenant to the estate of the last one. Returns their ids in the given order.
pub fn prepare(change: &mut Change, builds: &[NewBuild]) -> Vec<BuildId> {
    if builds.is_empty() {
        return Vec::new();
    }
    let ids: Vec<BuildId> = builds.iter().map(|_| change.edge().id(BuildId::new)).collect();
    let rows: Value = ids.iter().zip(builds).map(|(id, build)| row(id, build)).collect();
    let now = change.edge().now();
    change.run(crate::bind!(store::INSERT, rows.to_string(), now));
    for (id, build) in ids.iter().zip(builds) {
        change.set_tenant(Tenant::estate(&build.organization_id, &build.estate_id));
        change.audit(&AuditEvent::new("estate.triggerRebuild", "build", id).after(json!({
            "status": BuildStatus::Queued, "commit": build.commit.hash, "branch": build.source.branch,
            "trigger": build.trigger.kind(),
        })));
        change.emit(&BuildCreated { build_id: id.clone() });
    }
    ids
}

fn row(id: &BuildId, build: &NewBuild) -> Value {
    let user_id = match &build.trigger {
        Trigger::Push { .. } => None,
        Trigger::Manual { user_id } => user_id.as_ref(),
        Trigger::Connect { user_id } => Some(user_id),
    };
    let push = match &build.trigger {
        Trigger::Push { sender, sender_id, delivery_id, before } => json!({
            "sender": sender, "senderId": sender_id, "deliveryId": delivery_id, "before": before,
        }),
        Trigger::Manual { .. } | Trigger::Connect { .. } => json!({}),
    };
    json!({
        "id": id, "estateId": build.estate_id, "installationId": build.source.installation_id,
        "repositoryId": build.source.repository_id.0, "cloneUrl": build.source.clone_url,
        "branch": build.source.branch, "path": build.source.path, "commitHash": build.commit.hash,
        "commitMessage": build.commit.message, "commitAuthor": build.commit.author,
        "triggerKind": build.trigger.kind(), "userId": user_id, "push": push,
    })
}

/// Adds a build of the pushed commit for each connected estate.
pub fn build_push(change: &mut Change, pushed: &Pushed) -> Vec<BuildId> {
    let Pushed { push, delivery_id, estates } = pushed;
    let builds = estates.iter().map(|estate| NewBuild {
        organization_id: estate.organization_id.clone(),
        estate_id: estate.estate_id.clone(),
        source: BuildSource {
            installation_id: push.installation_id.clone().unwrap_or_else(|| estate.installation_id.clone()),
            repository_id: push.repository.id,
            clone_url: push.repository.clone_url.clone(),
            branch: Some(push.branch.clone()),
            path: estate.path.clone(),
        },
        commit: push.commit.clone(),
        trigger: Trigger::Push {
            sender: push.sender.clone(),
            sender_id: push.sender_id,
            delivery_id: delivery_id.clone(),
            before: push.before.clone(),
        },
    });
    prepare(change, &builds.collect::<Vec<_>>())
}

/// Returns a build of an estate.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn get(edge: &Edge, estate_id: &EstateId, build_id: &BuildId) -> Result<Build, Error> {
    let row: Option<BuildRow> = edge.database()?.first(crate::bind!(store::SELECT, build_id, estate_id)).await?;
    row.ok_or(Error::NotFound)?.try_into()
}

/// Selects a page of an estate's builds, newest first.
///
/// # Errors
/// [`Error::Validation`] for the query.
pub fn list(status: Option<BuildStatus>, page: &PageQuery) -> Result<PageStatement, Error> {
    let limit = page.limit()?;
    let before = parameter(&page.after_number()?.unwrap_or(i64::from(u32::MAX)));
    Ok(match status {
        None => PageStatement::new(store::LIST, limit, [before]),
        Some(status) => PageStatement::new(store::LIST_BY_STATUS, limit, [before, parameter(&status)]),
    })
}

/// Triggers a build of a branch's latest commit or of a given commit.
///
/// # Errors
/// [`Error::Validation`], [`Error::Conflict`] without a repository, [`ConflictCode::RepositoryUnconfirmed`],
/// [`Error::ExternalApi`].
pub async fn trigger(scope: &InEstate<ManageBuilds>, request: BuildRequest) -> Result<Build, Error> {
    trigger_in(&scope.caller, (&scope.organization_id, &scope.estate_id), request).await
}

#[derive(FromJson)]
struct ConnectedSource {
    #[serde(flatten)]
    source: BuildSource,
    #[serde(deserialize_with = "flag")]
    is_unconfirmed: bool,
}

/// Triggers a build in an organization and an estate for which the caller's permission is already checked.
///
/// # Errors
/// As for a build that a member triggers.
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
    let source: Option<ConnectedSource> = edge.database()?.first(crate::bind!(store::SELECT_SOURCE, estate_id)).await?;
    let ConnectedSource { source, is_unconfirmed } =
        source.ok_or(Error::Conflict("Connect a repository to the estate first."))?;
    if is_unconfirmed {
        return Err(ConflictCode::RepositoryUnconfirmed.into());
    }
    let wanted = wanted.unwrap_or_else(|| github::Ref::Branch(source.branch.clone().unwrap_or_default()));
    let commit = github::resolve_commit(edge, &source.installation_id, source.repository_id, &wanted).await?;
    let branch = match wanted {
        github::Ref::Branch(branch) => Some(branch),
        github::Ref::Commit(_) => None,
    };
    let build = NewBuild {
        organization_id: organization_id.clone(),
        estate_id: estate_id.clone(),
        source: BuildSource { branch, ..source },
        commit,
        trigger: Trigger::Manual { user_id: caller.person_id().cloned() },
    };
    let mut change = Change::new(caller);
    let ids = prepare(&mut change, &[build]);
    change.commit().await?;
    let id = ids.first().ok_or_else(|| Error::internal("no build was prepared"))?;
    get(edge, estate_id, id).await
}

/// Requests the cancellation of a build. A running build ends shortly afterwards.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Conflict`] when it has ended.
pub async fn cancel(scope: &InEstate<ManageBuilds>, build_id: &BuildId) -> Result<Build, Error> {
    let build = get(&scope.caller.edge, &scope.estate_id, build_id).await?;
    if build.status.is_final() {
        return Err(Error::Conflict("The build has already ended."));
    }
    let mut change = Change::new(scope);
    let event = AuditEvent::new("estate.cancelBuild", "build", build_id);
    let details = |cancel_requested: bool| json!({ "status": build.status, "cancelRequested": cancel_requested });
    change.audit(&event.before(details(false)).after(details(true)));
    change.emit(&BuildCancelRequested { build_id: build_id.clone(), by: scope.caller.user_name.clone() });
    change.commit().await?;
    Ok(build)
}

/// Where a build's files and configuration are stored.
#[derive(Debug, FromJson)]
pub struct BuildObjects {
    pub status: BuildStatus,
    pub files_key: Option<String>,
    pub configuration_key: Option<String>,
}

/// Where a build's files and configuration are stored.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn objects(edge: &Edge, estate_id: &EstateId, build_id: &BuildId) -> Result<BuildObjects, Error> {
    let found = edge.database()?.first(crate::bind!(store::SELECT_OBJECTS, build_id, estate_id)).await?;
    found.ok_or(Error::NotFound)
}

#[derive(FromJson)]
struct ActiveBuild {
    build_id: BuildId,
    build_number: i64,
    configuration_key: Option<String>,
    activated_at: Timestamp,
}

/// Returns the active configuration of an estate.
///
/// # Errors
/// [`Error::NotFound`] before the first complete build.
pub async fn active_configuration(scope: &InEstate<SeeEstates>) -> Result<ActiveConfiguration, Error> {
    let edge = &scope.caller.edge;
    let active: Option<ActiveBuild> =
        edge.database()?.first(crate::bind!(store::SELECT_ACTIVE, scope.estate_id)).await?;
    let active = active.ok_or(Error::NotFound)?;
    let key = active.configuration_key.ok_or(Error::NotFound)?;
    let text = edge.stored_text(&key).await?.ok_or(Error::NotFound)?;
    Ok(ActiveConfiguration {
        build_id: active.build_id,
        build_number: active.build_number,
        configuration: RawValue::from_string(text).map_err(Error::internal)?,
        activated_at: active.activated_at,
    })
}
