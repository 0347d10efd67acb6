//! Connecting, returning and disconnecting an estate's repository.

use serde_json::json;
use steward_kernel::error::{ConflictCode, Error};
use steward_kernel::id::{ConfigSourceId, EstateId};
use steward_kernel::input;
use steward_kernel::time::Timestamp;

use super::model::{ConnectRepositoryRequest, ConnectedRepository, Repository, RepositoryProvider};
use super::{rights, store};
use crate::delivery::builds::{self, BuildSource, NewBuild, Trigger};
use crate::edge::Edge;
use crate::edge::database::is_precondition_failed;
use crate::identity::permission::ManageRepository;
use crate::identity::scope::InEstate;
use crate::integrations::github::{self, Commit, Head, Ref, RepositoryChanged};
use crate::platform::change::{AuditEvent, Change};

/// The repository that an estate is connected to.
///
/// # Errors
/// [`Error::Database`].
pub async fn active_source(edge: &Edge, estate_id: &EstateId) -> Result<Option<Repository>, Error> {
    edge.database()?.first(crate::bind!(store::SELECT_SOURCE, estate_id)).await
}

/// Connects the estate to a repository, replacing an earlier connection, and builds the latest commit of the branch.
///
/// # Errors
/// [`Error::Validation`] for `repositoryId`, `branch` or `path`; [`Error::ConflictCode`] without an authorization at GitHub,
/// or without the right to write to the repository; [`Error::ExternalApi`].
pub async fn connect(
    scope: &InEstate<ManageRepository>,
    request: ConnectRepositoryRequest,
) -> Result<ConnectedRepository, Error> {
    let edge = &scope.caller.edge;
    let branch = request.branch.map(|branch| input::branch("branch", &branch)).transpose()?;
    let path = input::repository_path("path", request.path.as_deref().unwrap_or_default())?;
    let select_source = crate::bind!(store::SELECT_SOURCE, scope.estate_id);
    let select_authorization = github::select_authorization(&scope.caller.user_id);
    let statements = vec![github::select_installations(&scope.estate_id), select_source, select_authorization];
    let outcomes = edge.database()?.batch(statements).await?;
    let [installations, before, authorization] = outcomes.as_slice() else {
        return Err(Error::internal("D1 returned too few results"));
    };
    let before: Option<Repository> = before.first()?;
    let installations = github::read_installations(installations)?;
    let Head { installation_id, repository: found, branch, commit } =
        github::read_head(&scope.caller, authorization, installations, request.repository_id, branch).await?;
    let repository = Repository {
        provider: RepositoryProvider::GitHub,
        repository_id: request.repository_id,
        full_name: found.full_name,
        html_url: found.html_url,
        clone_url: found.clone_url,
        branch,
        path,
        installation_id,
        connected_at: Timestamp(edge.now()),
        unconfirmed_at: None,
        installation_state: None,
    };
    write(scope, before.as_ref(), repository, commit).await
}

/// Writes the connection and its first build.
async fn write(
    scope: &InEstate<ManageRepository>,
    before: Option<&Repository>,
    repository: Repository,
    commit: Option<Commit>,
) -> Result<ConnectedRepository, Error> {
    let edge = &scope.caller.edge;
    let id = edge.id(ConfigSourceId::new);
    let mut change = Change::new(scope);
    change.run(crate::bind!(store::DEACTIVATE_SOURCE, scope.estate_id, edge.now()));
    change.run(crate::bind!(
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
        scope.caller.user_id,
        edge.now() + rights::CHECK_EVERY_MS,
    ));
    let event = AuditEvent::new("integrations.setGithubRepoForEstate", "config_source", &id);
    change.audit(&event.before(before).after(&repository));
    change.emit(&RepositoryChanged { estate_id: scope.estate_id.clone() });
    let build = commit.map(|commit| first_build(scope, &repository, commit));
    let build_ids = builds::prepare(&mut change, build.as_slice());
    change.commit().await?;
    let build = match build_ids.first() {
        Some(build_id) => Some(builds::get(edge, &scope.estate_id, build_id).await?),
        None => None,
    };
    Ok(ConnectedRepository { repository, build })
}

/// Confirms the connection with the caller's rights on the repository. When nobody had rights before, the latest commit of
/// the branch is built, because pushes were not.
///
/// # Errors
/// [`Error::NotFound`] when there is none; [`ConflictCode::GitHubAuthorizationRequired`],
/// [`ConflictCode::GitHubWriteAccessRequired`]; [`Error::ExternalApi`].
pub async fn confirm(scope: &InEstate<ManageRepository>) -> Result<ConnectedRepository, Error> {
    let caller = &scope.caller;
    let edge = &caller.edge;
    let select_source = crate::bind!(store::SELECT_SOURCE, scope.estate_id);
    let outcomes = edge.database()?.batch(vec![select_source, github::select_authorization(&caller.user_id)]).await?;
    let [source, authorization] = outcomes.as_slice() else {
        return Err(Error::internal("D1 returned too few results"));
    };
    let before: Repository = source.first()?.ok_or(Error::NotFound)?;
    let access = github::check_access(caller, authorization, before.repository_id).await;
    // members see which repository it is
    access.map_err(|error| match error {
        Error::NotFound => ConflictCode::GitHubWriteAccessRequired.into(),
        other => other,
    })?;
    let head = Ref::Branch(before.branch.clone());
    let commit = match before.unconfirmed_at {
        None => None,
        Some(_) => match github::resolve_commit(edge, &before.installation_id, before.repository_id, &head).await {
            Ok(commit) => Some(commit),
            // there is nothing to build
            Err(Error::Conflict(_) | Error::Validation(_)) => None,
            Err(error) => return Err(error),
        },
    };
    let was_confirmed = before.unconfirmed_at.is_none();
    let repository = Repository { unconfirmed_at: None, ..before };
    let mut change = Change::new(scope);
    let due_at = edge.now() + rights::CHECK_EVERY_MS;
    change.must_change(crate::bind!(
        store::CONFIRM_SOURCE,
        scope.estate_id,
        repository.repository_id.0,
        caller.user_id,
        due_at,
        edge.now(),
    ));
    let event = AuditEvent::new("integrations.confirmGithubRepo", "estate", &scope.estate_id);
    let details = |is_confirmed: bool| json!({ "fullName": repository.full_name, "confirmed": is_confirmed });
    change.audit(&event.before(details(was_confirmed)).after(details(true)));
    change.emit(&RepositoryChanged { estate_id: scope.estate_id.clone() });
    let build = commit.map(|commit| first_build(scope, &repository, commit));
    let build_ids = builds::prepare(&mut change, build.as_slice());
    match change.commit().await {
        // it was disconnected or replaced meanwhile
        Err(error) if is_precondition_failed(&error) => return Err(Error::NotFound),
        other => other?,
    }
    let build = match build_ids.first() {
        Some(build_id) => Some(builds::get(edge, &scope.estate_id, build_id).await?),
        None => None,
    };
    Ok(ConnectedRepository { repository, build })
}

fn first_build(scope: &InEstate<ManageRepository>, repository: &Repository, commit: Commit) -> NewBuild {
    NewBuild {
        organization_id: scope.organization_id.clone(),
        estate_id: scope.estate_id.clone(),
        source: BuildSource::from(repository.clone()),
        commit,
        trigger: Trigger::Connect { user_id: scope.caller.user_id.clone() },
    }
}

/// Disconnects the repository. Pushes are no longer built; existing builds and the active configuration are kept.
///
/// # Errors
/// [`Error::NotFound`] when there is none.
pub async fn disconnect(scope: &InEstate<ManageRepository>) -> Result<(), Error> {
    let edge = &scope.caller.edge;
    let before = active_source(edge, &scope.estate_id).await?.ok_or(Error::NotFound)?;
    let mut change = Change::new(scope);
    change.run(crate::bind!(store::DEACTIVATE_SOURCE, scope.estate_id, edge.now()));
    change.audit(&AuditEvent::new("integrations.disconnectGithubRepo", "estate", &scope.estate_id).before(before));
    change.emit(&RepositoryChanged { estate_id: scope.estate_id.clone() });
    change.commit().await
}
