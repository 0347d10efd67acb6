//! What a push means for the estates that are connected to the branch.

use serde_json::json;
use steward_kernel::id::BuildId;

use super::store;
use crate::delivery::builds;
use crate::integrations::github::{ConnectedEstate, Pushed, RepositoryChanged};
use crate::platform::change::{AuditEvent, Change, Tenant};

/// Adds the builds of a push. A connection follows its repository, which is known by its id: it may have been renamed or
/// transferred, or be read by another installation. GitHub's webhooks call it as a hook.
pub fn pushed(change: &mut Change, pushed: &Pushed) -> Vec<BuildId> {
    let moved: Vec<&ConnectedEstate> = pushed.estates.iter().filter(|estate| has_moved(estate, pushed)).collect();
    if !moved.is_empty() {
        follow(change, pushed, &moved);
    }
    builds::build_push(change, pushed)
}

fn has_moved(estate: &ConnectedEstate, Pushed { push, .. }: &Pushed) -> bool {
    let has_other_installation = push.installation_id.as_ref().is_some_and(|id| *id != estate.installation_id);
    has_other_installation || push.repository.clone_url != estate.clone_url
}

fn follow(change: &mut Change, Pushed { push, .. }: &Pushed, moved: &[&ConnectedEstate]) {
    let repository = &push.repository;
    change.run(crate::bind!(
        store::FOLLOW_REPOSITORY,
        repository.id.0,
        repository.full_name,
        repository.html_url,
        repository.clone_url,
        push.installation_id,
        change.edge().now(),
    ));
    for estate in moved {
        change.set_tenant(Tenant::estate(&estate.organization_id, &estate.estate_id));
        let event = AuditEvent::new("integrations.followGithubRepo", "estate", &estate.estate_id);
        let before = json!({ "cloneUrl": estate.clone_url, "installationId": estate.installation_id });
        let after = json!({
            "fullName": repository.full_name, "cloneUrl": repository.clone_url, "installationId": push.installation_id,
        });
        change.audit(&event.before(before).after(after));
        change.emit(&RepositoryChanged { estate_id: estate.estate_id.clone() });
    }
}
