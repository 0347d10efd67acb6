//! Members in the organization or the estate of the request's path.

use std::marker::PhantomData;
use std::ops::Deref;

use steward_kernel::error::Error;
use steward_kernel::id::{EstateId, MembershipId, OrganizationId};
use steward_kernel::permission::{Denial, Permission, Permissions, Role};

use super::caller::Caller;
use super::resolve::{Row, read_page};
use super::{BrowserRequest, PageStatement};
use crate::api::{Argument, Audience, Input, Needs};
use crate::edge::Edge;
use crate::identity::permission::RequiredPermission;
use crate::platform::audit::Origin;
use crate::platform::change::{self, Tenant};

/// A member of the organization in the path, or a service account of it.
pub struct OrganizationScope {
    pub caller: Caller,
    pub organization_id: OrganizationId,
    pub organization_name: String,
    /// `None` for a service account. See [`OrganizationScope::membership_id`].
    membership_id: Option<MembershipId>,
    /// The role, which a custom role limits: what it allows is in `permissions`.
    pub role: Role,
    pub permissions: Permissions,
}

impl OrganizationScope {
    /// The caller's membership.
    ///
    /// # Errors
    /// [`Error::ApiKeyRefused`] for a service account, which has none.
    pub fn membership_id(&self) -> Result<&MembershipId, Error> {
        self.membership_id.as_ref().ok_or(Error::ApiKeyRefused)
    }

    /// The id by which estates are granted to a caller who sees only the granted ones: of the guest's membership, or of the
    /// service account. `None` for a caller who sees all estates.
    #[must_use]
    pub fn granted_to(&self) -> Option<&str> {
        if self.role != Role::Guest {
            return None;
        }
        let membership_id = self.membership_id.as_ref().map(AsRef::as_ref);
        membership_id.or_else(|| self.caller.service_account_id().map(AsRef::as_ref))
    }

    /// Whether the caller may give a membership a role with these permissions: the role is one that they manage, and they
    /// have every permission themselves.
    #[must_use]
    pub const fn may_give(&self, role: Role, permissions: Permissions) -> bool {
        self.role.may_manage(role) && self.permissions.covers(permissions)
    }

    /// A page of a list of the organization as JSON.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn page(&self, list: PageStatement) -> Result<String, Error> {
        read_page(&self.caller.edge, &self.organization_id, list).await
    }

    /// Checks a resolved row.
    pub(super) fn of(request: BrowserRequest, row: Row, permission: Permission) -> Result<Self, Error> {
        let caller = Caller::of(request, &row)?;
        let role = row.role.ok_or(Error::NotFound)?;
        let permissions = permit(permission, role, &row, &caller)?;
        let (Some(organization_id), Some(organization_name)) = (row.organization_id, row.organization_name) else {
            return Err(Error::NotFound);
        };
        Ok(Self { caller, organization_id, organization_name, membership_id: row.membership_id, role, permissions })
    }
}

/// A member with the estate in the path.
pub struct EstateScope {
    pub caller: Caller,
    pub organization_id: OrganizationId,
    pub organization_name: String,
    pub estate_id: EstateId,
    pub estate_name: String,
    /// The caller's role on the estate, which a custom role limits.
    pub role: Role,
    /// The permissions there of a caller with a custom role.
    pub custom_permissions: Option<Permissions>,
}

impl EstateScope {
    /// Checks a resolved row.
    pub(super) fn of(request: BrowserRequest, row: Row, permission: Permission) -> Result<Self, Error> {
        let caller = Caller::of(request, &row)?;
        let role = role_on_estate(&row).ok_or(Error::NotFound)?;
        // a role on the estate gives nothing that is the organization's
        let deciding = row.role.filter(|_| !permission.is_on_estate()).unwrap_or(role);
        permit(permission, deciding, &row, &caller)?;
        let custom_permissions =
            row.custom_permissions.as_deref().map(|custom| Permissions::limited(role, Some(custom)));
        let (Some(organization_id), Some(organization_name), Some(estate_id), Some(estate_name)) =
            (row.organization_id, row.organization_name, row.estate_id, row.estate_name)
        else {
            return Err(Error::NotFound);
        };
        Ok(Self { caller, organization_id, organization_name, estate_id, estate_name, role, custom_permissions })
    }
}

/// A member who has the permission `P` in the organization in the path.
pub struct InOrganization<P> {
    scope: Box<OrganizationScope>,
    permission: PhantomData<P>,
}

impl<P> Deref for InOrganization<P> {
    type Target = OrganizationScope;

    fn deref(&self) -> &OrganizationScope {
        &self.scope
    }
}

impl<P: RequiredPermission> Argument for InOrganization<P> {
    const NEEDS: Needs = Needs::audience(Audience::Organization(P::PERMISSION));

    fn take(input: &mut Input) -> Result<Self, Error> {
        Ok(Self { scope: input.take_scope()?, permission: PhantomData })
    }
}

/// A member who has the permission `P` in the estate in the path.
pub struct InEstate<P> {
    scope: Box<EstateScope>,
    permission: PhantomData<P>,
}

impl<P> Deref for InEstate<P> {
    type Target = EstateScope;

    fn deref(&self) -> &EstateScope {
        &self.scope
    }
}

impl<P: RequiredPermission> Argument for InEstate<P> {
    const NEEDS: Needs = Needs::audience(Audience::Estate(P::PERMISSION));

    fn take(input: &mut Input) -> Result<Self, Error> {
        Ok(Self { scope: input.take_scope()?, permission: PhantomData })
    }
}

/// The caller's role on the estate in the path: the higher one of the role in the organization and the role on the estate.
/// `None` for a guest without a role on it, and for an external. To a custom role, a role on the estate adds nothing.
fn role_on_estate(row: &Row) -> Option<Role> {
    match (row.role?, row.estate_role) {
        (Role::External, _) | (Role::Guest, None) => None,
        (role, None) => Some(role),
        (role, _) if row.custom_permissions.is_some() && role != Role::Guest => Some(role),
        (role, Some(own)) => Some(role.higher(own)),
    }
}

/// Checks that the role, the custom role and the credential have the permission, and that the user has a second factor where
/// the organization requires one, and single sign-on likewise. Callers who cannot see the tenant get a 404. Returns all
/// permissions of the role, within the custom role.
fn permit(permission: Permission, role: Role, row: &Row, caller: &Caller) -> Result<Permissions, Error> {
    let permissions = Permissions::limited(role, row.custom_permissions.as_deref());
    if !permissions.contains(permission) {
        // a caller who cannot see the tenant gets a 404, not a 403
        let is_outsider = matches!(row.role, Some(Role::Guest | Role::External));
        let is_hidden = permission.denial() == Denial::NotFound || is_outsider;
        return Err(if is_hidden { Error::NotFound } else { Error::PermissionDenied(permission) });
    }
    caller.may_use(permission)?;
    if row.is_sso_missing {
        return Err(Error::SsoRequired);
    }
    if row.is_factor_missing { Err(Error::SecondFactorRequired) } else { Ok(permissions) }
}

impl<P> change::Scope for InOrganization<P> {
    fn edge(&self) -> &Edge {
        &self.caller.edge
    }

    fn origin(&self) -> Origin {
        self.caller.origin()
    }

    fn tenant(&self) -> Tenant {
        Tenant::organization(&self.organization_id)
    }
}

impl<P> change::Scope for InEstate<P> {
    fn edge(&self) -> &Edge {
        &self.caller.edge
    }

    fn origin(&self) -> Origin {
        self.caller.origin()
    }

    fn tenant(&self) -> Tenant {
        Tenant::estate(&self.organization_id, &self.estate_id)
    }
}
