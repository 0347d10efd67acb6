//! The connected repository as the API returns it.

use serde::Serialize;
use steward_kernel::from_json::FromJson;
use steward_kernel::time::Timestamp;
use utoipa::ToSchema;

use crate::delivery::builds::{Build, BuildSource};
use crate::integrations::github::{InstallationState, RepositoryId};

/// The provider that hosts a repository.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, FromJson, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum RepositoryProvider {
    GitHub,
}

/// The repository that an estate is connected to.
#[derive(Debug, Clone, Serialize, FromJson, ToSchema)]
#[serde(rename_all(serialize = "camelCase"))]
#[schema(rename_all = "camelCase")]
pub struct Repository {
    pub provider: RepositoryProvider,
    /// The provider's id of the repository.
    pub repository_id: RepositoryId,
    /// `owner/name` at the time of connecting.
    #[schema(example = "octocat/Hello-World")]
    pub full_name: String,
    /// The repository's page at the provider.
    pub html_url: String,
    /// The URL to clone from.
    pub clone_url: String,
    /// Pushes to this branch are built.
    pub branch: String,
    /// The estate's folder in the repository; null for its root.
    pub path: Option<String>,
    /// The installation of the GitHub App that can read the repository.
    pub installation_id: String,
    pub connected_at: Timestamp,
    /// Since when nobody who manages the estate has rights on the repository at GitHub. Nothing is built until somebody
    /// with rights confirms the connection. Null while it is confirmed.
    pub unconfirmed_at: Option<Timestamp>,
    /// Why the GitHub App cannot read the repository now, so that nothing is built; null while it can.
    pub installation_state: Option<InstallationState>,
}

impl From<Repository> for BuildSource {
    fn from(repository: Repository) -> Self {
        Self {
            installation_id: repository.installation_id,
            repository_id: repository.repository_id,
            clone_url: repository.clone_url,
            branch: Some(repository.branch),
            path: repository.path,
        }
    }
}

/// The repository to connect an estate to.
#[derive(Debug, FromJson, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ConnectRepositoryRequest {
    /// GitHub's id of the repository.
    pub repository_id: RepositoryId,
    /// Pushes to this branch are built. Without it, the repository's default branch.
    #[schema(max_length = 255)]
    pub branch: Option<String>,
    /// The estate's folder in the repository. Without it, the root.
    #[schema(max_length = 500)]
    pub path: Option<String>,
}

/// The connected repository and its first build.
#[derive(Debug, Serialize, ToSchema)]
pub struct ConnectedRepository {
    pub repository: Repository,
    /// The build of the branch's latest commit; null when the repository has no commit yet.
    pub build: Option<Build>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_becomes_what_the_api_shows() {
        let row = serde_json::json!({
            "provider": "github", "repository_id": 1_296_269, "full_name": "octocat/Hello-World",
            "html_url": "https://github.com/octocat/Hello-World",
            "clone_url": "https://github.com/octocat/Hello-World.git", "branch": "main", "path": null,
            "installation_id": "9", "connected_at": 1_769_860_800_123_i64, "unconfirmed_at": null, "installation_state": null,
        });
        let repository: Repository = Repository::from_json(&row).unwrap();
        let shown = serde_json::to_value(&repository).unwrap();
        assert_eq!(shown["provider"], "github");
        assert_eq!(shown["repositoryId"], "1296269");
        assert_eq!(shown["connectedAt"], "2026-01-31T12:00:00.123Z");
        assert_eq!(BuildSource::from(repository).repository_id, RepositoryId(1_296_269));
    }
}
