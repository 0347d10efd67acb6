//! Repositories, their branches and commits. Repositories are named by their number, which outlives a renaming:
//! `/repositories/{id}` is where GitHub sends those on who come with an old name.

use serde::Deserialize;
use steward_kernel::error::Error;

use super::app::InstallationToken;
use super::{PAGE_SIZE, PAGES, get};
use crate::delivery::builds::Commit;
use crate::edge::Edge;
use crate::integrations::github::model::{Branch, Ref, RepositoryId, commit_of};

/// A repository, as lists and by itself.
#[derive(Debug, Deserialize)]
pub struct Found {
    /// GitHub's number of it.
    pub id: RepositoryId,
    /// `owner/name`.
    pub full_name: String,
    /// Whether only some may see it.
    pub private: bool,
    /// The branch that is used unless another is named.
    pub default_branch: String,
    /// Its page.
    pub html_url: String,
    /// Where it is cloned from.
    pub clone_url: String,
}

#[derive(Deserialize)]
struct RepositoryPage {
    repositories: Vec<Found>,
}

/// A page of what an installation may read, and whether there is another: GET /installation/repositories.
///
/// # Errors
/// [`Error::ExternalApi`].
pub async fn installation_repositories(
    edge: &Edge,
    token: &InstallationToken,
    page: u32,
) -> Result<(Vec<Found>, bool), Error> {
    let path = format!("/installation/repositories?per_page={PAGE_SIZE}&page={page}");
    let answer = get(edge, &path, token.reveal()).await?;
    Ok((answer.read::<RepositoryPage>()?.repositories, answer.has_next_page()))
}

/// One repository: GET /repositories/{id}; none when the token does not reach it.
///
/// # Errors
/// [`Error::ExternalApi`].
pub async fn repository(edge: &Edge, token: &InstallationToken, id: RepositoryId) -> Result<Option<Found>, Error> {
    get(edge, &format!("/repositories/{}", id.0), token.reveal()).await?.read_unless(&[404])
}

#[derive(Deserialize)]
struct FoundBranch {
    name: String,
    commit: Head,
}

#[derive(Deserialize)]
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
        let answer = get(edge, &path, token.reveal()).await?;
        let found: Vec<FoundBranch> = answer.read()?;
        branches.extend(found.into_iter().map(|branch| Branch { name: branch.name, commit_hash: branch.commit.sha }));
        if !answer.has_next_page() {
            break;
        }
    }
    Ok(branches)
}

#[derive(Deserialize)]
struct FoundCommit {
    sha: String,
    commit: CommitText,
    /// The account behind the author's address; `{}` or null when there is none.
    author: Option<Account>,
}

#[derive(Deserialize)]
struct CommitText {
    message: String,
    author: Option<Person>,
}

#[derive(Deserialize)]
struct Person {
    name: Option<String>,
}

#[derive(Deserialize)]
struct Account {
    login: Option<String>,
}

/// How the search for a commit ended.
#[derive(Debug)]
pub enum CommitSearch {
    /// Here it is.
    Found(Commit),
    /// The repository has no such branch or commit.
    Missing,
    /// The repository has no commit at all.
    EmptyRepository,
}

/// The commit behind a branch or a hash: GET /repositories/{id}/commits/{ref}.
///
/// # Errors
/// [`Error::ExternalApi`].
pub async fn commit(
    edge: &Edge,
    token: &InstallationToken,
    id: RepositoryId,
    wanted: &Ref,
) -> Result<CommitSearch, Error> {
    // the list of files is not read, so the shortest that GitHub makes will do
    let path = format!("/repositories/{}/commits/{}?per_page=1", id.0, path_of(wanted));
    let answer = get(edge, &path, token.reveal()).await?;
    if answer.status == 409 {
        return Ok(CommitSearch::EmptyRepository);
    }
    let found: Option<FoundCommit> = answer.read_unless(&[404, 422])?;
    let Some(found) = found else { return Ok(CommitSearch::Missing) };
    let login = found.author.and_then(|account| account.login);
    let author = login.or_else(|| found.commit.author.and_then(|person| person.name));
    Ok(CommitSearch::Found(commit_of(found.sha, &found.commit.message, author.as_deref())))
}

/// A reference inside a path. `heads/` keeps a branch apart from a tag or an abbreviated hash of the same name.
fn path_of(wanted: &Ref) -> String {
    let (prefix, name) = match wanted {
        Ref::Branch(name) => ("heads/", name),
        Ref::Commit(hash) => ("", hash),
    };
    let mut path = prefix.to_owned();
    for byte in name.bytes() {
        // RFC 3986, 2.3: unreserved; the slashes of a branch stay slashes
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

    /// GitHub answers `{}` for an author whose account is gone.
    #[test]
    fn a_commit_without_an_account_is_read() {
        let text = r#"{"sha":"a","commit":{"message":"m","author":null,"tree":{}},"author":{},"files":[]}"#;
        let commit: FoundCommit = serde_json::from_str(text).unwrap();
        assert!(commit.author.unwrap().login.is_none() && commit.commit.author.is_none());
    }
}
