//! What a handler needs, as types: `InEstate<may::ManageBuilds>` cannot be had without the permission.

use steward_kernel::permission::Permission;

/// A permission in the place of a type.
pub trait May: Send + 'static {
    /// Which.
    const PERMISSION: Permission;
}

macro_rules! may {
    ($($(#[$doc:meta])* $name:ident = $permission:ident;)+) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy)]
        pub struct $name;

        impl May for $name {
            const PERMISSION: Permission = Permission::$permission;
        }
    )+};
}

may! {
    /// Sees the organization.
    SeeOrganization = OrganizationView;
    /// Sees its members.
    SeeMembers = MemberView;
    /// Ends memberships.
    RemoveMembers = MemberRemove;
    /// Sees estates.
    SeeEstates = EstateView;
    /// Makes estates.
    CreateEstates = EstateCreate;
    /// Connects repositories.
    ManageRepository = RepositoryManage;
    /// Starts, cancels and activates builds.
    ManageBuilds = BuildManage;
}
