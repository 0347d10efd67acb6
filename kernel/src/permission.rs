//! Roles and permissions: one table of permissions by role and kind of credential.

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

/// The kind of a credential. What a credential may do is what its user's role and its kind both allow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum CredentialKind {
    /// The user in a browser.
    Person,
    /// An administrator who impersonates the user in a browser.
    Impersonation,
    /// A program with access tokens of the user: a device, or another API client.
    Program,
    /// An API key, which is limited to its organization and scopes too.
    ApiKey,
}

impl CredentialKind {
    /// All kinds.
    pub const ALL: [Self; 4] = [Self::Person, Self::Impersonation, Self::Program, Self::ApiKey];

    /// The name in JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Impersonation => "impersonation",
            Self::Program => "program",
            Self::ApiKey => "apiKey",
        }
    }
}

/// Every credential.
const ALL: &[CredentialKind] = &CredentialKind::ALL;
/// Every credential of a user's own.
const SESSIONS: &[CredentialKind] = &[CredentialKind::Person, CredentialKind::Impersonation, CredentialKind::Program];
/// People only: a program reaches no account, key, device, member or admin operation.
const PEOPLE: &[CredentialKind] = &[CredentialKind::Person, CredentialKind::Impersonation];
/// The user only: what it makes (keys, memberships, invitations) outlives an impersonation.
const USER: &[CredentialKind] = &[CredentialKind::Person];

macro_rules! permissions {
    ($($(#[$doc:meta])* $name:ident = $text:literal, $denial:ident, $credentials:ident, [$($role:ident),*];)+) => {
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

            /// The kinds of credential that can have it.
            #[must_use]
            pub const fn credentials(self) -> &'static [CredentialKind] {
                match self { $(Self::$name => $credentials,)+ }
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
    OrganizationView = "organization.view", NotFound, ALL, [Owner, Admin, Member, Viewer, Guest];
    /// Change its name, slug, logo and default estate.
    OrganizationUpdate = "organization.update", Forbidden, SESSIONS, [Owner, Admin];
    /// Transfer the organization to another member.
    OrganizationTransfer = "organization.transfer", Forbidden, USER, [Owner];
    /// Delete the organization and everything in it.
    OrganizationDelete = "organization.delete", Forbidden, USER, [Owner];
    /// Leave the organization.
    OrganizationLeave = "organization.leave", NotFound, USER, [Owner, Admin, Member, Viewer, Guest];
    /// Verify domains and enable joining by domain.
    DomainManage = "domain.manage", Forbidden, USER, [Owner];
    /// Require a second factor of the members, and manage single sign-on and provisioning.
    SecurityManage = "security.manage", Forbidden, USER, [Owner];
    /// See the members.
    MemberView = "member.view", Forbidden, PEOPLE, [Owner, Admin, Member, Viewer];
    /// Invite people.
    MemberInvite = "member.invite", Forbidden, USER, [Owner, Admin];
    /// Change roles and guests' estates.
    MemberUpdate = "member.update", Forbidden, USER, [Owner, Admin];
    /// Remove members.
    MemberRemove = "member.remove", Forbidden, PEOPLE, [Owner, Admin];
    /// Create, change and delete custom roles.
    CustomRoleManage = "customRole.manage", Forbidden, USER, [Owner, Admin];
    /// Create, change and delete teams.
    TeamManage = "team.manage", Forbidden, USER, [Owner, Admin];
    /// Create, see and revoke API keys.
    ApiKeyManage = "apiKey.manage", Forbidden, USER, [Owner, Admin];
    /// Create, change and delete service accounts.
    ServiceAccountManage = "serviceAccount.manage", Forbidden, USER, [Owner, Admin];
    /// Register, see, change and delete apps that sign in the members.
    OauthClientManage = "oauthClient.manage", Forbidden, USER, [Owner, Admin];
    /// Read the audit log.
    AuditView = "audit.view", Forbidden, ALL, [Owner, Admin];
    /// Stream the audit log to a receiver outside.
    AuditManage = "audit.manage", Forbidden, USER, [Owner, Admin];
    /// See estates and everything in them; guests only the granted ones.
    EstateView = "estate.view", NotFound, ALL, [Owner, Admin, Member, Viewer, Guest];
    /// Create estates.
    EstateCreate = "estate.create", Forbidden, ALL, [Owner, Admin];
    /// Rename estates.
    EstateUpdate = "estate.update", Forbidden, ALL, [Owner, Admin];
    /// Delete estates and everything in them.
    EstateDelete = "estate.delete", Forbidden, SESSIONS, [Owner, Admin];
    /// Connect, change and disconnect an estate's repository, and list available repositories.
    RepositoryManage = "repository.manage", Forbidden, ALL, [Owner, Admin, Member];
    /// Start, cancel and activate builds.
    BuildManage = "build.manage", Forbidden, ALL, [Owner, Admin, Member];
}

impl Permission {
    /// The permission with this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|permission| permission.name() == name)
    }

    /// Whether a role on one estate can give this permission there. All others are the organization's: its settings,
    /// members and keys.
    #[must_use]
    pub const fn is_on_estate(self) -> bool {
        matches!(
            self,
            Self::EstateView | Self::EstateUpdate | Self::EstateDelete | Self::RepositoryManage | Self::BuildManage
        )
    }

    /// Whether every custom role has this permission: who is in an organization sees it with its estates, and can leave it.
    #[must_use]
    pub const fn is_basic(self) -> bool {
        matches!(self, Self::OrganizationView | Self::OrganizationLeave | Self::EstateView)
    }

    /// Whether the role has this permission.
    #[must_use]
    pub fn allows(self, role: Role) -> bool {
        self.roles().contains(&role)
    }

    /// Whether a credential of this kind can have this permission.
    #[must_use]
    pub fn is_open_to(self, kind: CredentialKind) -> bool {
        self.credentials().contains(&kind)
    }
}

impl Role {
    /// The higher of two roles.
    #[must_use]
    pub fn higher(self, other: Self) -> Self {
        Self::ALL.into_iter().find(|role| *role == self || *role == other).unwrap_or(self)
    }

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

/// A set of permissions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Permissions(u64);

impl Permissions {
    /// The permissions of a role.
    #[must_use]
    pub fn of(role: Role) -> Self {
        Self::filter(|permission| permission.allows(role))
    }

    /// The permissions of a role, limited to those that a custom role names in a JSON array.
    #[must_use]
    pub fn limited(role: Role, custom: Option<&str>) -> Self {
        let Some(custom) = custom else { return Self::of(role) };
        let names: Vec<String> = crate::from_json::read(custom).unwrap_or_default();
        Self::filter(|permission| permission.allows(role) && names.iter().any(|name| name == permission.name()))
    }

    /// Those permissions for which `has` is true.
    #[must_use]
    pub fn filter(has: impl Fn(Permission) -> bool) -> Self {
        let permissions = Permission::ALL.iter().filter(|permission| has(**permission));
        Self(permissions.fold(0, |set, permission| set | (1 << (*permission as u32))))
    }

    /// Whether the permission is in the set.
    #[must_use]
    pub const fn contains(self, permission: Permission) -> bool {
        self.0 & (1 << (permission as u32)) != 0
    }

    /// Whether all permissions of `other` are in the set.
    #[must_use]
    pub const fn covers(self, other: Self) -> bool {
        other.0 & !self.0 == 0
    }

    /// Those that a credential of this kind can have.
    #[must_use]
    pub fn open_to(self, kind: CredentialKind) -> Self {
        Self::filter(|permission| self.contains(permission) && permission.is_open_to(kind))
    }

    /// The names, in the order of the table.
    #[must_use]
    pub fn names(self) -> Vec<&'static str> {
        let all = Permission::ALL.iter().filter(|permission| self.contains(**permission));
        all.map(|permission| permission.name()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The whole table, so that every change shows in review.
    #[test]
    fn table() {
        let yes_or_no = |has: bool| if has { "yes" } else { "no" };
        let table: Vec<String> = Permission::ALL
            .iter()
            .map(|permission| {
                let roles: Vec<&str> = Role::ALL.iter().map(|role| yes_or_no(permission.allows(*role))).collect();
                let kinds = CredentialKind::ALL.iter().map(|kind| yes_or_no(permission.is_open_to(*kind)));
                let kinds: Vec<&str> = kinds.collect();
                format!("{} {} | {}", permission.name(), roles.join(" "), kinds.join(" "))
            })
            .collect();
        assert_eq!(
            table,
            [
                // owner admin member viewer guest external | person impersonation program apiKey
                "organization.view yes yes yes yes yes no | yes yes yes yes",
                "organization.update yes yes no no no no | yes yes yes no",
                "organization.transfer yes no no no no no | yes no no no",
                "organization.delete yes no no no no no | yes no no no",
                "organization.leave yes yes yes yes yes no | yes no no no",
                "domain.manage yes no no no no no | yes no no no",
                "security.manage yes no no no no no | yes no no no",
                "member.view yes yes yes yes no no | yes yes no no",
                "member.invite yes yes no no no no | yes no no no",
                "member.update yes yes no no no no | yes no no no",
                "member.remove yes yes no no no no | yes yes no no",
                "customRole.manage yes yes no no no no | yes no no no",
                "team.manage yes yes no no no no | yes no no no",
                "apiKey.manage yes yes no no no no | yes no no no",
                "serviceAccount.manage yes yes no no no no | yes no no no",
                "oauthClient.manage yes yes no no no no | yes no no no",
                "audit.view yes yes no no no no | yes yes yes yes",
                "audit.manage yes yes no no no no | yes no no no",
                "estate.view yes yes yes yes yes no | yes yes yes yes",
                "estate.create yes yes no no no no | yes yes yes yes",
                "estate.update yes yes no no no no | yes yes yes yes",
                "estate.delete yes yes no no no no | yes yes yes no",
                "repository.manage yes yes yes no no no | yes yes yes yes",
                "build.manage yes yes yes no no no | yes yes yes yes",
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
    fn a_role_on_an_estate_gives_no_permission_in_the_organization() {
        let names: Vec<&str> = Permission::ALL.iter().filter(|it| it.is_on_estate()).map(|it| it.name()).collect();
        assert_eq!(names, ["estate.view", "estate.update", "estate.delete", "repository.manage", "build.manage"]);
    }

    #[test]
    fn the_higher_role_covers_the_lower_one() {
        assert_eq!(Role::Viewer.higher(Role::Admin), Role::Admin);
        assert_eq!(Role::Member.higher(Role::Guest), Role::Member);
        for (rank, role) in Role::ALL.into_iter().enumerate() {
            for lower in &Role::ALL[rank..] {
                assert!(Permissions::of(role).covers(Permissions::of(*lower)), "{role:?} {lower:?}");
                assert_eq!(lower.higher(role), role);
            }
        }
        assert!(!Permissions::of(Role::Viewer).covers(Permissions::of(Role::Member)));
    }

    #[test]
    fn a_custom_role_limits_its_base_role_and_adds_nothing() {
        let custom = r#"["build.manage","estate.delete","estate.view","organization.delete","nothing"]"#;
        let named = |role| Permissions::limited(role, Some(custom)).names();
        assert_eq!(named(Role::Admin), ["estate.view", "estate.delete", "build.manage"]);
        assert_eq!(named(Role::Member), ["estate.view", "build.manage"]);
        assert_eq!(named(Role::Viewer), ["estate.view"]);
        for role in Role::ALL {
            for text in [custom, "[]", "null", "{}", "[1]", "not json"] {
                assert!(Permissions::of(role).covers(Permissions::limited(role, Some(text))), "{role:?} {text}");
            }
            assert_eq!(Permissions::limited(role, None), Permissions::of(role));
        }
        assert_eq!(Permissions::limited(Role::Owner, Some("not json")).names(), Vec::<&str>::new());
    }

    #[test]
    fn a_set_is_exactly_its_permissions() {
        for permission in Permission::ALL {
            let one = Permissions::filter(|it| it == *permission);
            assert_eq!(one.names(), [permission.name()]);
            for other in Permission::ALL {
                assert_eq!(one.contains(*other), other == permission);
            }
        }
        let of_keys = Permissions::of(Role::Member).open_to(CredentialKind::ApiKey);
        assert_eq!(of_keys.names(), ["organization.view", "estate.view", "repository.manage", "build.manage"]);
    }

    #[test]
    fn every_role_that_a_custom_role_can_be_based_on_has_the_basic_permissions() {
        let basic = Permissions::filter(Permission::is_basic);
        assert_eq!(basic.names(), ["organization.view", "organization.leave", "estate.view"]);
        for role in [Role::Admin, Role::Member, Role::Viewer, Role::Guest] {
            assert!(Permissions::of(role).covers(basic), "{role:?}");
        }
    }

    #[test]
    fn names_are_the_json_values() {
        for role in Role::ALL {
            assert_eq!(serde_json::to_string(&role).unwrap(), format!("\"{}\"", role.name()));
        }
        for kind in CredentialKind::ALL {
            assert_eq!(serde_json::to_string(&kind).unwrap(), format!("\"{}\"", kind.name()));
        }
    }
}
