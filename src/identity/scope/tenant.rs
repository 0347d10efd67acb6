//! Members within the organization or the estate of the request's path.

use std::marker::PhantomData;

use axum::extract::FromRequestParts;
use http::request::Parts;
use steward_kernel::error::Error;
use steward_kernel::id::{EstateId, MembershipId, OrganizationId, TypeId};
use steward_kernel::permission::{Denial, Role};
use worker::send::SendFuture;

use super::caller::{AuthMethod, Caller};
use super::request::BrowserRequest;
use super::resolve::resolve;
use crate::edge::Edge;
use crate::edge::bridge::Failure;
use crate::edge::extract::path_parameter;
use crate::identity::permission::RequiredPermission;
use crate::platform::audit::Origin;
use crate::platform::change::{self, Tenant};

/// A member with the permission `P` in the organization of the path.
pub struct InOrganization<P> {
    pub caller: Caller,
    pub organization_id: OrganizationId,
    pub organization_name: String,
    pub membership_id: MembershipId,
    pub role: Role,
    permission: PhantomData<P>,
}

/// A member with the permission `P` in the estate of the path.
pub struct InEstate<P> {
    pub caller: Caller,
    pub organization_id: OrganizationId,
    pub organization_name: String,
    pub estate_id: EstateId,
    pub estate_name: String,
    pub role: Role,
    permission: PhantomData<P>,
}

/// The role, if it has the permission. Whoever is no member gets a 404, as if the tenant did not exist.
fn permit<P: RequiredPermission>(role: Option<Role>, auth_method: &AuthMethod) -> Result<Role, Error> {
    let role = role.ok_or(Error::NotFound)?;
    let permission = P::PERMISSION;
    if !permission.allows(role) {
        // a 403 would tell that it exists to somebody who may not see it
        let hidden = permission.denial() == Denial::NotFound || matches!(role, Role::Guest | Role::External);
        return Err(if hidden { Error::NotFound } else { Error::PermissionDenied(permission) });
    }
    if auth_method.allows(permission) { Ok(role) } else { Err(Error::PermissionDenied(permission)) }
}

impl<P: RequiredPermission> FromRequestParts<()> for InOrganization<P> {
    type Rejection = Failure;

    fn from_request_parts(parts: &mut Parts, state: &()) -> impl Future<Output = Result<Self, Failure>> + Send {
        SendFuture::new(async move {
            let request = BrowserRequest::read(parts)?;
            let id = path_parameter(parts, state, "organizationId").await?;
            let id = OrganizationId::parse(&id).map_err(|_| Error::NotFound)?;
            let row = resolve(&request, None, Some(id.as_ref())).await?;
            let caller = Caller::of(request, &row)?;
            let role = permit::<P>(row.role, &caller.auth_method)?;
            let (Some(organization_id), Some(organization_name), Some(membership_id)) =
                (row.organization_id, row.organization_name, row.membership_id)
            else {
                return Err(Error::NotFound.into());
            };
            Ok(Self { caller, organization_id, organization_name, membership_id, role, permission: PhantomData })
        })
    }
}

impl<P: RequiredPermission> FromRequestParts<()> for InEstate<P> {
    type Rejection = Failure;

    fn from_request_parts(parts: &mut Parts, state: &()) -> impl Future<Output = Result<Self, Failure>> + Send {
        SendFuture::new(async move {
            let request = BrowserRequest::read(parts)?;
            let id = path_parameter(parts, state, "estateId").await?;
            let id = EstateId::parse(&id).map_err(|_| Error::NotFound)?;
            let row = resolve(&request, Some(id.as_ref()), None).await?;
            let caller = Caller::of(request, &row)?;
            if row.role == Some(Role::Guest) && !row.estate_granted {
                return Err(Error::NotFound.into());
            }
            let role = permit::<P>(row.role, &caller.auth_method)?;
            let (Some(organization_id), Some(organization_name), Some(estate_id), Some(estate_name)) =
                (row.organization_id, row.organization_name, row.estate_id, row.estate_name)
            else {
                return Err(Error::NotFound.into());
            };
            Ok(Self {
                caller,
                organization_id,
                organization_name,
                estate_id,
                estate_name,
                role,
                permission: PhantomData,
            })
        })
    }
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
