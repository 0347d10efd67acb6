//! Service accounts over HTTP.

use steward_kernel::id::ServiceAccountId;
use steward_kernel::page::{Page, PageQuery};

use super::model::{NewServiceAccount, ServiceAccount, ServiceAccountUpdate};
use super::service;
use crate::api::{self, CreatedReply, EmptyReply, Json, Operation, PathId, PathParameter, Query, Reply, RevisedReply};
use crate::identity::permission::ManageServiceAccounts;
use crate::identity::scope::{InOrganization, StepUp};
use steward_macros::operation;

/// The operations of this feature.
pub const OPERATIONS: &[Operation] =
    &[LIST_SERVICE_ACCOUNTS, CREATE_SERVICE_ACCOUNT, UPDATE_SERVICE_ACCOUNT, DELETE_SERVICE_ACCOUNT];

impl PathParameter for ServiceAccountId {
    const NAME: &'static str = "serviceAccountId";
}

/// Lists the organization's service accounts, oldest first.
#[operation(
    GET "/api/organizations/{organizationId}/service-accounts",
    id = "serviceAccount.list",
    tag = "service accounts",
)]
async fn list_service_accounts(
    scope: InOrganization<ManageServiceAccounts>,
    Query(page): Query<PageQuery>,
) -> Reply<Page<ServiceAccount>> {
    api::ok(service::list(&scope, &page).await?)
}

/// Creates a service account: a program of the organization that is no user. Its API keys act as it.
#[operation(
    POST "/api/organizations/{organizationId}/service-accounts",
    id = "serviceAccount.create",
    tag = "service accounts",
)]
async fn create_service_account(
    scope: StepUp<InOrganization<ManageServiceAccounts>>,
    Json(body): Json<NewServiceAccount>,
) -> CreatedReply<ServiceAccount> {
    api::created(service::create(&scope, body).await?)
}

/// Updates a service account's name, role or estates, or disables or enables it with all of its keys.
#[operation(
    PATCH "/api/organizations/{organizationId}/service-accounts/{serviceAccountId}",
    id = "serviceAccount.update",
    tag = "service accounts",
    revision(super::store::REVISION),
)]
async fn update_service_account(
    scope: StepUp<InOrganization<ManageServiceAccounts>>,
    PathId(id): PathId<ServiceAccountId>,
    Json(body): Json<ServiceAccountUpdate>,
) -> RevisedReply<ServiceAccount> {
    api::revised(service::update(&scope, &id, body).await?)
}

/// Deletes a service account and revokes its keys.
#[operation(
    DELETE "/api/organizations/{organizationId}/service-accounts/{serviceAccountId}",
    id = "serviceAccount.delete",
    tag = "service accounts",
    revision(super::store::REVISION),
    answer = "The service account is deleted.",
)]
async fn delete_service_account(
    scope: StepUp<InOrganization<ManageServiceAccounts>>,
    PathId(id): PathId<ServiceAccountId>,
) -> EmptyReply {
    service::delete(&scope, &id).await?;
    api::no_content()
}
