//! Updating a member's role and roles on estates.

use steward_kernel::error::Error;
use steward_kernel::id::{EstateId, UserId};
use steward_kernel::permission::{Permissions, Role};

use super::command::{CurrentMembership, MembershipCommand};
use super::events::MemberChanged;
use super::grants::{check_estate_roles, check_estates, may_give_on_estate};
use super::hooks::hooks;
use super::list::{MemberRow, select};
use super::model::{EstateRole, Member, MemberUpdate, RoleOnEstate};
use super::store;
use crate::identity::permission::UpdateMembers;
use crate::identity::scope::InOrganization;
use crate::organizations::custom_roles::{self, CustomRole, CustomRoleReference};
use crate::platform::change::Change;

/// Changes a member's role, or the roles on estates. The member's sockets reconnect.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Validation`], also for an owner without a verified address; [`Error::Conflict`] for the
/// caller's own role, unless an owner steps down;
/// [`Error::PermissionDenied`] for a role that is not below the caller's or has permissions that the caller does not have,
/// [`steward_kernel::error::ConflictCode::LastOwner`].
pub async fn update(
    scope: &InOrganization<UpdateMembers>,
    user_id: &UserId,
    update: MemberUpdate,
) -> Result<Member, Error> {
    let command = MembershipCommand::new(scope, user_id)?;
    let before = command.current().await?;
    if update.custom_role_id.is_some() && update.role.is_some() {
        return Err(Error::field("role", "Omit this: a custom role has a base role."));
    }
    let chosen = match &update.custom_role_id {
        Some(id) => Some(custom_roles::choose(command.edge, command.organization_id, id).await?),
        None => None,
    };
    let role = chosen.as_ref().map(|chosen| chosen.base_role.into()).or(update.role).unwrap_or(before.role);
    let custom_role = match &chosen {
        Some(chosen) => Some(CustomRoleReference { id: chosen.id.clone(), name: chosen.name.clone() }),
        None if update.role.is_some() => None,
        None => before.custom_role.clone(),
    };
    let steps_down = before.role == Role::Owner && role != Role::Owner;
    if *user_id == scope.caller.user_id && !steps_down {
        return Err(Error::Conflict("You cannot change your own role: ask another owner or admin."));
    }
    if update.role == Some(Role::External) {
        return Err(Error::field("role", "Choose another role: external members come from connected workspaces."));
    }
    if update.estate_ids.is_some() && (role != Role::Guest || update.estate_roles.is_some()) {
        return Err(Error::field("estateIds", "Omit this unless the role is guest, or use estateRoles."));
    }
    if custom_role.is_some() && update.estate_roles.as_ref().is_some_and(|roles| !roles.is_empty()) {
        return Err(Error::field("estateRoles", "Omit this: to a custom role, roles on estates add nothing."));
    }
    command.must_manage(before.role)?;
    let is_another = role != before.role || custom_role != before.custom_role;
    // after a custom role, what the member's teams give counts again
    let is_freed = before.custom_role.is_some() && custom_role.is_none();
    if !may_give(scope, role, chosen.as_ref(), is_another)
        || is_freed && !may_give_on_estate(&scope.permissions, RoleOnEstate::Admin)
    {
        return Err(command.denied());
    }
    if role == Role::Owner && before.role != Role::Owner && !before.can_own {
        return Err(Error::field("role", "Choose another role: an owner needs a verified email address."));
    }
    let granted = check_estates(command.edge, command.organization_id, update.estate_ids).await?;
    let requested = check_estate_roles(command.edge, command.organization_id, update.estate_roles).await?;
    let granted = granted.map(|estate_ids| granted_roles(estate_ids, &before));
    let estate_roles = match requested.or(granted) {
        Some(estate_roles) => estate_roles,
        None if !is_another => before.estate_roles.clone(),
        None => Vec::new(),
    };
    let mut given = estate_roles.iter().filter(|on| !before.estate_roles.contains(on));
    if !given.all(|on| may_give_on_estate(&scope.permissions, on.role)) {
        return Err(command.denied());
    }
    let after = CurrentMembership { role, custom_role, estate_roles, can_own: before.can_own };
    write(scope, &command, &before, &after).await
}

/// Whether the caller may give a member the role. A role that the member has already is not given.
fn may_give(
    scope: &InOrganization<UpdateMembers>,
    role: Role,
    custom_role: Option<&CustomRole>,
    is_another: bool,
) -> bool {
    if !is_another {
        return scope.role.may_manage(role);
    }
    scope.may_give(role, custom_role.map_or_else(|| Permissions::of(role), CustomRole::permissions))
}

/// The roles of a guest on these estates: those from before, and viewer on new ones.
fn granted_roles(estate_ids: Vec<EstateId>, before: &CurrentMembership) -> Vec<EstateRole> {
    let role_on = |id: &EstateId| before.estate_roles.iter().find(|on| on.estate_id == *id).map(|on| on.role);
    let with_role = |estate_id| EstateRole { role: role_on(&estate_id).unwrap_or(RoleOnEstate::Viewer), estate_id };
    estate_ids.into_iter().map(with_role).collect()
}

async fn write(
    scope: &InOrganization<UpdateMembers>,
    command: &MembershipCommand<'_>,
    before: &CurrentMembership,
    after: &CurrentMembership,
) -> Result<Member, Error> {
    let MembershipCommand { organization_id, membership_id, user_id, .. } = *command;
    let now = command.edge.now();
    let estate_roles = serde_json::to_string(&after.estate_roles).map_err(Error::internal)?;
    let mut change = Change::new(scope);
    change.must_change(crate::bind!(
        store::UPDATE_ROLE,
        organization_id,
        user_id,
        before.role,
        after.role,
        now,
        membership_id,
        command.role,
        before.custom_role.as_ref().map(|custom| &custom.id),
        after.custom_role.as_ref().map(|custom| &custom.id),
    ));
    change.run(crate::bind!(store::DELETE_GRANTS, organization_id, user_id));
    change.run(crate::bind!(store::INSERT_ESTATE_ROLES, organization_id, user_id, estate_roles, now));
    change.run(crate::bind!(store::ASSERT_GRANTS, organization_id, user_id, after.estate_roles.len()));
    change.audit(&command.audit_event("organization.updateMemberRole").before(before.to_json()).after(after.to_json()));
    change.emit(&MemberChanged { user_id: user_id.clone() });
    if after.role != before.role || after.custom_role != before.custom_role {
        (hooks()?.membership_changed)(&mut change, organization_id, user_id);
    }
    match change.commit_and_read(select(organization_id, user_id)).await {
        Ok(outcome) => outcome.first::<MemberRow>()?.ok_or(Error::NotFound)?.try_into(),
        Err(error) => Err(command.explain(before.role, error).await),
    }
}
