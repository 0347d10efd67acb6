//! Custom roles over HTTP.

use steward_kernel::id::CustomRoleId;
use steward_kernel::page::{Page, PageQuery};

use super::model::{CustomRole, CustomRoleUpdate, NewCustomRole};
use super::service;
use crate::api::{self, CreatedReply, EmptyReply, Json, Operation, PathId, PathParameter, Query, Reply, RevisedReply};
use crate::identity::permission::{ManageCustomRoles, SeeMembers};
use crate::identity::scope::{InOrganization, StepUp};
use steward_macros::operation;

/// The operations of this feature.
pub const OPERATIONS: &[Operation] = &[LIST_CUSTOM_ROLES, CREATE_CUSTOM_ROLE, UPDATE_CUSTOM_ROLE, DELETE_CUSTOM_ROLE];

impl PathParameter for CustomRoleId {
    const NAME: &'static str = "customRoleId";
}

/// Lists the organization's custom roles, oldest first.
#[operation(GET "/api/organizations/{organizationId}/custom-roles", id = "customRole.list", tag = "custom roles")]
async fn list_custom_roles(
    scope: InOrganization<SeeMembers>,
    Query(page): Query<PageQuery>,
) -> Reply<Page<CustomRole>> {
    api::ok(service::list(&scope, &page).await?)
}

/// Creates a custom role: a built-in role, limited to some of its permissions.
#[operation(POST "/api/organizations/{organizationId}/custom-roles", id = "customRole.create", tag = "custom roles")]
async fn create_custom_role(
    scope: StepUp<InOrganization<ManageCustomRoles>>,
    Json(body): Json<NewCustomRole>,
) -> CreatedReply<CustomRole> {
    api::created(service::create(&scope, body).await?)
}

/// Updates a custom role's name or permissions. Its holders have the new permissions with their next request.
#[operation(
    PATCH "/api/organizations/{organizationId}/custom-roles/{customRoleId}",
    id = "customRole.update",
    tag = "custom roles",
    revision(super::store::REVISION),
)]
async fn update_custom_role(
    scope: StepUp<InOrganization<ManageCustomRoles>>,
    PathId(id): PathId<CustomRoleId>,
    Json(body): Json<CustomRoleUpdate>,
) -> RevisedReply<CustomRole> {
    api::revised(service::update(&scope, &id, body).await?)
}

/// Deletes a custom role that nobody has.
#[operation(
    DELETE "/api/organizations/{organizationId}/custom-roles/{customRoleId}",
    id = "customRole.delete",
    tag = "custom roles",
    revision(super::store::REVISION),
    answer = "The custom role is deleted.",
)]
async fn delete_custom_role(
    scope: StepUp<InOrganization<ManageCustomRoles>>,
    PathId(id): PathId<CustomRoleId>,
) -> EmptyReply {
    service::delete(&scope, &id).await?;
    api::no_content()
}
