//! Repositories, branches and installations as the API shows them.

use std::fmt;

use serde::de::{Deserializer, Visitor};
use serde::{Deserialize, Serialize, Serializer};
use steward_kernel::time::Timestamp;
use utoipa::ToSchema;

use crate::delivery::builds::{Build, BuildSource, Commit};

/// Characters of a commit's message that are kept.
const MESSAGE_CHARACTERS: usize = 2_000;
/// Characters of a person's name that are kept; a login has 39 at the most.
pub const NAME_CHARACTERS: usize = 100;

/// GitHub's number of a repository: it stays when the repository is renamed or moved.
/// GitHub and SQL have it as a whole number, our API as text, as every id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RepositoryId(pub i64);

impl RepositoryId {
    /// Reads the decimal digits.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.bytes().all(|byte| byte.is_ascii_digit());
        text.parse().ok().filter(|number| digits && *number > 0).map(Self)
    }
}

impl Serialize for RepositoryId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for RepositoryId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Number;

        impl Visitor<'_> for Number {
            type Value = RepositoryId;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("a repository's number")
            }

            fn visit_u64<E: serde::de::Error>(self, number: u64) -> Result<RepositoryId, E> {
                i64::try_from(number).map(RepositoryId).map_err(E::custom)
            }

            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<RepositoryId, E> {
                RepositoryId::parse(text).ok_or_else(|| E::custom("not a repository's number"))
            }
        }

        deserializer.deserialize_any(Number)
    }
}

impl utoipa::PartialSchema for RepositoryId {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
        utoipa::openapi::ObjectBuilder::new()
            .schema_type(utoipa::openapi::schema::Type::String)
            .pattern(Some("^[1-9][0-9]{0,18}$"))
            .examples(["1296269"])
            .into()
    }
}

impl ToSchema for RepositoryId {}

/// Where the repository is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum RepositoryProvider {
    /// github.com.
    GitHub,
}

/// The repository that an estate is connected to.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(rename_all(serialize = "camelCase"))]
#[schema(rename_all = "camelCase")]
pub struct Repository {
    /// Where it is.
    pub provider: RepositoryProvider,
    /// The provider's number of it.
    pub repository_id: RepositoryId,
    /// `owner/name`, as of when it was connected.
    #[schema(example = "octocat/Hello-World")]
    pub full_name: String,
    /// Its page.
    pub html_url: String,
    /// Where it is cloned from.
    pub clone_url: String,
    /// The branch whose pushes are built.
    pub branch: String,
    /// The estate's folder in it; null is its root.
    pub path: Option<String>,
    /// The App's installation that may read it.
    pub installation_id: String,
    /// Since when.
    pub connected_at: Timestamp,
}

impl From<Repository> for BuildSource {
    fn from(repository: Repository) -> Self {
        Self {
            installation_id: repository.installation_id,
            repository_id: repository.repository_id.0,
            clone_url: repository.clone_url,
            branch: Some(repository.branch),
            path: repository.path,
        }
    }
}

/// A commit by name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ref {
    /// The head of a branch.
    Branch(String),
    /// Exactly this one, by its full hash.
    Commit(String),
}

/// The first so many characters.
pub fn shortened(text: &str, characters: usize) -> String {
    text.chars().take(characters).collect()
}

/// A commit, its texts cut to what is kept of them.
pub fn commit_of(hash: String, message: &str, author: Option<&str>) -> Commit {
    let author = author.filter(|name| !name.is_empty()).map(|name| shortened(name, NAME_CHARACTERS));
    Commit { hash, message: shortened(message, MESSAGE_CHARACTERS), author }
}

/// A repository that an estate could be connected to.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct GitHubRepository {
    /// GitHub's number of it.
    pub id: RepositoryId,
    /// `owner/name`.
    #[schema(example = "octocat/Hello-World")]
    pub full_name: String,
    /// Whether only some may see it.
    pub private: bool,
    /// The branch that is used unless another is chosen.
    pub default_branch: String,
    /// Its page.
    pub html_url: String,
    /// The App's installation that may read it.
    pub installation_id: String,
}

/// A page of repositories.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct GitHubRepositoryPage {
    /// The repositories.
    pub items: Vec<GitHubRepository>,
    /// The number of the next page; null on the last.
    pub next_page: Option<u32>,
    /// Whether the App is installed anywhere for this estate.
    pub installed: bool,
}

/// A branch.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Branch {
    /// Its name.
    pub name: String,
    /// The hash of its head.
    pub commit_hash: String,
}

/// Branches of a repository.
#[derive(Debug, Serialize, ToSchema)]
pub struct BranchList {
    /// By name; at most 1,000.
    pub items: Vec<Branch>,
}

/// Where the App is installed.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Installation {
    /// GitHub's page for it; it is good for ten minutes, once.
    pub installation_url: String,
}

/// Which repository an estate is to be built from.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ConnectRepositoryRequest {
    /// GitHub's number of it.
    pub repository_id: RepositoryId,
    /// The branch whose pushes are built; the repository's default branch unless given.
    #[schema(max_length = 255)]
    pub branch: Option<String>,
    /// The estate's folder in it; its root unless given.
    #[schema(max_length = 500)]
    pub path: Option<String>,
}

/// The connection, and the build that began with it.
#[derive(Debug, Serialize, ToSchema)]
pub struct ConnectedRepository {
    /// The connection.
    pub repository: Repository,
    /// The build of the branch's head; null when the repository has no commit yet.
    pub build: Option<Build>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_repository_s_number_is_text_in_our_api_only() {
        let read = |text: &str| serde_json::from_str::<RepositoryId>(text).ok();
        assert_eq!(read("1296269"), Some(RepositoryId(1_296_269)));
        assert_eq!(read("\"1296269\""), Some(RepositoryId(1_296_269)));
        for wrong in ["\"\"", "\"+1\"", "\"0\"", "\"1 \"", "-1", "1.5", "null", "\"99999999999999999999\""] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
        assert_eq!(serde_json::to_string(&RepositoryId(1_296_269)).unwrap(), "\"1296269\"");
    }

    #[test]
    fn a_row_becomes_what_the_api_shows() {
        let row = serde_json::json!({
            "provider": "github", "repository_id": 1_296_269, "full_name": "octocat/Hello-World",
            "html_url": "https://github.com/octocat/Hello-World",
            "clone_url": "https://github.com/octocat/Hello-World.git", "branch": "main", "path": null,
            "installation_id": "9", "connected_at": 1_769_860_800_123_i64,
        });
        let repository: Repository = serde_json::from_value(row).unwrap();
        let shown = serde_json::to_value(&repository).unwrap();
        assert_eq!(shown["provider"], "github");
        assert_eq!(shown["repositoryId"], "1296269");
        assert_eq!(shown["connectedAt"], "2026-01-31T12:00:00.123Z");
        assert_eq!(BuildSource::from(repository).repository_id, 1_296_269);
    }
}
