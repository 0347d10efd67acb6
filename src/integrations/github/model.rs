//! Repositories, branches and commits of GitHub, and the App's installations.

use steward_kernel::from_json::{FromJson, JsonError};

use serde::{Serialize, Serializer};
use utoipa::ToSchema;

/// Longer messages are truncated.
const MESSAGE_CHARACTERS: usize = 2_000;
/// Longer names are truncated; a GitHub login has at most 39 characters.
pub const NAME_CHARACTERS: usize = 100;

/// GitHub's id of a repository. It stays the same when the repository is renamed or moved. GitHub and SQL store it as
/// an integer; our API returns it as text, like every other id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RepositoryId(pub i64);

impl RepositoryId {
    /// Parses the decimal digits.
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

impl FromJson for RepositoryId {
    fn from_json(value: &serde_json::Value) -> Result<Self, JsonError> {
        let number = value.as_u64().and_then(|number| i64::try_from(number).ok());
        let id = number.map(Self).or_else(|| Self::parse(value.as_str()?));
        id.ok_or_else(|| JsonError::new("Use the id of a repository."))
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

/// A GitHub account. Its id stays; its login can change and go to somebody else.
#[derive(Debug, Clone)]
pub struct Account {
    pub id: i64,
    pub login: String,
}

/// Whether a text has the form of a user's login.
pub fn is_login(text: &str) -> bool {
    let is_part = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    !text.is_empty() && text.len() <= NAME_CHARACTERS && text.bytes().all(is_part)
}

/// A commit, with truncated texts.
#[derive(Debug, Clone)]
pub struct Commit {
    /// 40 hexadecimal digits, or 64 with SHA-256.
    pub hash: String,
    pub message: String,
    /// The login, or the name of an author without an account.
    pub author: Option<String>,
}

impl Commit {
    /// A commit as GitHub describes it.
    pub(super) fn new(hash: String, message: &str, author: Option<&str>) -> Self {
        let author = author.filter(|name| !name.is_empty()).map(|name| shortened(name, NAME_CHARACTERS));
        Self { hash, message: shortened(message, MESSAGE_CHARACTERS), author }
    }
}

/// A reference to a commit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ref {
    /// The latest commit of this branch.
    Branch(String),
    /// The commit with this full hash.
    Commit(String),
}

/// The first `characters` characters of a text.
pub fn shortened(text: &str, characters: usize) -> String {
    text.chars().take(characters).collect()
}

/// A repository that an estate can be connected to.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct GitHubRepository {
    pub id: RepositoryId,
    /// `owner/name`.
    #[schema(example = "octocat/Hello-World")]
    pub full_name: String,
    pub private: bool,
    pub default_branch: String,
    /// The repository's page on GitHub.
    pub html_url: String,
    /// The installation of the GitHub App that can read the repository.
    pub installation_id: String,
}

/// A page of repositories.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct GitHubRepositoryPage {
    pub items: Vec<GitHubRepository>,
    /// The number of the next page; null on the last page.
    pub next_page: Option<u32>,
    /// Whether the estate can use an installation of the GitHub App.
    pub installed: bool,
    /// GitHub's page that creates a repository with a sample configuration; null when no template is configured.
    pub template_url: Option<String>,
}

/// A branch.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Branch {
    pub name: String,
    /// The hash of the branch's latest commit.
    pub commit_hash: String,
}

/// Branches of a repository.
#[derive(Debug, Serialize, ToSchema)]
pub struct BranchList {
    /// Ordered by name; at most 1,000.
    pub items: Vec<Branch>,
}

/// Where to authorize the GitHub App.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct GitHubAuthorization {
    /// GitHub's page for the authorization. It works once, within ten minutes.
    pub authorization_url: String,
}

/// Where to install the GitHub App.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Installation {
    /// GitHub's page for the installation. It works once, within ten minutes.
    pub installation_url: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_login_stays_in_its_place_of_a_path() {
        assert!(is_login("octocat") && is_login("octo-cat_acme"));
        for wrong in ["", "a/b", "..", "dependabot[bot]", "a?b", "a%2fb", "ö"] {
            assert!(!is_login(wrong), "{wrong}");
        }
    }

    #[test]
    fn a_repository_s_number_is_text_in_our_api_only() {
        let read = |text: &str| steward_kernel::from_json::read::<RepositoryId>(text).ok();
        assert_eq!(read("1296269"), Some(RepositoryId(1_296_269)));
        assert_eq!(read("\"1296269\""), Some(RepositoryId(1_296_269)));
        for wrong in ["\"\"", "\"+1\"", "\"0\"", "\"1 \"", "-1", "1.5", "null", "\"99999999999999999999\""] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
        assert_eq!(serde_json::to_string(&RepositoryId(1_296_269)).unwrap(), "\"1296269\"");
    }
}
