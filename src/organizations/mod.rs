//! Organizations: their members, how users join them, and their estates.
//!
//! Higher features may use lower ones, in this order: scim, sso, invitations, join requests, domains, onboarding, provisioning,
//! service accounts and sockets; organizations; estates; teams; members; custom roles. A lower feature calls a higher one through a hook.

pub mod audit_log;
pub mod audit_stream;
pub mod custom_roles;
pub mod domains;
pub mod estates;
pub mod export;
pub mod invitations;
pub mod join_requests;
pub mod members;
pub mod onboarding;
#[expect(clippy::module_inception, reason = "the feature that the domain is named after")]
pub mod organizations;
pub mod provisioning;
pub mod scim;
pub mod sealed;
pub mod service_accounts;
pub mod sockets;
pub mod sso;
pub mod teams;

/// The functions that invitations and single sign-on implement for members.
const MEMBER_HOOKS: members::hooks::Hooks = members::hooks::Hooks {
    membership_changed: |change, organization_id, user_id| {
        invitations::revoke_lost(change, organization_id, user_id);
        sso::membership_changed(change, organization_id, user_id);
    },
};

/// Installs the hooks of this domain, once per isolate.
pub fn install_hooks() {
    members::hooks::install(MEMBER_HOOKS);
    crate::identity::hooks::install(provisioning::HOOKS);
}
