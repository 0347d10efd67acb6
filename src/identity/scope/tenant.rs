//! Members in the organization or the estate that the path names.

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

/// A member who may do `P` in the organization that the path names.
pub struct InOrganization<P> {
    /// Who.
    pub caller: Caller,
    /// Where.
    pub organization_id: OrganizationId,
    /// What it is called.
    pub organization_name: String,
    /// By which membership.
    pub membership_id: MembershipId,
    /// As what.
    pub role: Role,
    permission: PhantomData<P>,
}

/// A member who may do `P` in the estate that the path names.
pub struct InEstate<P> {
    /// Who.
    pub caller: Caller,
    /// In which organization.
    pub organization_id: OrganizationId,
    /// What that is called.
    pub organization_name: String,
    /// Where.
    pub estate_id: EstateId,
    /// What it is called.
    pub estate_name: String,
    /// As what.
    pub role: Role,
    permission: PhantomData<P>,
}

/// Lets a member through whose role has the permission. For everybody else there is nothing here.
fn permit<P: RequiredPermission>(role: Option<Role>, auth_method: &AuthMethod) -> Result<Role, Error> {
    let role = role.ok_or(Error::NotFound)?;
    let permission = P::PERMISSION;
    if !permission.allows(role) {
        // without the right to see it, there is nothing to be refused either
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
