//! Permissions as types: a handler that takes `InEstate<ManageBuilds>` runs only for callers with that permission.

use steward_kernel::permission::Permission;

/// A type that represents a permission.
pub trait RequiredPermission: Send + 'static {
    const PERMISSION: Permission;
}

macro_rules! permissions {
    ($($name:ident = $permission:ident;)+) => {$(
        #[doc = concat!("Requires [`Permission::", stringify!($permission), "`].")]
        #[derive(Debug, Clone, Copy)]
        pub struct $name;

        impl RequiredPermission for $name {
            const PERMISSION: Permission = Permission::$permission;
        }
    )+};
}

permissions! {
    SeeOrganization = OrganizationView;
    UpdateOrganization = OrganizationUpdate;
    TransferOrganization = OrganizationTransfer;
    DeleteOrganization = OrganizationDelete;
    LeaveOrganization = OrganizationLeave;
    ManageDomains = DomainManage;
    ManageSecurity = SecurityManage;
    SeeMembers = MemberView;
    InviteMembers = MemberInvite;
    UpdateMembers = MemberUpdate;
    RemoveMembers = MemberRemove;
    ManageCustomRoles = CustomRoleManage;
    ManageTeams = TeamManage;
    ManageApiKeys = ApiKeyManage;
    ManageServiceAccounts = ServiceAccountManage;
    ManageOauthClients = OauthClientManage;
    SeeAudit = AuditView;
    ManageAudit = AuditManage;
    SeeEstates = EstateView;
    CreateEstates = EstateCreate;
    UpdateEstates = EstateUpdate;
    DeleteEstates = EstateDelete;
    ManageRepository = RepositoryManage;
    ManageBuilds = BuildManage;
}
