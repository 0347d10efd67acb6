//! The repository that an estate is built from: connecting and disconnecting it, and what it holds.

use serde_json::json;
use steward_kernel::error::Error;
use steward_kernel::id::{ConfigSourceId, EstateId, OrganizationId};
use steward_kernel::input;
use steward_kernel::time::Timestamp;

use super::client::{self, CommitSearch, InstallationToken, TokenScope, mint};
use super::model::{ConnectRepositoryRequest, ConnectedRepository, Ref, Repository, RepositoryId, RepositoryProvider};
use super::{repositories, store};
use crate::delivery::builds::{self, BuildSource, Commit, NewBuild, Trigger};
use crate::edge::Edge;
use crate::edge::database::{Outcome, Statement};
use crate::identity::permission::ManageRepository;
use crate::identity::scope::InEstate;
use crate::platform::audit::{self, Entry};
use crate::platform::outbox::{self, Event, EventName};

/// The statement that finds an estate's repository, for the batch of whoever shows it.
#[must_use]
pub fn select_source(estate_id: &EstateId) -> Statement {
    crate::bind!(store::SELECT_SOURCE, estate_id)
}

/// What [`select_source`] found.
///
/// # Errors
/// [`Error::Database`] when the row has another shape.
pub fn read_source(outcome: &Outcome) -> Result<Option<Repository>, Error> {
    outcome.first()
}

/// The repository that an estate is connected to.
///
/// # Errors
/// [`Error::Database`].
pub async fn active_source(edge: &Edge, estate_id: &EstateId) -> Result<Option<Repository>, Error> {
    edge.database()?.first(select_source(estate_id)).await
}

/// A token that clones one repository, good for an hour.
///
/// # Errors
/// [`Error::NotFound`] when the installation is gone or suspended, or no longer reaches the repository;
/// [`Error::ExternalApi`] when GitHub did not answer as it should, which may pass.
pub async fn clone_token(edge: &Edge, installation_id: &str, repository_id: i64) -> Result<InstallationToken, Error> {
    mint(edge, installation_id, TokenScope::Repository(RepositoryId(repository_id))).await?.ok_or(Error::NotFound)
}

/// The commit behind a branch or a hash of a connected repository.
///
/// # Errors
/// [`Error::Validation`] for `branch` or `commit` when there is none; [`Error::Conflict`] when the repository has no
/// commit at all, or the App may no longer read it; [`Error::ExternalApi`].
pub async fn resolve_commit(edge: &Edge, source: &Repository, wanted: &Ref) -> Result<Commit, Error> {
    let token = mint(edge, &source.installation_id, TokenScope::Repository(source.repository_id)).await?;
    let token = token.ok_or(Error::Conflict("the GitHub App may no longer read the repository"))?;
    match client::commit(edge, &token, source.repository_id, wanted).await? {
        CommitSearch::Found(commit) => Ok(commit),
        CommitSearch::Missing => Err(no_such(wanted)),
        CommitSearch::EmptyRepository => Err(Error::Conflict("the repository has no commit yet")),
    }
}

fn no_such(wanted: &Ref) -> Error {
    match wanted {
        Ref::Branch(_) => Error::field("branch", "The repository has no such branch."),
        Ref::Commit(_) => Error::field("commit", "The repository has no such commit."),
    }
}

/// The event that tells of another connection, or of what could be connected.
pub(super) fn changed(organization_id: &OrganizationId, estate_id: &EstateId) -> Event {
    Event {
        name: EventName::RepositoryChanged,
        organization_id: Some(organization_id.clone()),
        estate_id: Some(estate_id.clone()),
        payload: json!({ "estateId": estate_id }),
    }
}

/// Connects the estate to a repository, in place of what it was connected to, and builds the head of the branch.
///
/// # Errors
/// [`Error::Validation`] for `repositoryId`, `branch` or `path`; [`Error::ExternalApi`].
pub async fn connect(
    scope: &InEstate<ManageRepository>,
    request: ConnectRepositoryRequest,
) -> Result<ConnectedRepository, Error> {
    let edge = &scope.caller.edge;
    let id = request.repository_id;
    let branch = request.branch.map(|branch| input::branch("branch", &branch)).transpose()?;
    let path = input::repository_path("path", request.path.as_deref().unwrap_or_default())?;

    let invisible = || Error::field("repositoryId", "The GitHub App cannot see this repository.");
    let statements = vec![repositories::select_installations(&scope.estate_id), select_source(&scope.estate_id)];
    let outcomes = edge.database()?.batch(statements).await?;
    let [installations, before] = outcomes.as_slice() else { return Err(Error::internal("two results were due")) };
    let before = read_source(before)?;
    let reached = repositories::reach(edge, repositories::read_installations(installations)?, id).await?;
    let (installation_id, token) = reached.ok_or_else(invisible)?;
    let found = client::repository(edge, &token, id).await?.ok_or_else(invisible)?;
    let branch = branch.unwrap_or(found.default_branch);
    let head = Ref::Branch(branch.clone());
    let commit = match client::commit(edge, &token, id, &head).await? {
        CommitSearch::Found(commit) => Some(commit),
        CommitSearch::Missing => return Err(no_such(&head)),
        // the first push will be built
        CommitSearch::EmptyRepository => None,
    };
    let repository = Repository {
        provider: RepositoryProvider::GitHub,
        repository_id: id,
        full_name: found.full_name,
        html_url: found.html_url,
        clone_url: found.clone_url,
        branch,
        path,
        installation_id,
        connected_at: Timestamp(edge.now()),
    };
    write(scope, before.as_ref(), repository, commit).await
}

/// One batch: the connection, the build, the audit rows and the events.
async fn write(
    scope: &InEstate<ManageRepository>,
    before: Option<&Repository>,
    repository: Repository,
    commit: Option<Commit>,
) -> Result<ConnectedRepository, Error> {
    let edge = &scope.caller.edge;
    let origin = scope.caller.origin();
    let id = edge.id(ConfigSourceId::new);
    let entry = Entry {
        action: "estate.connectRepository",
        organization_id: Some(&scope.organization_id),
        estate_id: Some(&scope.estate_id),
        resource_type: "config_source",
        resource_id: id.as_ref(),
        detail: json!({ "before": before, "after": repository }),
    };
    let build = commit.map(|commit| NewBuild {
        organization_id: scope.organization_id.clone(),
        estate_id: scope.estate_id.clone(),
        source: BuildSource::from(repository.clone()),
        commit,
        trigger: Trigger::Connect { user_id: scope.caller.user_id.clone() },
    });
    let prepared = builds::prepare(edge, &origin, build.as_slice());
    let mut events = vec![changed(&scope.organization_id, &scope.estate_id)];
    events.extend(prepared.events);
    let recorded = outbox::record(edge, events);
    let mut statements = vec![
        crate::bind!(store::DEACTIVATE_SOURCE, scope.estate_id, edge.now()),
        crate::bind!(
            store::INSERT_SOURCE,
            id,
            scope.estate_id,
            repository.installation_id,
            repository.repository_id.0,
            repository.full_name,
            repository.html_url,
            repository.clone_url,
            repository.branch,
            repository.path,
            edge.now(),
        ),
        audit::record(edge, &origin, &entry),
    ];
    statements.extend(prepared.statements);
    statements.extend(recorded.statements.iter().cloned());
    edge.database()?.batch(statements).await?;
    outbox::dispatch(edge, recorded);
    let build = match prepared.ids.first() {
        Some(build_id) => Some(builds::get(edge, &scope.estate_id, build_id).await?),
        None => None,
    };
    Ok(ConnectedRepository { repository, build })
}

/// Ends the connection. Pushes are no longer built; the builds so far and the active configuration stay.
///
/// # Errors
/// [`Error::NotFound`] when there is none.
pub async fn disconnect(scope: &InEstate<ManageRepository>) -> Result<(), Error> {
    let edge = &scope.caller.edge;
    let before = active_source(edge, &scope.estate_id).await?.ok_or(Error::NotFound)?;
    let entry = Entry {
        action: "estate.disconnectRepository",
        organization_id: Some(&scope.organization_id),
        estate_id: Some(&scope.estate_id),
        resource_type: "estate",
        resource_id: scope.estate_id.as_ref(),
        detail: json!({ "before": before, "after": null }),
    };
    let recorded = outbox::record(edge, vec![changed(&scope.organization_id, &scope.estate_id)]);
    let mut statements = vec![
        crate::bind!(store::DEACTIVATE_SOURCE, scope.estate_id, edge.now()),
        audit::record(edge, &scope.caller.origin(), &entry),
    ];
    statements.extend(recorded.statements.iter().cloned());
    edge.database()?.batch(statements).await?;
    outbox::dispatch(edge, recorded);
    Ok(())
}
