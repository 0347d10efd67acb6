//! Resolves the scope of a request for every operation: one statement returns the caller, the tenant and the role.

use std::any::Any;
use std::rc::Rc;

use futures::future::LocalBoxFuture;
use steward_kernel::error::Error;
use steward_kernel::id::{EstateId, OrganizationId, TypeId};
use steward_kernel::permission::Permission;

use super::caller::Caller;
use super::request::{BrowserRequest, ip_address};
use super::resolve::{PathTenant, resolve};
use super::tenant::{EstateScope, OrganizationScope};
use crate::api::Audience;
use crate::edge::bridge::{Head, Incoming};
use crate::identity::model::UserRole;
use crate::platform::limits;

/// Returns the scope that an audience requires: a [`Caller`], an [`OrganizationScope`] or an [`EstateScope`]; none for
/// a request that only must come from our own pages, which is counted by its address, and none where the handler looks the
/// session up. `tenant` is the
/// id of the organization or estate in the path.
pub fn authenticate(
    head: Rc<Head>,
    incoming: Incoming,
    audience: Audience,
    tenant: Option<String>,
) -> LocalBoxFuture<'static, Result<Box<dyn Any>, Error>> {
    Box::pin(async move {
        if matches!(audience, Audience::Anyone | Audience::Provider | Audience::Provisioner) {
            let address = ip_address(&head);
            match audience {
                Audience::Provider | Audience::Provisioner => limits::webhook(&incoming.edge, address).await?,
                _ => limits::anonymous(&incoming.edge, address).await?,
            }
            return Ok(Box::new(()) as Box<dyn Any>);
        }
        let request = BrowserRequest::read(&head, &incoming)?;
        let tenant = tenant.unwrap_or_default();
        let scope: Box<dyn Any> = match audience {
            Audience::Browser => {
                limits::anonymous(&request.edge, request.ip_address.as_deref()).await?;
                Box::new(())
            }
            Audience::Anyone | Audience::Provider | Audience::Provisioner | Audience::Session => Box::new(()),
            Audience::SignedIn => Box::new(person(request).await?),
            Audience::PersonOnly => {
                let caller = person(request).await?;
                caller.must_be_a_person()?;
                Box::new(caller)
            }
            Audience::UserOnly => {
                let caller = person(request).await?;
                caller.must_be_the_user()?;
                Box::new(caller)
            }
            Audience::Administrator => {
                let caller = person(request).await?;
                if caller.user_role != UserRole::Admin || caller.impersonated_by.is_some() {
                    return Err(Error::NotAnAdministrator);
                }
                caller.must_be_the_user()?;
                Box::new(caller)
            }
            Audience::Organization(permission) => Box::new(in_organization(request, &tenant, permission).await?),
            Audience::Estate(permission) => Box::new(in_estate(request, &tenant, permission).await?),
        };
        Ok(scope)
    })
}

/// A user with a session; an API key is refused.
pub(super) async fn person(request: BrowserRequest) -> Result<Caller, Error> {
    let row = resolve(&request, PathTenant::None).await?;
    let caller = Caller::of(request, &row)?;
    caller.session_id()?;
    Ok(caller)
}

async fn in_organization(
    request: BrowserRequest,
    id: &str,
    permission: Permission,
) -> Result<OrganizationScope, Error> {
    let id = OrganizationId::parse(id).map_err(|_| Error::NotFound)?;
    let row = resolve(&request, PathTenant::Organization(&id)).await?;
    OrganizationScope::of(request, row, permission)
}

async fn in_estate(request: BrowserRequest, id: &str, permission: Permission) -> Result<EstateScope, Error> {
    let id = EstateId::parse(id).map_err(|_| Error::NotFound)?;
    let row = resolve(&request, PathTenant::Estate(&id)).await?;
    EstateScope::of(request, row, permission)
}
