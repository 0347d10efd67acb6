//! Adding a member, for invitations, domains and sign-ups.

use serde_json::json;
use steward_kernel::id::{EstateId, MembershipId, OrganizationId, UserId};
use steward_kernel::permission::Role;

use super::events::MembersChanged;
use super::store;
use crate::platform::change::{AuditEvent, Change, Tenant};

/// Adds a membership to a change, after the statement that inserts the user, and audits it as the operation `action`. A
/// guest is granted those of the estates that still exist. The organization becomes the change's tenant.
///
/// The change fails with [`crate::edge::database::is_precondition_failed`] when the user is already a member, unless as
/// an external.
pub fn admit(
    change: &mut Change,
    action: &'static str,
    organization_id: &OrganizationId,
    user_id: &UserId,
    role: Role,
    estate_ids: &[EstateId],
) {
    let (id, now) = (change.edge().id(MembershipId::new), change.edge().now());
    let grants = json!(estate_ids).to_string();
    change.set_tenant(Tenant::organization(organization_id));
    change.must_change(crate::bind!(store::ADMIT, organization_id, id, user_id, role, now));
    change.run(crate::bind!(store::INSERT_GRANTS, organization_id, user_id, grants, now));
    change.run(crate::bind!(store::INSERT_TEAMS, organization_id, user_id, now));
    change.audit(
        &AuditEvent::new(action, "organization_user_membership", user_id)
            .after(json!({ "role": role, "estateIds": estate_ids })),
    );
    change.emit(&MembersChanged { user_id: user_id.clone() });
}
