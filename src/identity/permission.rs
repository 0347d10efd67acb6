//! What a handler needs, as types: `InEstate<may::ManageBuilds>` cannot be had without the permission.

use steward_kernel::permission::Permission;

/// A permission in the place of a type.
pub trait RequiredPermission: Send + 'static {
    /// Which.
    const PERMISSION: Permission;
}

macro_rules! permissions {
    ($($(#[$doc:meta])* $name:ident = $permission:ident;)+) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy)]
        pub struct $name;

        impl RequiredPermission for $name {
            const PERMISSION: Permission = Permission::$permission;
        }
    )+};
}

permissions! {
    /// Sees the organization.
    SeeOrganization = OrganizationView;
    /// Changes its name, slug, logo and default estate.
    UpdateOrganization = OrganizationUpdate;
    /// Hands it over.
    TransferOrganization = OrganizationTransfer;
    /// Ends it.
    DeleteOrganization = OrganizationDelete;
    /// Leaves it.
    LeaveOrganization = OrganizationLeave;
    /// Verifies domains.
    ManageDomains = DomainManage;
    /// Sees its members.
    SeeMembers = MemberView;
    /// Invites people.
    InviteMembers = MemberInvite;
    /// Changes roles.
    UpdateMembers = MemberUpdate;
    /// Ends memberships.
    RemoveMembers = MemberRemove;
    /// Makes and ends API keys.
    ManageApiKeys = ApiKeyManage;
    /// Reads the audit log.
    SeeAudit = AuditView;
    /// Sees estates.
    SeeEstates = EstateView;
    /// Makes estates.
    CreateEstates = EstateCreate;
    /// Renames estates.
    UpdateEstates = EstateUpdate;
    /// Ends estates.
    DeleteEstates = EstateDelete;
    /// Connects repositories.
    ManageRepository = RepositoryManage;
    /// Starts, cancels and activates builds.
    ManageBuilds = BuildManage;
}
