//! API keys of an organization.

use steward_kernel::id::ApiKeyId;
use steward_kernel::page::{Page, PageQuery};

use crate::api::{self, CreatedReply, EmptyReply, Json, PathId, PathParameter, Query, Reply};
use crate::identity::api_clients::keys;
use crate::identity::api_clients::model::{ApiKey, ApiKeyUpdate, CreatedApiKey, KeyRotation, NewApiKey};
use crate::identity::permission::ManageApiKeys;
use crate::identity::scope::{InOrganization, StepUp};
use steward_macros::operation;

impl PathParameter for ApiKeyId {
    const NAME: &'static str = "keyId";
}

/// Lists the organization's API keys, oldest first.
#[operation(GET "/api/organizations/{organizationId}/keys", id = "apiKey.list", tag = "keys")]
async fn list_keys(scope: InOrganization<ManageApiKeys>, Query(page): Query<PageQuery>) -> Reply<Page<ApiKey>> {
    api::ok(keys::list(&scope, &page).await?)
}

/// Creates an API key. The key acts as the caller or as a service account, limited to its scopes and this organization.
/// The secret is returned only once.
#[operation(POST "/api/organizations/{organizationId}/keys", id = "apiKey.create", tag = "keys")]
async fn create_key(
    scope: StepUp<InOrganization<ManageApiKeys>>,
    Json(body): Json<NewApiKey>,
) -> CreatedReply<CreatedApiKey> {
    api::created(keys::create(&scope, &body).await?)
}

/// Renames an API key, or disables or enables it. A disabled key is refused until it is enabled.
#[operation(PATCH "/api/organizations/{organizationId}/keys/{keyId}", id = "apiKey.update", tag = "keys")]
async fn update_key(
    scope: StepUp<InOrganization<ManageApiKeys>>,
    PathId(id): PathId<ApiKeyId>,
    Json(body): Json<ApiKeyUpdate>,
) -> Reply<ApiKey> {
    api::ok(keys::update(&scope, &id, &body).await?)
}

/// Replaces the secret of an API key. The new secret is returned only once; the old one works for a while. The key of a
/// member can be rotated by that member only.
#[operation(POST "/api/organizations/{organizationId}/keys/{keyId}/rotate", id = "apiKey.rotate", tag = "keys")]
async fn rotate_key(
    scope: StepUp<InOrganization<ManageApiKeys>>,
    PathId(id): PathId<ApiKeyId>,
    Json(body): Json<KeyRotation>,
) -> Reply<CreatedApiKey> {
    api::ok(keys::rotate(&scope, &id, &body).await?)
}

/// Revokes an API key.
#[operation(
    DELETE "/api/organizations/{organizationId}/keys/{keyId}",
    id = "apiKey.delete",
    tag = "keys",
    answer = "The key is revoked.",
)]
async fn delete_key(scope: StepUp<InOrganization<ManageApiKeys>>, PathId(id): PathId<ApiKeyId>) -> EmptyReply {
    keys::delete(&scope, &id).await?;
    api::no_content()
}
