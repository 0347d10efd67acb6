//! Members in the organization or the estate of the request's path.

use std::marker::PhantomData;
use std::ops::Deref;

use steward_kernel::error::Error;
use steward_kernel::id::{EstateId, MembershipId, OrganizationId};
use steward_kernel::permission::{Denial, Permission, Role};

use super::caller::Caller;
use super::resolve::{Row, read_page};
use super::{BrowserRequest, PageStatement};
use crate::api::{Argument, Audience, Input, Needs};
use crate::edge::Edge;
use crate::identity::permission::RequiredPermission;
use crate::platform::audit::Origin;
use crate::platform::change::{self, Tenant};

/// A member of the organization in the path.
pub struct OrganizationScope {
    pub caller: Caller,
    pub organization_id: OrganizationId,
    pub organization_name: String,
    pub membership_id: MembershipId,
    pub role: Role,
}

impl OrganizationScope {
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
        let role = permit(permission, &row, &caller)?;
        let (Some(organization_id), Some(organization_name), Some(membership_id)) =
            (row.organization_id, row.organization_name, row.membership_id)
        else {
            return Err(Error::NotFound);
        };
        Ok(Self { caller, organization_id, organization_name, membership_id, role })
    }
}

/// A member with the estate in the path.
pub struct EstateScope {
    pub caller: Caller,
    pub organization_id: OrganizationId,
    pub organization_name: String,
    pub estate_id: EstateId,
    pub estate_name: String,
    pub role: Role,
}

impl EstateScope {
    /// Checks a resolved row.
    pub(super) fn of(request: BrowserRequest, row: Row, permission: Permission) -> Result<Self, Error> {
        let caller = Caller::of(request, &row)?;
        if row.role == Some(Role::Guest) && !row.estate_granted {
            return Err(Error::NotFound);
        }
        let role = permit(permission, &row, &caller)?;
        let (Some(organization_id), Some(organization_name), Some(estate_id), Some(estate_name)) =
            (row.organization_id, row.organization_name, row.estate_id, row.estate_name)
        else {
            return Err(Error::NotFound);
        };
        Ok(Self { caller, organization_id, organization_name, estate_id, estate_name, role })
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

/// Checks that the role and the credential have the permission, and that the user has a second factor where the organization
/// requires one, and single sign-on likewise. Callers who cannot see the tenant get a 404.
fn permit(permission: Permission, row: &Row, caller: &Caller) -> Result<Role, Error> {
    let role = row.role.ok_or(Error::NotFound)?;
    if !permission.allows(role) {
        // a caller who cannot see the tenant gets a 404, not a 403
        let is_hidden = permission.denial() == Denial::NotFound || matches!(role, Role::Guest | Role::External);
        return Err(if is_hidden { Error::NotFound } else { Error::PermissionDenied(permission) });
    }
    caller.may_use(permission)?;
    if row.is_sso_missing {
        return Err(Error::SsoRequired);
    }
    if row.is_factor_missing { Err(Error::SecondFactorRequired) } else { Ok(role) }
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
