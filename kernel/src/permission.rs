//! Who may do what: one table, permission by role.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A member's role in an organization.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
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

/// Whether rows of an organization exist for a caller at all: a refusal of these is a 404, of the others a 403.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// The caller may know that it is there.
    Forbidden,
    /// For the caller there is nothing there.
    Hidden,
}

macro_rules! permissions {
    ($($(#[$doc:meta])* $name:ident = $text:literal, $refusal:ident, [$($role:ident),*];)+) => {
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

            /// How a member without it is refused.
            #[must_use]
            pub const fn refusal(self) -> Refusal {
                match self { $(Self::$name => Refusal::$refusal,)+ }
            }
        }
    };
}

permissions! {
    /// See that the organization exists, its name and one's own role.
    OrganizationView = "organization.view", Hidden, [Owner, Admin, Member, Viewer, Guest];
    /// See who belongs to the organization.
    MemberView = "member.view", Forbidden, [Owner, Admin, Member, Viewer];
    /// End somebody's membership.
    MemberRemove = "member.remove", Forbidden, [Owner, Admin];
    /// See estates with all that is in them.
    EstateView = "estate.view", Hidden, [Owner, Admin, Member, Viewer];
    /// Make a new estate.
    EstateCreate = "estate.create", Forbidden, [Owner, Admin];
    /// Connect, change or disconnect an estate's repository, and see what could be connected.
    RepositoryManage = "repository.manage", Forbidden, [Owner, Admin, Member];
    /// Start, cancel and activate builds.
    BuildManage = "build.manage", Forbidden, [Owner, Admin, Member];
}

impl Permission {
    /// Whether a role has this permission.
    #[must_use]
    pub fn allows(self, role: Role) -> bool {
        self.roles().contains(&role)
    }
}

/// Whether `actor` may end the membership of somebody with the role `target`:
/// an owner may end any, an admin those below admin.
#[must_use]
pub fn may_remove(actor: Role, target: Role) -> bool {
    match actor {
        Role::Owner => true,
        Role::Admin => !matches!(target, Role::Owner | Role::Admin),
        _ => false,
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
                "member.view yes yes yes yes no no",
                "member.remove yes yes no no no no",
                "estate.view yes yes yes yes no no",
                "estate.create yes yes no no no no",
                "repository.manage yes yes yes no no no",
                "build.manage yes yes yes no no no",
            ]
        );
    }

    #[test]
    fn only_higher_ranks_remove() {
        assert!(may_remove(Role::Owner, Role::Owner));
        assert!(may_remove(Role::Admin, Role::Member));
        assert!(!may_remove(Role::Admin, Role::Admin));
        assert!(!may_remove(Role::Admin, Role::Owner));
        assert!(!may_remove(Role::Member, Role::Guest));
    }

    #[test]
    fn names_are_the_wire_names() {
        for role in Role::ALL {
            assert_eq!(serde_json::to_string(&role).unwrap(), format!("\"{}\"", role.name()));
        }
    }
}
