//! Organizations: their members, how users join them, and their estates.
//!
//! Higher features may use lower ones, in this order: invitations, domains, onboarding, provisioning and sockets;
//! organizations; estates; members. A lower feature calls a higher one through a hook.

pub mod audit_log;
pub mod audit_stream;
pub mod domains;
pub mod estates;
pub mod invitations;
pub mod members;
pub mod onboarding;
#[expect(clippy::module_inception, reason = "the feature that the domain is named after")]
pub mod organizations;
pub mod provisioning;
pub mod sealed;
pub mod sockets;

/// The functions that invitations implement for members.
const MEMBER_HOOKS: members::hooks::Hooks = members::hooks::Hooks { membership_changed: invitations::revoke_lost };

/// Installs the hooks of this domain, once per isolate.
pub fn install_hooks() {
    members::hooks::install(MEMBER_HOOKS);
    crate::identity::hooks::install(provisioning::HOOKS);
}
