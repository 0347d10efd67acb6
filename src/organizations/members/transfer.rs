//! Transferring an organization to another owner.

use serde_json::json;
use steward_kernel::error::Error;
use steward_kernel::id::UserId;
use steward_kernel::permission::Role;

use super::command::MembershipCommand;
use super::events::MemberChanged;
use super::hooks::hooks;
use super::store;
use crate::identity::permission::TransferOrganization;
use crate::identity::scope::InOrganization;
use crate::platform::change::Change;

/// Makes a member an owner and the caller an admin.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Validation`] for `userId` when it is the caller or an external.
pub async fn transfer(scope: &InOrganization<TransferOrganization>, user_id: &UserId) -> Result<(), Error> {
    let command = MembershipCommand::new(scope, user_id)?;
    let before = command.current().await?;
    let caller_id = &scope.caller.user_id;
    if user_id == caller_id {
        return Err(Error::field("userId", "Choose another member: you are already an owner."));
    }
    if before.role == Role::External {
        return Err(Error::field("userId", "Choose another member: an external member cannot own the organization."));
    }
    let MembershipCommand { organization_id, membership_id, .. } = command;
    let now = command.edge.now();
    let mut change = Change::new(scope);
    // a member who is already an owner stays one
    if before.role != Role::Owner {
        change.must_change(crate::bind!(
            store::PROMOTE_TO_OWNER,
            organization_id,
            user_id,
            before.role,
            now,
            membership_id
        ));
        change.run(crate::bind!(store::DELETE_GRANTS, organization_id, user_id));
    }
    change.must_change(crate::bind!(
        store::UPDATE_ROLE,
        organization_id,
        caller_id,
        Role::Owner,
        Role::Admin,
        now,
        membership_id,
        Role::Owner,
        None::<&str>,
        None::<&str>,
    ));
    let caller = |role| json!({ "userId": caller_id, "role": role });
    change.audit(
        &command
            .audit_event("organization.transfer")
            .before(json!({ "caller": caller(scope.role), "member": before.to_json() }))
            .after(json!({ "caller": caller(Role::Admin), "member": { "role": Role::Owner } })),
    );
    change.emit(&MemberChanged { user_id: user_id.clone() });
    change.emit(&MemberChanged { user_id: caller_id.clone() });
    (hooks()?.membership_changed)(&mut change, organization_id, caller_id);
    match change.commit().await {
        Ok(()) => Ok(()),
        Err(error) => Err(command.explain(before.role, error).await),
    }
}
