//! What a change of an installation at GitHub means for the connected repositories.

use serde_json::json;
use steward_kernel::error::Error;
use steward_kernel::from_json::FromJson;
use steward_kernel::id::{EstateId, OrganizationId};

use super::store;
use crate::integrations::github::{InstallationChange, InstallationState, RepositoryChanged};
use crate::platform::change::{AuditEvent, Change, Tenant};

/// Estates whose members are notified of one change.
const ESTATE_LIMIT: u32 = 200;

#[derive(FromJson)]
struct ConnectedEstate {
    estate_id: EstateId,
    organization_id: OrganizationId,
    full_name: String,
    installation_state: Option<InstallationState>,
}

/// Adds to a change whether the App can read the connected repositories that it concerns. GitHub's webhooks call it as a
/// hook.
///
/// # Errors
/// [`Error::Database`].
pub async fn installation_changed(change: &mut Change, installation: &InstallationChange) -> Result<(), Error> {
    let edge = change.edge().clone();
    let InstallationChange { installation_id, state, repositories } = installation;
    if repositories.as_ref().is_some_and(Vec::is_empty) {
        return Ok(());
    }
    let ids = repositories.as_ref().map(|ids| json!(ids.iter().map(|id| id.0).collect::<Vec<_>>()).to_string());
    let select = match &ids {
        None => crate::bind!(store::SELECT_BY_INSTALLATION, installation_id, ESTATE_LIMIT),
        Some(ids) => crate::bind!(store::SELECT_BY_REPOSITORIES, ids, ESTATE_LIMIT),
    };
    let estates: Vec<ConnectedEstate> = edge.database()?.all(select).await?;
    let changed: Vec<_> = estates.into_iter().filter(|estate| estate.installation_state != *state).collect();
    change.run(match (&ids, state) {
        (None, _) => crate::bind!(store::SET_STATE_BY_INSTALLATION, installation_id, state, edge.now()),
        (Some(ids), None) => crate::bind!(store::REINSTALL, ids, installation_id, edge.now()),
        (Some(ids), Some(_)) => crate::bind!(store::SET_STATE_BY_REPOSITORIES, ids, installation_id, state, edge.now()),
    });
    for estate in changed {
        change.set_tenant(Tenant::estate(&estate.organization_id, &estate.estate_id));
        let event = AuditEvent::new("integrations.changeGithubInstallation", "estate", &estate.estate_id);
        let before = json!({ "fullName": estate.full_name, "installationState": estate.installation_state });
        let after = json!({ "fullName": estate.full_name, "installationState": state });
        change.audit(&event.before(before).after(after));
        change.emit(&RepositoryChanged { estate_id: estate.estate_id });
    }
    Ok(())
}
