//! Updating a member's role or a guest's estates.

use steward_kernel::error::Error;
use steward_kernel::id::UserId;
use steward_kernel::permission::Role;

use super::command::{CurrentMembership, MembershipCommand};
use super::events::MemberChanged;
use super::grants::check_estates;
use super::hooks::hooks;
use super::list::{MemberRow, select};
use super::model::{Member, MemberUpdate};
use super::store;
use crate::identity::permission::UpdateMembers;
use crate::identity::scope::InOrganization;
use crate::platform::change::Change;

/// Changes a member's role, or a guest's estates. The member's sockets reconnect.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Validation`], also for an owner without a verified address; [`Error::Conflict`] for the
/// caller's own role, unless an owner steps down;
/// [`Error::PermissionDenied`] for a role that is not below the caller's,
/// [`steward_kernel::error::ConflictCode::LastOwner`].
pub async fn update(
    scope: &InOrganization<UpdateMembers>,
    user_id: &UserId,
    update: MemberUpdate,
) -> Result<Member, Error> {
    let command = MembershipCommand::new(scope, user_id);
    let before = command.current().await?;
    let steps_down = before.role == Role::Owner && update.role.is_some_and(|role| role != Role::Owner);
    if *user_id == scope.caller.user_id && !steps_down {
        return Err(Error::Conflict("You cannot change your own role: ask another owner or admin."));
    }
    let role = update.role.unwrap_or(before.role);
    if update.role == Some(Role::External) {
        return Err(Error::field("role", "Choose another role: external members come from connected workspaces."));
    }
    if update.estate_ids.is_some() && role != Role::Guest {
        return Err(Error::field("estateIds", "Omit this unless the role is guest."));
    }
    command.must_manage(before.role)?;
    command.must_manage(role)?;
    if role == Role::Owner && before.role != Role::Owner && !before.can_own {
        return Err(Error::field("role", "Choose another role: an owner needs a verified email address."));
    }
    let requested = check_estates(command.edge, command.organization_id, update.estate_ids).await?;
    let estate_ids = match requested {
        _ if role != Role::Guest => Vec::new(),
        Some(estate_ids) => estate_ids,
        None => before.estate_ids.clone(),
    };
    write(scope, &command, &before, &CurrentMembership { role, estate_ids, can_own: before.can_own }).await
}

async fn write(
    scope: &InOrganization<UpdateMembers>,
    command: &MembershipCommand<'_>,
    before: &CurrentMembership,
    after: &CurrentMembership,
) -> Result<Member, Error> {
    let MembershipCommand { organization_id, membership_id, user_id, .. } = *command;
    let now = command.edge.now();
    let estate_ids = serde_json::to_string(&after.estate_ids).map_err(Error::internal)?;
    let mut change = Change::new(scope);
    change.must_change(crate::bind!(
        store::UPDATE_ROLE,
        organization_id,
        user_id,
        before.role,
        after.role,
        now,
        membership_id,
        command.role
    ));
    change.run(crate::bind!(store::DELETE_GRANTS, organization_id, user_id));
    change.run(crate::bind!(store::INSERT_GRANTS, organization_id, user_id, estate_ids, now));
    change.run(crate::bind!(store::ASSERT_GRANTS, organization_id, user_id, after.estate_ids.len()));
    change.audit(&command.audit_event("organization.updateMemberRole").before(before.to_json()).after(after.to_json()));
    change.emit(&MemberChanged { user_id: user_id.clone() });
    if after.role != before.role {
        (hooks()?.membership_changed)(&mut change, organization_id, user_id);
    }
    match change.commit_and_read(select(organization_id, user_id)).await {
        Ok(outcome) => outcome.first::<MemberRow>()?.ok_or(Error::NotFound)?.try_into(),
        Err(error) => Err(command.explain(before.role, error).await),
    }
}
