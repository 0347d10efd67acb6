//! API keys of an organization.

use http::StatusCode;
use steward_kernel::id::{ApiKeyId, OrganizationId};
use steward_kernel::page::{Page, PageQuery};

use crate::api::{self, Failure, Reply, Routes};
use crate::edge::extract::{Json, PathId, PathParameter, Query};
use crate::identity::api_clients::keys;
use crate::identity::api_clients::model::{ApiKey, CreatedApiKey, NewApiKey};
use crate::identity::permission::ManageApiKeys;
use crate::identity::scope::InOrganization;

impl PathParameter for ApiKeyId {
    const NAME: &'static str = "keyId";
}

pub fn routes(routes: Routes) -> Routes {
    let routes = crate::operation!(routes, list_keys);
    let routes = crate::operation!(routes, create_key);
    crate::operation!(routes, delete_key)
}

/// The organization's API keys, oldest first.
#[utoipa::path(get, path = "/api/organizations/{organizationId}/keys", operation_id = "apiKey.list", tag = "keys",
    params(("organizationId" = OrganizationId, Path, description = "The organization."), PageQuery),
    responses((status = 200, body = Page<ApiKey>), api::ListErrors))]
#[worker::send]
pub async fn list_keys(scope: InOrganization<ManageApiKeys>, Query(page): Query<PageQuery>) -> Reply<Page<ApiKey>> {
    api::ok(keys::list(&scope, &page).await?)
}

/// Makes an API key. It acts as the caller, within its scopes and this organization, and is shown only now.
#[utoipa::path(post, path = "/api/organizations/{organizationId}/keys", operation_id = "apiKey.create", tag = "keys",
    params(("organizationId" = OrganizationId, Path, description = "The organization.")), request_body = NewApiKey,
    responses((status = 201, body = CreatedApiKey), api::BodyErrors))]
#[worker::send]
pub async fn create_key(scope: InOrganization<ManageApiKeys>, Json(body): Json<NewApiKey>) -> Reply<CreatedApiKey> {
    api::created(keys::create(&scope, &body).await?)
}

/// Ends an API key.
#[utoipa::path(delete, path = "/api/organizations/{organizationId}/keys/{keyId}", operation_id = "apiKey.delete",
    tag = "keys", params(("organizationId" = OrganizationId, Path, description = "The organization."),
        ("keyId" = ApiKeyId, Path, description = "The key.")),
    responses((status = 204, description = "The key no longer works."), api::ChangeErrors))]
#[worker::send]
pub async fn delete_key(
    scope: InOrganization<ManageApiKeys>,
    PathId(id): PathId<ApiKeyId>,
) -> Result<StatusCode, Failure> {
    keys::delete(&scope, &id).await?;
    Ok(StatusCode::NO_CONTENT)
}
