//! Repositories, their branches and commits. Repositories are addressed by their id, which stays the same when they are
//! renamed: GitHub redirects an old name to `/repositories/{id}`.

use steward_kernel::error::Error;
use steward_kernel::from_json::FromJson;

use super::app::InstallationToken;
use super::{PAGE_SIZE, PAGES, get};
use crate::edge::Edge;
use crate::integrations::github::model::{Branch, Commit, Ref, RepositoryId};

/// A repository as GitHub describes it.
#[derive(Debug, FromJson)]
pub struct FoundRepository {
    pub id: RepositoryId,
    /// `owner/name`.
    pub full_name: String,
    pub private: bool,
    pub default_branch: String,
    /// The repository's page on GitHub.
    pub html_url: String,
    pub clone_url: String,
    permissions: Option<Permissions>,
}

/// What the token's owner may do.
#[derive(Debug, FromJson)]
struct Permissions {
    push: bool,
}

impl FoundRepository {
    /// Whether the user whose token read the repository may write to it.
    #[must_use]
    pub fn is_writable(&self) -> bool {
        self.permissions.as_ref().is_some_and(|permissions| permissions.push)
    }
}

#[derive(FromJson)]
struct FoundBranch {
    name: String,
    commit: Head,
}

#[derive(FromJson)]
struct Head {
    sha: String,
}

/// The branches of a repository, by name, at most 1,000: GET /repositories/{id}/branches.
///
/// # Errors
/// [`Error::ExternalApi`].
pub async fn branches(edge: &Edge, token: &InstallationToken, id: RepositoryId) -> Result<Vec<Branch>, Error> {
    let mut branches = Vec::new();
    for page in 1..=PAGES {
        let path = format!("/repositories/{}/branches?per_page={PAGE_SIZE}&page={page}", id.0);
        let response = get(edge, &path, token.reveal()).await?;
        let found: Vec<FoundBranch> = response.read()?;
        branches.extend(found.into_iter().map(|branch| Branch { name: branch.name, commit_hash: branch.commit.sha }));
        if !response.has_next_page() {
            break;
        }
    }
    Ok(branches)
}

#[derive(FromJson)]
struct FoundCommit {
    sha: String,
    commit: CommitText,
    /// The account with the author's address; `{}` or null when there is none.
    author: Option<Account>,
}

#[derive(FromJson)]
struct CommitText {
    message: String,
    author: Option<Person>,
}

#[derive(FromJson)]
struct Person {
    name: Option<String>,
}

#[derive(FromJson)]
struct Account {
    login: Option<String>,
}

/// The result of looking up a branch or a hash.
#[derive(Debug)]
pub enum CommitSearch {
    Found(Commit),
    /// The repository has no such branch or commit.
    Missing,
    /// The repository has no commit at all.
    EmptyRepository,
}

/// Finds the commit of a branch or a hash: GET /repositories/{id}/commits/{ref}.
///
/// # Errors
/// [`Error::ExternalApi`].
pub async fn commit(
    edge: &Edge,
    token: &InstallationToken,
    id: RepositoryId,
    wanted: &Ref,
) -> Result<CommitSearch, Error> {
    // the list of files is not read: one is the shortest page
    let path = format!("/repositories/{}/commits/{}?per_page=1", id.0, path_of(wanted));
    let response = get(edge, &path, token.reveal()).await?;
    if response.status() == 409 {
        return Ok(CommitSearch::EmptyRepository);
    }
    let found: Option<FoundCommit> = response.read_unless(&[404, 422])?;
    let Some(found) = found else { return Ok(CommitSearch::Missing) };
    let login = found.author.and_then(|account| account.login);
    let author = login.or_else(|| found.commit.author.and_then(|person| person.name));
    Ok(CommitSearch::Found(Commit::new(found.sha, &found.commit.message, author.as_deref())))
}

#[derive(FromJson)]
struct Comparison {
    status: String,
}

/// Whether a commit is an ancestor of another one: GET /repositories/{id}/compare/{basehead}. It is not when the repository
/// no longer has both.
///
/// # Errors
/// [`Error::ExternalApi`].
pub async fn is_behind(
    edge: &Edge,
    token: &InstallationToken,
    id: RepositoryId,
    commit: &str,
    other: &str,
) -> Result<bool, Error> {
    let path = format!("/repositories/{}/compare/{other}...{commit}?per_page=1", id.0);
    let found: Option<Comparison> = get(edge, &path, token.reveal()).await?.read_unless(&[404, 422])?;
    Ok(found.is_some_and(|found| found.status == "behind"))
}

/// The latest commit of a branch; `None` when there is no such branch: GET /repositories/{id}/commits/{ref}.
///
/// # Errors
/// [`Error::ExternalApi`].
pub async fn tip(
    edge: &Edge,
    token: &InstallationToken,
    id: RepositoryId,
    branch: &str,
) -> Result<Option<String>, Error> {
    Ok(match commit(edge, token, id, &Ref::Branch(branch.to_owned())).await? {
        CommitSearch::Found(commit) => Some(commit.hash),
        CommitSearch::Missing | CommitSearch::EmptyRepository => None,
    })
}

/// A reference inside a path. `heads/` distinguishes a branch from a tag or an abbreviated hash of the same name.
fn path_of(wanted: &Ref) -> String {
    let (prefix, name) = match wanted {
        Ref::Branch(name) => ("heads/", name),
        Ref::Commit(hash) => ("", hash),
    };
    let mut path = prefix.to_owned();
    for byte in name.bytes() {
        // unreserved (RFC 3986, 2.3), and the slashes of a branch
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            path.push(char::from(byte));
        } else {
            path.push_str(&format!("%{byte:02X}"));
        }
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_become_part_of_a_path() {
        assert_eq!(path_of(&Ref::Branch("feature/über#1%".to_owned())), "heads/feature/%C3%BCber%231%25");
        let hash = "6dcb09b5b57875f334f61aebed695e2e4193db5e";
        assert_eq!(path_of(&Ref::Commit(hash.to_owned())), hash);
    }

    /// GitHub returns `{}` for an author whose account is deleted.
    #[test]
    fn a_commit_without_an_account_is_read() {
        let text = r#"{"sha":"a","commit":{"message":"m","author":null,"tree":{}},"author":{},"files":[]}"#;
        let commit: FoundCommit = steward_kernel::from_json::read(text).unwrap();
        assert!(commit.author.unwrap().login.is_none() && commit.commit.author.is_none());
    }
}
