//! Roles and permissions: one table of permissions by role.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A member's role in an organization.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, steward_macros::FromJson, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Can do everything, including managing owners and deleting the organization.
    Owner,
    /// Manages settings and members below admin.
    Admin,
    /// Works in every estate.
    Member,
    /// Reads everything, changes nothing.
    Viewer,
    /// Sees only the estates granted to them.
    Guest,
    /// A member of a connected workspace, without access to the dashboard.
    External,
}

impl Role {
    /// All roles, highest first.
    pub const ALL: [Self; 6] = [Self::Owner, Self::Admin, Self::Member, Self::Viewer, Self::Guest, Self::External];

    /// The value in SQL and JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Owner => "owner",
            Self::Admin => "admin",
            Self::Member => "member",
            Self::Viewer => "viewer",
            Self::Guest => "guest",
            Self::External => "external",
        }
    }
}

/// The status of a denied permission.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Denial {
    /// 403: the caller may know that the resource exists.
    Forbidden,
    /// 404: for the caller the resource does not exist.
    NotFound,
}

/// Whether API keys can have a permission.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyAccess {
    /// As a scope.
    Allowed,
    /// Users only.
    Denied,
}

macro_rules! permissions {
    ($($(#[$doc:meta])* $name:ident = $text:literal, $denial:ident, $key_access:ident, [$($role:ident),*];)+) => {
        /// A permission of roles.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Permission {
            $($(#[$doc])* $name,)+
        }

        impl Permission {
            /// All permissions.
            pub const ALL: &[Self] = &[$(Self::$name),+];

            /// The name in scopes and errors.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$name => $text,)+ }
            }

            /// The roles that have it.
            #[must_use]
            pub const fn roles(self) -> &'static [Role] {
                match self { $(Self::$name => &[$(Role::$role),*],)+ }
            }

            /// Whether API keys can have it.
            #[must_use]
            pub const fn key_access(self) -> KeyAccess {
                match self { $(Self::$name => KeyAccess::$key_access,)+ }
            }

            /// The status for callers without it.
            #[must_use]
            pub const fn denial(self) -> Denial {
                match self { $(Self::$name => Denial::$denial,)+ }
            }
        }
    };
}

permissions! {
    /// See the organization's name and one's own role.
    OrganizationView = "organization.view", NotFound, Allowed, [Owner, Admin, Member, Viewer, Guest];
    /// Change its name, slug, logo and default estate.
    OrganizationUpdate = "organization.update", Forbidden, Denied, [Owner, Admin];
    /// Transfer the organization to another member.
    OrganizationTransfer = "organization.transfer", Forbidden, Denied, [Owner];
    /// Delete the organization and everything in it.
    OrganizationDelete = "organization.delete", Forbidden, Denied, [Owner];
    /// Leave the organization.
    OrganizationLeave = "organization.leave", NotFound, Denied, [Owner, Admin, Member, Viewer, Guest];
    /// Verify domains and enable joining by domain.
    DomainManage = "domain.manage", Forbidden, Denied, [Owner];
    /// See the members.
    MemberView = "member.view", Forbidden, Allowed, [Owner, Admin, Member, Viewer];
    /// Invite people.
    MemberInvite = "member.invite", Forbidden, Allowed, [Owner, Admin];
    /// Change roles and guests' estates.
    MemberUpdate = "member.update", Forbidden, Denied, [Owner, Admin];
    /// Remove members.
    MemberRemove = "member.remove", Forbidden, Allowed, [Owner, Admin];
    /// Create, see and revoke API keys.
    ApiKeyManage = "apiKey.manage", Forbidden, Denied, [Owner, Admin];
    /// Read the audit log.
    AuditView = "audit.view", Forbidden, Allowed, [Owner, Admin];
    /// See estates and everything in them; guests only the granted ones.
    EstateView = "estate.view", NotFound, Allowed, [Owner, Admin, Member, Viewer, Guest];
    /// Create estates.
    EstateCreate = "estate.create", Forbidden, Allowed, [Owner, Admin];
    /// Rename estates.
    EstateUpdate = "estate.update", Forbidden, Allowed, [Owner, Admin];
    /// Delete estates and everything in them.
    EstateDelete = "estate.delete", Forbidden, Denied, [Owner, Admin];
    /// Connect, change and disconnect an estate's repository, and list available repositories.
    RepositoryManage = "repository.manage", Forbidden, Allowed, [Owner, Admin, Member];
    /// Start, cancel and activate builds.
    BuildManage = "build.manage", Forbidden, Allowed, [Owner, Admin, Member];
}

impl Permission {
    /// The permission with this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|permission| permission.name() == name)
    }

    /// Whether the role has this permission.
    #[must_use]
    pub fn allows(self, role: Role) -> bool {
        self.roles().contains(&role)
    }
}

impl Role {
    /// Whether this role may create, change and remove memberships with the role `target`: owners all, admins those
    /// below admin, others none.
    #[must_use]
    pub const fn may_manage(self, target: Self) -> bool {
        match self {
            Self::Owner => true,
            Self::Admin => !matches!(target, Self::Owner | Self::Admin),
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The whole table, so that every change shows in review.
    #[test]
    fn table() {
        let table: Vec<String> = Permission::ALL
            .iter()
            .map(|permission| {
                let cells: Vec<&str> =
                    Role::ALL.iter().map(|role| if permission.allows(*role) { "yes" } else { "no" }).collect();
                format!("{} {}", permission.name(), cells.join(" "))
            })
            .collect();
        assert_eq!(
            table,
            [
                // owner admin member viewer guest external
                "organization.view yes yes yes yes yes no",
                "organization.update yes yes no no no no",
                "organization.transfer yes no no no no no",
                "organization.delete yes no no no no no",
                "organization.leave yes yes yes yes yes no",
                "domain.manage yes no no no no no",
                "member.view yes yes yes yes no no",
                "member.invite yes yes no no no no",
                "member.update yes yes no no no no",
                "member.remove yes yes no no no no",
                "apiKey.manage yes yes no no no no",
                "audit.view yes yes no no no no",
                "estate.view yes yes yes yes yes no",
                "estate.create yes yes no no no no",
                "estate.update yes yes no no no no",
                "estate.delete yes yes no no no no",
                "repository.manage yes yes yes no no no",
                "build.manage yes yes yes no no no",
            ]
        );
    }

    #[test]
    fn only_higher_ranks_manage() {
        assert!(Role::Owner.may_manage(Role::Owner));
        assert!(Role::Admin.may_manage(Role::Member));
        assert!(!Role::Admin.may_manage(Role::Admin));
        assert!(!Role::Admin.may_manage(Role::Owner));
        assert!(!Role::Member.may_manage(Role::Guest));
    }

    #[test]
    fn names_are_the_json_values() {
        for role in Role::ALL {
            assert_eq!(serde_json::to_string(&role).unwrap(), format!("\"{}\"", role.name()));
        }
    }
}
