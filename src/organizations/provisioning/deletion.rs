//! The effects of an account's deletion on its organizations. Those without another person are deleted as well; those
//! of which the user is the only owner, but not the only person, must be transferred first.

use serde_json::json;
use steward_kernel::error::{ConflictCode, Error};
use steward_kernel::from_json::FromJson;
use steward_kernel::id::{OrganizationId, UserId};
use steward_kernel::permission::Role;

use super::store;
use crate::edge::Edge;
use crate::identity::hooks::DeletedUser;
use crate::identity::users::{ConcernedOrganization, DeletionPreview};
use crate::organizations::members::events::MemberRemoved;
use crate::organizations::organizations::{Purge, Reason};
use crate::platform::change::{AuditEvent, Change, Tenant};

/// The maximum of organizations deleted with an account.
const MAXIMUM_ORGANIZATIONS: usize = 50;

#[derive(FromJson)]
struct OwnedRow {
    #[serde(flatten)]
    organization: ConcernedOrganization,
    #[serde(deserialize_with = "flag")]
    has_others: bool,
}

/// Returns the effects that a deletion of the account would have now.
///
/// # Errors
/// [`Error::Database`].
pub async fn preview(edge: &Edge, user_id: &UserId) -> Result<DeletionPreview, Error> {
    let rows: Vec<OwnedRow> = edge.database()?.all(crate::bind!(store::LIST_OWNED_ALONE, user_id)).await?;
    let mut preview = DeletionPreview::default();
    for row in rows {
        if row.has_others {
            preview.organizations_to_hand_over.push(row.organization);
        } else {
            preview.deleted_organizations.push(row.organization);
        }
    }
    Ok(preview)
}

#[derive(FromJson)]
struct MembershipRow {
    organization_id: OrganizationId,
    role: Role,
}

/// Adds the effects of the user's deletion on the organizations to a change, before the statement that deletes the user
/// and the memberships. The change has no tenant afterwards.
///
/// The change fails with [`crate::edge::database::is_precondition_failed`] when the memberships change meanwhile.
///
/// # Errors
/// [`ConflictCode::HandOverFirst`]; [`Error::Conflict`] with more than 50 organizations to delete.
pub async fn delete_user(change: &mut Change, user: &DeletedUser<'_>) -> Result<(), Error> {
    let DeletedUser { user_id, action } = *user;
    let edge = change.edge().clone();
    let preview = preview(&edge, user_id).await?;
    if !preview.organizations_to_hand_over.is_empty() {
        let organizations = preview.organizations_to_hand_over.into_iter();
        let organizations = organizations.map(|organization| (organization.id.to_string(), organization.name));
        return Err(ConflictCode::HandOverFirst(organizations.collect()).into());
    }
    let deleted: Vec<OrganizationId> =
        preview.deleted_organizations.into_iter().map(|organization| organization.id).collect();
    if deleted.len() > MAXIMUM_ORGANIZATIONS {
        return Err(Error::Conflict("The account owns more than 50 organizations: delete some of them first."));
    }
    let memberships: Vec<MembershipRow> = edge.database()?.all(crate::bind!(store::LIST_MEMBERSHIPS, user_id)).await?;

    change.run(crate::bind!(store::ASSERT_MEMBERSHIPS, user_id, memberships.len()));
    change.run(crate::bind!(store::ASSERT_ALONE, user_id, json!(deleted).to_string()));
    for organization_id in &deleted {
        Purge::prepare(&edge, organization_id).await?.add_to(change, action, Reason::Owner(user_id));
    }
    for MembershipRow { organization_id, role } in memberships {
        if deleted.contains(&organization_id) {
            continue;
        }
        change.set_tenant(Tenant::organization(&organization_id));
        let before = json!({ "role": role });
        change.audit(&AuditEvent::new(action, "organization_user_membership", user_id).before(before));
        change.emit(&MemberRemoved { user_id: user_id.clone() });
    }
    change.run(crate::bind!(store::ASSERT_HANDED_OVER, user_id));
    change.set_tenant(Tenant::NONE);
    Ok(())
}
