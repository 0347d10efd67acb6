//! Who may do what: one table, permission by role.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A member's role in an organization.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, steward_macros::FromJson, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Everything, including owners and the organization's end.
    Owner,
    /// Settings and members below admin.
    Admin,
    /// Works in every estate.
    Member,
    /// Reads everything, changes nothing.
    Viewer,
    /// Sees only estates that were granted one by one.
    Guest,
    /// Known from a connected workspace; has no dashboard.
    External,
}

impl Role {
    /// Every role, highest first.
    pub const ALL: [Self; 6] = [Self::Owner, Self::Admin, Self::Member, Self::Viewer, Self::Guest, Self::External];

    /// The name in SQL and JSON.
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

/// Whether rows of an organization exist for a caller at all: a denial of these is a 404, of the others a 403.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Denial {
    /// The caller may know that it is there.
    Forbidden,
    /// For the caller there is nothing there.
    NotFound,
}

/// Who can use a permission, apart from the role.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyAccess {
    /// People, and API keys that have it as a scope.
    Allowed,
    /// People only.
    Denied,
}

macro_rules! permissions {
    ($($(#[$doc:meta])* $name:ident = $text:literal, $denial:ident, $key_access:ident, [$($role:ident),*];)+) => {
        /// Something that a role allows.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Permission {
            $($(#[$doc])* $name,)+
        }

        impl Permission {
            /// Every permission.
            pub const ALL: &[Self] = &[$(Self::$name),+];

            /// The name, as errors show it.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$name => $text,)+ }
            }

            /// The roles that have it.
            #[must_use]
            pub const fn roles(self) -> &'static [Role] {
                match self { $(Self::$name => &[$(Role::$role),*],)+ }
            }

            /// Whether an API key can have it.
            #[must_use]
            pub const fn key_access(self) -> KeyAccess {
                match self { $(Self::$name => KeyAccess::$key_access,)+ }
            }

            /// How a member without it is refused.
            #[must_use]
            pub const fn denial(self) -> Denial {
                match self { $(Self::$name => Denial::$denial,)+ }
            }
        }
    };
}

permissions! {
    /// See that the organization exists, its name and one's own role.
    OrganizationView = "organization.view", NotFound, Allowed, [Owner, Admin, Member, Viewer, Guest];
    /// Change its name, slug, logo and default estate.
    OrganizationUpdate = "organization.update", Forbidden, Denied, [Owner, Admin];
    /// Hand the organization over to another member.
    OrganizationTransfer = "organization.transfer", Forbidden, Denied, [Owner];
    /// End the organization with all that is in it.
    OrganizationDelete = "organization.delete", Forbidden, Denied, [Owner];
    /// Leave the organization.
    OrganizationLeave = "organization.leave", NotFound, Denied, [Owner, Admin, Member, Viewer, Guest];
    /// Verify domains, and let their people in.
    DomainManage = "domain.manage", Forbidden, Denied, [Owner];
    /// See who belongs to the organization.
    MemberView = "member.view", Forbidden, Allowed, [Owner, Admin, Member, Viewer];
    /// Invite people.
    MemberInvite = "member.invite", Forbidden, Allowed, [Owner, Admin];
    /// Change roles and guests' estates.
    MemberUpdate = "member.update", Forbidden, Denied, [Owner, Admin];
    /// End somebody's membership.
    MemberRemove = "member.remove", Forbidden, Allowed, [Owner, Admin];
    /// Make, see and end the organization's API keys.
    ApiKeyManage = "apiKey.manage", Forbidden, Denied, [Owner, Admin];
    /// Read the audit log.
    AuditView = "audit.view", Forbidden, Allowed, [Owner, Admin];
    /// See estates with all that is in them; a guest those that were granted.
    EstateView = "estate.view", NotFound, Allowed, [Owner, Admin, Member, Viewer, Guest];
    /// Make a new estate.
    EstateCreate = "estate.create", Forbidden, Allowed, [Owner, Admin];
    /// Rename an estate.
    EstateUpdate = "estate.update", Forbidden, Allowed, [Owner, Admin];
    /// End an estate with all that is in it.
    EstateDelete = "estate.delete", Forbidden, Denied, [Owner, Admin];
    /// Connect, change or disconnect an estate's repository, and see what could be connected.
    RepositoryManage = "repository.manage", Forbidden, Allowed, [Owner, Admin, Member];
    /// Start, cancel and activate builds.
    BuildManage = "build.manage", Forbidden, Allowed, [Owner, Admin, Member];
}

impl Permission {
    /// The permission of that name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|permission| permission.name() == name)
    }

    /// Whether a role has this permission.
    #[must_use]
    pub fn allows(self, role: Role) -> bool {
        self.roles().contains(&role)
    }
}

impl Role {
    /// Whether somebody with this role may make, change or end a membership with the role `target`:
    /// an owner any, an admin those below admin, nobody else.
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

    /// The whole table, so that a change of one cell is seen in review.
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
    fn names_are_the_wire_names() {
        for role in Role::ALL {
            assert_eq!(serde_json::to_string(&role).unwrap(), format!("\"{}\"", role.name()));
        }
    }
}
