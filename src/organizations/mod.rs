//! Organizations: their members, how people join them, and the estates that they run.
//!
//! Upper features may use lower ones: invitations, domains, onboarding, provisioning and sockets, then organizations, then
//! estates, then members. What a lower one needs of an upper one is a hook.

pub mod audit_log;
pub mod domains;
pub mod estates;
pub mod invitations;
pub mod members;
pub mod onboarding;
#[expect(clippy::module_inception, reason = "the feature that the domain is named after")]
pub mod organizations;
pub mod provisioning;
pub mod sockets;

/// What invitations add to a change of a membership.
const MEMBER_HOOKS: members::hooks::Hooks = members::hooks::Hooks { member_removed: invitations::revoke_of_inviter };

/// Installs the hooks of this domain, once in each isolate.
pub fn install_hooks() {
    members::hooks::install(MEMBER_HOOKS);
    crate::identity::hooks::install(provisioning::HOOKS);
}
