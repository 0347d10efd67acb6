//! The repositories that an estate's installations can read: listing them, their branches and commits, and tokens for
//! them.

use futures::future::try_join_all;
use steward_kernel::error::{ConflictCode, Error};
use steward_kernel::from_json::FromJson;
use steward_kernel::id::{EstateId, UserId};

use super::client::{self, CommitSearch, FoundRepository, InstallationToken, mint};
use super::model::{Account, BranchList, Commit, GitHubRepository, GitHubRepositoryPage, Ref, RepositoryId};
use super::{PROVIDER, authorization, store};
use crate::edge::Edge;
use crate::edge::database::{Outcome, Statement};
use crate::identity::permission::ManageRepository;
use crate::identity::scope::{Caller, InEstate};

/// The maximum of installations that are read for an estate.
const INSTALLATIONS: u32 = 10;
/// Each page contains up to 100 repositories of each installation.
const LAST_PAGE: u32 = 1_000;

#[derive(FromJson)]
struct InstallationRow {
    installation_id: String,
}

/// The statement that selects the installations that an estate may use.
#[must_use]
pub fn select_installations(estate_id: &EstateId) -> Statement {
    crate::bind!(store::SELECT_INSTALLATIONS, estate_id, PROVIDER, INSTALLATIONS)
}

/// The statement that selects a user's own authorization at GitHub.
#[must_use]
pub fn select_authorization(user_id: &UserId) -> Statement {
    authorization::select(user_id)
}

/// Reads the result of [`select_installations`].
///
/// # Errors
/// [`Error::Database`] when a row does not match the type.
pub fn read_installations(outcome: &Outcome) -> Result<Vec<String>, Error> {
    let rows: Vec<InstallationRow> = outcome.rows()?;
    Ok(rows.into_iter().map(|row| row.installation_id).collect())
}

/// Lists a page of the repositories that the estate's installations can read and the caller may write to. Installations
/// that were removed or suspended at GitHub, or that the caller cannot see, are skipped.
///
/// # Errors
/// [`Error::Validation`] for the page; those of [`authorization::read`]; [`Error::ExternalApi`].
pub async fn list(scope: &InEstate<ManageRepository>, page: Option<u32>) -> Result<GitHubRepositoryPage, Error> {
    let page = page.unwrap_or(1);
    if !(1..=LAST_PAGE).contains(&page) {
        return Err(Error::field("page", "Use a page from 1 to 1,000."));
    }
    let caller = &scope.caller;
    let edge = &caller.edge;
    let statements = vec![select_installations(&scope.estate_id), authorization::select(&caller.user_id)];
    let outcomes = edge.database()?.batch(statements).await?;
    let [installations, authorization] = outcomes.as_slice() else {
        return Err(Error::internal("D1 returned too few results"));
    };
    let installations = read_installations(installations)?;
    let template_url = edge.config().github().template_url();
    let mut answer = GitHubRepositoryPage { items: Vec::new(), next_page: None, installed: false, template_url };
    if installations.is_empty() {
        return Ok(answer);
    }
    let authorization = authorization::read(caller, authorization).await?;
    let lists = lists(edge, authorization.reveal(), installations, page).await;
    for (installation_id, repositories, has_more) in authorization.settle(edge, lists).await? {
        answer.installed = true;
        if has_more && page < LAST_PAGE {
            answer.next_page = Some(page + 1);
        }
        let writable = repositories.into_iter().filter(FoundRepository::is_writable);
        answer.items.extend(writable.map(|repository| shown(repository, &installation_id)));
    }
    Ok(answer)
}

/// The installations that the user can see, with a page of the user's repositories there and whether there is another.
async fn lists(
    edge: &Edge,
    token: &str,
    installations: Vec<String>,
    page: u32,
) -> Result<Vec<(String, Vec<FoundRepository>, bool)>, Error> {
    let visible = client::user_installations(edge, token).await?;
    let is_open = |id: u64| visible.iter().any(|one| one.id == id && one.suspended_at.is_none());
    let ids = installations.iter().filter_map(|id| id.parse().ok()).filter(|id| is_open(*id));
    try_join_all(ids.map(async |id| {
        let (repositories, has_more) = client::user_repositories(edge, token, id, page).await?;
        Ok((id.to_string(), repositories, has_more))
    }))
    .await
}

fn shown(repository: FoundRepository, installation_id: &str) -> GitHubRepository {
    GitHubRepository {
        id: repository.id,
        full_name: repository.full_name,
        private: repository.private,
        default_branch: repository.default_branch,
        html_url: repository.html_url,
        installation_id: installation_id.to_owned(),
    }
}

/// Finds the first installation that can read a repository, with a token for that repository only.
async fn find_installation(
    edge: &Edge,
    installations: Vec<String>,
    id: RepositoryId,
) -> Result<Option<(String, InstallationToken)>, Error> {
    for installation_id in installations {
        if let Some(token) = mint(edge, &installation_id, id).await? {
            return Ok(Some((installation_id, token)));
        }
    }
    Ok(None)
}

/// Reads a repository as the caller sees it at GitHub.
///
/// # Errors
/// [`Error::NotFound`] when the caller does not see it, [`ConflictCode::GitHubWriteAccessRequired`] when the caller may
/// only read it; those of `authorization::read`; [`Error::ExternalApi`].
pub async fn check_access(
    caller: &Caller,
    authorization: &Outcome,
    id: RepositoryId,
) -> Result<FoundRepository, Error> {
    let edge = &caller.edge;
    let authorization = authorization::read(caller, authorization).await?;
    let found = client::user_repository(edge, authorization.reveal(), id).await;
    let repository = authorization.settle(edge, found).await?.ok_or(Error::NotFound)?;
    if repository.is_writable() { Ok(repository) } else { Err(ConflictCode::GitHubWriteAccessRequired.into()) }
}

/// The branches of a repository that the caller may write to, and that one of the estate's installations can read or the
/// estate is connected to.
///
/// # Errors
/// [`Error::NotFound`] when no installation can read it; those of [`check_access`].
pub async fn list_branches(scope: &InEstate<ManageRepository>, id: RepositoryId) -> Result<BranchList, Error> {
    let caller = &scope.caller;
    let edge = &caller.edge;
    let connected = crate::bind!(store::SELECT_CONNECTED_INSTALLATION, scope.estate_id, id.0);
    let statements = vec![select_installations(&scope.estate_id), connected, authorization::select(&caller.user_id)];
    let outcomes = edge.database()?.batch(statements).await?;
    let [installations, connected, authorization] = outcomes.as_slice() else {
        return Err(Error::internal("D1 returned too few results"));
    };
    let mut installations = read_installations(installations)?;
    if let Some(InstallationRow { installation_id: connected }) = connected.first()? {
        installations.retain(|installation_id| *installation_id != connected);
        installations.insert(0, connected);
    }
    if installations.is_empty() {
        return Err(Error::NotFound);
    }
    check_access(caller, authorization, id).await?;
    let (_, token) = find_installation(edge, installations, id).await?.ok_or(Error::NotFound)?;
    Ok(BranchList { items: client::branches(edge, &token, id).await? })
}

/// A repository and the latest commit of one of its branches.
#[derive(Debug)]
pub struct Head {
    /// The installation that can read the repository.
    pub installation_id: String,
    pub repository: FoundRepository,
    pub branch: String,
    /// `None` when the repository has no commit yet.
    pub commit: Option<Commit>,
}

/// Reads a repository that the caller may write to, and the latest commit of `branch`, or of the default branch, with the
/// first installation that can access it. `authorization` is the result of [`select_authorization`].
///
/// # Errors
/// [`Error::Validation`] for `repositoryId` when the caller or every installation cannot see it, and for `branch` when it
/// does not exist; those of [`check_access`].
pub async fn read_head(
    caller: &Caller,
    authorization: &Outcome,
    installations: Vec<String>,
    id: RepositoryId,
    branch: Option<String>,
) -> Result<Head, Error> {
    let edge = &caller.edge;
    let unreachable = || Error::field("repositoryId", "Give the GitHub App access to this repository on GitHub.");
    if installations.is_empty() {
        return Err(unreachable());
    }
    let repository = match check_access(caller, authorization, id).await {
        Err(Error::NotFound) => return Err(unreachable()),
        other => other?,
    };
    let (installation_id, token) = find_installation(edge, installations, id).await?.ok_or_else(unreachable)?;
    let branch = branch.unwrap_or_else(|| repository.default_branch.clone());
    let head = Ref::Branch(branch.clone());
    let commit = match client::commit(edge, &token, id, &head).await? {
        CommitSearch::Found(commit) => Some(commit),
        CommitSearch::Missing => return Err(missing(&head)),
        CommitSearch::EmptyRepository => None,
    };
    Ok(Head { installation_id, repository, branch, commit })
}

/// Creates a token that can clone one repository for an hour.
///
/// # Errors
/// [`Error::NotFound`] when the installation is removed or suspended, or can no longer access the repository;
/// [`Error::ExternalApi`] for another failure of GitHub, which may be temporary.
pub async fn clone_token(edge: &Edge, installation_id: &str, id: RepositoryId) -> Result<InstallationToken, Error> {
    mint(edge, installation_id, id).await?.ok_or(Error::NotFound)
}

/// Who of some accounts has rights on a repository.
#[derive(Debug)]
pub enum Holder<'a> {
    /// The first of them that may write to it.
    Account(&'a Account),
    Nobody,
    /// The installation is removed or suspended, or cannot access the repository.
    Unreachable,
}

/// Asks GitHub for the first of some accounts that may write to a repository.
///
/// # Errors
/// [`Error::ExternalApi`].
pub async fn find_holder<'a>(
    edge: &Edge,
    installation_id: &str,
    id: RepositoryId,
    accounts: &'a [Account],
) -> Result<Holder<'a>, Error> {
    let Some(token) = mint(edge, installation_id, id).await? else { return Ok(Holder::Unreachable) };
    for account in accounts {
        if client::may_write(edge, &token, id, account).await? {
            return Ok(Holder::Account(account));
        }
    }
    Ok(Holder::Nobody)
}

/// Resolves a reference to its commit.
///
/// # Errors
/// [`Error::Validation`] for `branch` or `commit` when it does not exist; [`Error::Conflict`] when the repository has
/// no commit, or the App can no longer read it; [`Error::ExternalApi`].
pub async fn resolve_commit(
    edge: &Edge,
    installation_id: &str,
    id: RepositoryId,
    wanted: &Ref,
) -> Result<Commit, Error> {
    let token = mint(edge, installation_id, id).await?;
    let token = token.ok_or(Error::Conflict("Give the GitHub App access to the repository on GitHub."))?;
    match client::commit(edge, &token, id, wanted).await? {
        CommitSearch::Found(commit) => Ok(commit),
        CommitSearch::Missing => Err(missing(wanted)),
        CommitSearch::EmptyRepository => Err(Error::Conflict("The repository has no commits yet: push one first.")),
    }
}

fn missing(wanted: &Ref) -> Error {
    match wanted {
        Ref::Branch(_) => Error::field("branch", "The repository does not have this branch."),
        Ref::Commit(_) => Error::field("commit", "The repository does not have this commit."),
    }
}
