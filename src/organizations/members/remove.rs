//! Removing members.

use steward_kernel::error::Error;
use steward_kernel::id::UserId;

use super::command::{CurrentMembership, MembershipCommand};
use super::events::MemberRemoved;
use super::hooks::hooks;
use super::store;
use crate::identity::permission::{LeaveOrganization, RemoveMembers};
use crate::identity::scope::InOrganization;
use crate::platform::change::Change;

/// Removes a member, and revokes the member's invitations. The member's sockets are closed.
///
/// # Errors
/// [`Error::NotFound`], [`Error::PermissionDenied`] for a role that is not below the caller's,
/// [`steward_kernel::error::ConflictCode::LastOwner`].
pub async fn remove(scope: &InOrganization<RemoveMembers>, user_id: &UserId) -> Result<(), Error> {
    let command = MembershipCommand::new(scope, user_id)?;
    let before = command.current().await?;
    command.must_manage(before.role)?;
    let mut change = Change::new(scope);
    delete(&mut change, &command, "organization.removeMember", &before)?;
    commit(change, &command, &before).await
}

/// Removes the caller from the organization, and revokes the caller's invitations.
///
/// # Errors
/// [`steward_kernel::error::ConflictCode::LastOwner`].
pub async fn leave(scope: &InOrganization<LeaveOrganization>) -> Result<(), Error> {
    let command = MembershipCommand::new(scope, &scope.caller.user_id)?;
    let before = command.current().await?;
    let mut change = Change::new(scope);
    delete(&mut change, &command, "organization.leave", &before)?;
    commit(change, &command, &before).await
}

fn delete(
    change: &mut Change,
    command: &MembershipCommand<'_>,
    action: &'static str,
    before: &CurrentMembership,
) -> Result<(), Error> {
    let MembershipCommand { organization_id, membership_id, user_id, role, .. } = *command;
    change.must_change(crate::bind!(store::DELETE, organization_id, user_id, before.role, membership_id, role));
    change.audit(&command.audit_event(action).before(before.to_json()));
    change.emit(&MemberRemoved { user_id: user_id.clone() });
    (hooks()?.membership_changed)(change, organization_id, user_id);
    Ok(())
}

async fn commit(change: Change, command: &MembershipCommand<'_>, before: &CurrentMembership) -> Result<(), Error> {
    match change.commit().await {
        Ok(()) => Ok(()),
        Err(error) => Err(command.explain(before.role, error).await),
    }
}
