//! Organizations over HTTP.

use http::StatusCode;
use steward_kernel::id::{OrganizationId, UserId};
use steward_kernel::page::{Page, PageQuery};

use super::model::{Member, Named, NewOrganization, Organization};
use super::{members, service};
use crate::api::{self, Failure, Reply, Routes};
use crate::edge::extract::{Json, PathId, PathParameter, Query};
use crate::identity::may::{RemoveMembers, SeeMembers, SeeOrganization};
use crate::identity::scope::{InOrganization, SignedIn};

impl PathParameter for UserId {
    const NAME: &'static str = "userId";
}

/// The operations of this feature.
pub fn routes(routes: Routes) -> Routes {
    let routes = crate::operation!(routes, list_organizations);
    let routes = crate::operation!(routes, create_organization);
    let routes = crate::operation!(routes, get_organization);
    let routes = crate::operation!(routes, list_members);
    crate::operation!(routes, remove_member)
}

/// The organizations that the caller belongs to.
#[utoipa::path(get, path = "/api/organizations", operation_id = "organization.list", tag = "organizations",
    params(PageQuery), responses((status = 200, body = Page<Organization>), api::ListErrors))]
#[worker::send]
pub async fn list_organizations(scope: SignedIn, Query(page): Query<PageQuery>) -> Reply<Page<Organization>> {
    api::ok(service::list(&scope, &page).await?)
}

/// Makes an organization with its first estate.
#[utoipa::path(post, path = "/api/organizations", operation_id = "organization.create", tag = "organizations",
    request_body = Named, responses((status = 201, body = NewOrganization), api::BodyErrors))]
#[worker::send]
pub async fn create_organization(scope: SignedIn, Json(body): Json<Named>) -> Reply<NewOrganization> {
    api::created(service::create(&scope, &body.name).await?)
}

/// One organization.
#[utoipa::path(get, path = "/api/organizations/{organizationId}", operation_id = "organization.get", tag = "organizations",
    params(("organizationId" = OrganizationId, Path, description = "The organization.")),
    responses((status = 200, body = Organization), api::ReadErrors))]
#[worker::send]
pub async fn get_organization(scope: InOrganization<SeeOrganization>) -> Reply<Organization> {
    api::ok(service::get(&scope.caller, &scope.organization_id).await?)
}

/// Who belongs to an organization, oldest membership first.
#[utoipa::path(get, path = "/api/organizations/{organizationId}/members", operation_id = "organization.listMembers",
    tag = "organizations", params(("organizationId" = OrganizationId, Path, description = "The organization."), PageQuery),
    responses((status = 200, body = Page<Member>), api::ListErrors))]
#[worker::send]
pub async fn list_members(scope: InOrganization<SeeMembers>, Query(page): Query<PageQuery>) -> Reply<Page<Member>> {
    api::ok(members::list(&scope.caller.edge, &scope.organization_id, &page).await?)
}

/// Ends a membership.
#[utoipa::path(delete, path = "/api/organizations/{organizationId}/members/{userId}",
    operation_id = "organization.removeMember", tag = "organizations",
    params(("organizationId" = OrganizationId, Path, description = "The organization."), ("userId" = UserId, Path, description = "Who.")),
    responses((status = 204, description = "No longer a member."), api::ChangeErrors))]
#[worker::send]
pub async fn remove_member(
    scope: InOrganization<RemoveMembers>,
    PathId(user_id): PathId<UserId>,
) -> Result<StatusCode, Failure> {
    members::remove(&scope, &user_id).await?;
    Ok(StatusCode::NO_CONTENT)
}
