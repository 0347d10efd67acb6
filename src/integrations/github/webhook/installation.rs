//! What happens to an installation of the App, from the events `installation` and `installation_repositories` in GitHub's
//! "Webhook events and payloads".

use serde::Serialize;
use serde_json::Value;
use steward_kernel::error::Error;
use steward_kernel::from_json::FromJson;
use utoipa::ToSchema;

use crate::integrations::github::model::RepositoryId;

/// Why the App cannot read a repository.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, FromJson, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum InstallationState {
    /// The installation is suspended.
    Suspended,
    /// The App was uninstalled, or the repository was taken from it.
    Removed,
}

/// A change of an installation.
#[derive(Debug)]
pub struct InstallationChange {
    pub installation_id: String,
    /// `None` when the App can read the repositories.
    pub state: Option<InstallationState>,
    /// The repositories that it concerns; `None` for all of the installation's.
    pub repositories: Option<Vec<RepositoryId>>,
}

/// The fields that are used.
pub const FIELDS: &str = "action installation.id repositories repositories_added repositories_removed";

#[derive(FromJson)]
struct Payload {
    action: Option<String>,
    installation: Option<Installation>,
    repositories: Option<Vec<Named>>,
    repositories_added: Option<Vec<Named>>,
    repositories_removed: Option<Vec<Named>>,
}

#[derive(FromJson)]
struct Installation {
    id: u64,
}

#[derive(FromJson)]
struct Named {
    id: RepositoryId,
}

/// Reads a delivery; none for an action that changes no access.
///
/// # Errors
/// [`Error::Validation`] for a field that has the wrong type.
pub fn read(event: &str, payload: &Value) -> Result<Vec<InstallationChange>, Error> {
    let Payload { action, installation, repositories, repositories_added, repositories_removed } =
        Payload::from_json(payload)?;
    let Some(installation) = installation else { return Ok(Vec::new()) };
    let change = |state, repositories: Option<Vec<Named>>| InstallationChange {
        installation_id: installation.id.to_string(),
        state,
        repositories: repositories.map(|repositories| repositories.into_iter().map(|one| one.id).collect()),
    };
    Ok(match (event, action.as_deref()) {
        ("installation", Some("deleted")) => vec![change(Some(InstallationState::Removed), None)],
        ("installation", Some("suspend")) => vec![change(Some(InstallationState::Suspended), None)],
        ("installation", Some("unsuspend")) => vec![change(None, None)],
        // an installation that comes back has another id
        ("installation", Some("created")) => vec![change(None, Some(repositories.unwrap_or_default()))],
        ("installation_repositories", Some(_)) => vec![
            change(None, Some(repositories_added.unwrap_or_default())),
            change(Some(InstallationState::Removed), Some(repositories_removed.unwrap_or_default())),
        ],
        _ => Vec::new(),
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn changes(event: &str, payload: &Value) -> Vec<(Option<InstallationState>, Option<usize>)> {
        let changes = read(event, payload).unwrap();
        assert!(changes.iter().all(|change| change.installation_id == "2"));
        changes.iter().map(|change| (change.state, change.repositories.as_ref().map(Vec::len))).collect()
    }

    #[test]
    fn an_action_says_which_repositories_can_be_read() {
        let installation = |action: &str| {
            let repositories = [json!({ "id": 186_853_002, "full_name": "Codertocat/Hello-World" })];
            json!({ "action": action, "installation": { "id": 2 }, "repositories": repositories })
        };
        let of = |action: &str| changes("installation", &installation(action));
        assert_eq!(of("created"), [(None, Some(1))]);
        assert_eq!(of("suspend"), [(Some(InstallationState::Suspended), None)]);
        assert_eq!(of("unsuspend"), [(None, None)]);
        assert_eq!(of("deleted"), [(Some(InstallationState::Removed), None)]);
        assert_eq!(of("new_permissions_accepted"), []);
        let moved = json!({
            "action": "removed", "installation": { "id": 2 }, "repositories_added": [],
            "repositories_removed": [{ "id": 7 }, { "id": 8 }],
        });
        assert_eq!(
            changes("installation_repositories", &moved),
            [(None, Some(0)), (Some(InstallationState::Removed), Some(2))]
        );
        assert_eq!(changes("ping", &json!({ "zen": "Design for failure." })), []);
    }

    #[test]
    fn a_wrong_shape_is_named() {
        let error =
            read("installation", &json!({ "action": "deleted", "installation": { "id": "many" } })).unwrap_err();
        assert_eq!(error.context()["field"], "installation.id");
    }
}
