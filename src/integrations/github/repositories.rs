//! What an estate could be connected to: the repositories of its installations, and their branches.

use futures::future::try_join_all;
use serde::Deserialize;
use steward_kernel::error::Error;
use steward_kernel::id::EstateId;

use super::client::{self, Found, InstallationToken, TokenScope, mint};
use super::model::{BranchList, GitHubRepository, GitHubRepositoryPage, RepositoryId};
use super::{PROVIDER, source, store};
use crate::edge::Edge;
use crate::edge::database::{Outcome, Statement};
use crate::identity::permission::ManageRepository;
use crate::identity::scope::InEstate;

/// Installations of one estate that are looked at.
const INSTALLATIONS: u32 = 10;
/// Pages of a list that can be asked for; each has up to 100 repositories of each installation.
const LAST_PAGE: u32 = 1_000;

#[derive(Deserialize)]
struct InstallationRow {
    installation_id: String,
}

/// The statement that finds the installations that an estate may use.
pub(super) fn select_installations(estate_id: &EstateId) -> Statement {
    crate::bind!(store::SELECT_INSTALLATIONS, estate_id, PROVIDER, INSTALLATIONS)
}

/// What [`select_installations`] found.
pub(super) fn read_installations(outcome: &Outcome) -> Result<Vec<String>, Error> {
    let rows: Vec<InstallationRow> = outcome.rows()?;
    Ok(rows.into_iter().map(|row| row.installation_id).collect())
}

/// A page of all repositories that the estate's installations may read. An installation that is gone from GitHub, or
/// suspended there, has none.
///
/// # Errors
/// [`Error::Validation`] for the page; [`Error::ExternalApi`].
pub async fn list(scope: &InEstate<ManageRepository>, page: Option<u32>) -> Result<GitHubRepositoryPage, Error> {
    let page = page.unwrap_or(1);
    if !(1..=LAST_PAGE).contains(&page) {
        return Err(Error::field("page", "page must be between 1 and 1000."));
    }
    let edge = &scope.caller.edge;
    let outcome = edge.database()?.run(select_installations(&scope.estate_id)).await?;
    let installations = read_installations(&outcome)?;
    let lists = try_join_all(installations.iter().map(|id| list_one(edge, id, page))).await?;
    let mut answer = GitHubRepositoryPage { items: Vec::new(), next_page: None, installed: false };
    for (installation_id, list) in installations.iter().zip(lists) {
        let Some((found, more)) = list else { continue };
        answer.installed = true;
        if more && page < LAST_PAGE {
            answer.next_page = Some(page + 1);
        }
        answer.items.extend(found.into_iter().map(|found| shown(found, installation_id)));
    }
    Ok(answer)
}

/// One installation's part of a page, and whether it has another; none when the installation is of no use.
async fn list_one(edge: &Edge, installation_id: &str, page: u32) -> Result<Option<(Vec<Found>, bool)>, Error> {
    let Some(token) = mint(edge, installation_id, TokenScope::List).await? else { return Ok(None) };
    client::installation_repositories(edge, &token, page).await.map(Some)
}

fn shown(found: Found, installation_id: &str) -> GitHubRepository {
    GitHubRepository {
        id: found.id,
        full_name: found.full_name,
        private: found.private,
        default_branch: found.default_branch,
        html_url: found.html_url,
        installation_id: installation_id.to_owned(),
    }
}

/// The first of the installations that reaches a repository, and a token of it for that repository alone.
///
/// # Errors
/// [`Error::ExternalApi`].
pub(super) async fn reach(
    edge: &Edge,
    installations: Vec<String>,
    id: RepositoryId,
) -> Result<Option<(String, InstallationToken)>, Error> {
    for installation_id in installations {
        if let Some(token) = mint(edge, &installation_id, TokenScope::Repository(id)).await? {
            return Ok(Some((installation_id, token)));
        }
    }
    Ok(None)
}

/// The branches of a repository that one of the estate's installations may read, or that the estate is connected to.
///
/// # Errors
/// [`Error::NotFound`] when it is neither; [`Error::ExternalApi`].
pub async fn list_branches(scope: &InEstate<ManageRepository>, id: RepositoryId) -> Result<BranchList, Error> {
    let edge = &scope.caller.edge;
    let statements = vec![select_installations(&scope.estate_id), source::select_source(&scope.estate_id)];
    let outcomes = edge.database()?.batch(statements).await?;
    let [installations, connected] = outcomes.as_slice() else { return Err(Error::internal("two results were due")) };
    let mut installations = read_installations(installations)?;
    if let Some(connected) = source::read_source(connected)?.filter(|connected| connected.repository_id == id) {
        installations.retain(|installation_id| *installation_id != connected.installation_id);
        installations.insert(0, connected.installation_id);
    }
    let (_, token) = reach(edge, installations, id).await?.ok_or(Error::NotFound)?;
    Ok(BranchList { items: client::branches(edge, &token, id).await? })
}
