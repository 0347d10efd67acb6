//! The shared part of the commands on a membership. Each command counts the owners in the statement that makes the
//! change, so that one owner always remains, and takes effect only while the caller has a role that permits it.

use serde_json::{Value, json};
use steward_kernel::error::{ConflictCode, Error};
use steward_kernel::from_json::FromJson;
use steward_kernel::id::{CustomRoleId, EstateId, MembershipId, OrganizationId, UserId};
use steward_kernel::permission::{Permission, Role};

use super::model::{EstateRole, RoleOnEstate};
use super::store;
use crate::edge::Edge;
use crate::edge::database::is_precondition_failed;
use crate::identity::permission::RequiredPermission;
use crate::identity::scope::InOrganization;
use crate::organizations::custom_roles::{self, CustomRoleReference};
use crate::platform::change::AuditEvent;

/// A membership before a command.
pub(super) struct CurrentMembership {
    pub role: Role,
    /// What limits the role.
    pub custom_role: Option<CustomRoleReference>,
    pub estate_roles: Vec<EstateRole>,
    /// Whether the member is a person with a verified address.
    pub can_own: bool,
}

#[derive(FromJson)]
struct CurrentRow {
    role: Role,
    custom_role_id: Option<CustomRoleId>,
    custom_role_name: Option<String>,
    estate_roles: String,
    #[serde(deserialize_with = "flag")]
    can_own: bool,
}

impl CurrentMembership {
    /// For the audit log.
    pub fn to_json(&self) -> Value {
        let Self { role, custom_role, estate_roles, .. } = self;
        match (*role, estate_roles.as_slice()) {
            _ if custom_role.is_some() => json!({ "role": role, "customRole": custom_role }),
            (Role::Guest, roles) if roles.iter().all(|on| on.role == RoleOnEstate::Viewer) => {
                json!({ "role": role, "estateIds": self.estate_ids() })
            }
            (_, []) => json!({ "role": role }),
            (_, roles) => json!({ "role": role, "estateRoles": roles }),
        }
    }

    /// The estates that the member has a role on.
    pub fn estate_ids(&self) -> Vec<&EstateId> {
        self.estate_roles.iter().map(|on| &on.estate_id).collect()
    }
}

/// A caller who changes the membership of a user.
pub(super) struct MembershipCommand<'a> {
    pub edge: &'a Edge,
    pub organization_id: &'a OrganizationId,
    /// The caller's membership.
    pub membership_id: &'a MembershipId,
    /// The caller's role.
    pub role: Role,
    permission: Permission,
    /// The member, who may be the caller.
    pub user_id: &'a UserId,
}

/// The state that explains a failed command.
#[derive(FromJson)]
struct ConflictReason {
    caller_role: Option<Role>,
    role: Option<Role>,
    owners: u32,
    /// 1 for an owner who can enter without single sign-on.
    is_break_glass: Option<u8>,
}

impl<'a> MembershipCommand<'a> {
    pub fn new<P: RequiredPermission>(scope: &'a InOrganization<P>, user_id: &'a UserId) -> Result<Self, Error> {
        Ok(Self {
            edge: &scope.caller.edge,
            organization_id: &scope.organization_id,
            membership_id: scope.membership_id()?,
            role: scope.role,
            permission: P::PERMISSION,
            user_id,
        })
    }

    /// Returns the current membership.
    pub async fn current(&self) -> Result<CurrentMembership, Error> {
        let statement = crate::bind!(store::SELECT_CURRENT, self.organization_id, self.user_id);
        let row: Option<CurrentRow> = self.edge.database()?.first(statement).await?;
        let row = row.ok_or(Error::NotFound)?;
        let mut estate_roles: Vec<EstateRole> =
            steward_kernel::from_json::read(&row.estate_roles).map_err(Error::internal)?;
        estate_roles.sort();
        let custom_role = custom_roles::reference(row.custom_role_id, row.custom_role_name);
        Ok(CurrentMembership { role: row.role, custom_role, estate_roles, can_own: row.can_own })
    }

    /// The error for a role that is not the caller's to give.
    pub const fn denied(&self) -> Error {
        Error::PermissionDenied(self.permission)
    }

    /// Checks that the caller may manage members with this role.
    pub const fn must_manage(&self, role: Role) -> Result<(), Error> {
        if self.role.may_manage(role) { Ok(()) } else { Err(self.denied()) }
    }

    pub fn audit_event(&self, action: &'static str) -> AuditEvent {
        AuditEvent::new(action, "organization_user_membership", self.user_id)
    }

    /// Explains a failed change: a failed precondition becomes its reason.
    pub async fn explain(&self, before: Role, error: Error) -> Error {
        if !is_precondition_failed(&error) {
            return error;
        }
        self.conflict_reason(before).await.unwrap_or_else(|error| error)
    }

    async fn conflict_reason(&self, before: Role) -> Result<Error, Error> {
        let statement =
            crate::bind!(store::SELECT_CONFLICT_REASON, self.organization_id, self.user_id, self.membership_id);
        let found: Option<ConflictReason> = self.edge.database()?.first(statement).await?;
        let found = found.ok_or_else(|| Error::internal("a row is missing"))?;
        Ok(match (found.caller_role, found.role) {
            (None, _) | (_, None) => Error::NotFound,
            (Some(caller_role), _) if caller_role != self.role => self.denied(),
            (_, Some(role)) if role == before && role == Role::Owner && found.owners < 2 => {
                ConflictCode::LastOwner.into()
            }
            (_, Some(role)) if role == before && role == Role::Owner && found.is_break_glass == Some(1) => {
                ConflictCode::NoBreakGlassOwner.into()
            }
            _ => Error::Conflict("The membership changed at the same time: reload it and try again."),
        })
    }
}
