//! Changes of memberships by the identity provider of the organization. It neither makes nor demotes owners.

use serde_json::json;
use steward_kernel::error::Error;
use steward_kernel::id::{OrganizationId, UserId};
use steward_kernel::permission::Role;

use super::events::{MemberChanged, MemberRemoved};
use super::hooks::hooks;
use super::store;
use crate::platform::change::{AuditEvent, Change, Tenant};

/// Adds another role of a member to a change, and audits it as the operation `action`. The organization becomes the
/// change's tenant.
///
/// The change fails with [`crate::edge::database::is_precondition_failed`] when the member has another role meanwhile.
///
/// # Errors
/// [`Error::Internal`] when the hooks are not installed.
pub fn update_role_by_provider(
    change: &mut Change,
    action: &'static str,
    (organization_id, user_id): (&OrganizationId, &UserId),
    before: Role,
    after: Role,
) -> Result<(), Error> {
    let now = change.edge().now();
    change.set_tenant(Tenant::organization(organization_id));
    change.must_change(crate::bind!(store::UPDATE_ROLE_BY_PROVIDER, organization_id, user_id, before, after, now));
    if before == Role::Guest {
        change.run(crate::bind!(store::DELETE_GRANTS, organization_id, user_id));
    }
    let event = AuditEvent::new(action, "organization_user_membership", user_id);
    change.audit(&event.before(json!({ "role": before })).after(json!({ "role": after })));
    change.emit(&MemberChanged { user_id: user_id.clone() });
    (hooks()?.membership_changed)(change, organization_id, user_id);
    Ok(())
}

/// Adds the end of a membership to a change, with what a removal by a person ends: API keys, invitations and sockets.
///
/// The change fails with [`crate::edge::database::is_precondition_failed`] when the member has another role meanwhile, or is
/// the last owner.
///
/// # Errors
/// [`Error::Internal`] when the hooks are not installed.
pub fn remove_by_provider(
    change: &mut Change,
    action: &'static str,
    (organization_id, user_id): (&OrganizationId, &UserId),
    before: Role,
) -> Result<(), Error> {
    change.set_tenant(Tenant::organization(organization_id));
    change.must_change(crate::bind!(store::DELETE_BY_PROVIDER, organization_id, user_id, before));
    let event = AuditEvent::new(action, "organization_user_membership", user_id);
    change.audit(&event.before(json!({ "role": before })));
    change.emit(&MemberRemoved { user_id: user_id.clone() });
    (hooks()?.membership_changed)(change, organization_id, user_id);
    Ok(())
}
