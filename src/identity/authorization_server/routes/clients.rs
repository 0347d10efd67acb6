//! The apps of an organization.

use steward_kernel::id::OAuthClientId;
use steward_kernel::page::{Page, PageQuery};

use crate::api::{self, CreatedReply, EmptyReply, Json, PathId, PathParameter, Query, Reply, RevisedReply};
use crate::identity::authorization_server::model::{
    NewOAuthClient, OAuthClient, OAuthClientUpdate, OAuthClientWithSecret,
};
use crate::identity::authorization_server::{clients, store};
use crate::identity::permission::ManageOauthClients;
use crate::identity::scope::{InOrganization, StepUp};
use steward_macros::operation;

impl PathParameter for OAuthClientId {
    const NAME: &'static str = "clientId";
}

/// Lists the organization's apps, oldest first.
#[operation(GET "/api/organizations/{organizationId}/oauth-clients", id = "oauthClient.list", tag = "oauth")]
async fn list_clients(
    scope: InOrganization<ManageOauthClients>,
    Query(page): Query<PageQuery>,
) -> Reply<Page<OAuthClient>> {
    api::ok(clients::list(&scope, &page).await?)
}

/// Registers an app that signs in the organization's members. Its secret is returned only once.
#[operation(POST "/api/organizations/{organizationId}/oauth-clients", id = "oauthClient.create", tag = "oauth")]
async fn create_client(
    scope: StepUp<InOrganization<ManageOauthClients>>,
    Json(body): Json<NewOAuthClient>,
) -> CreatedReply<OAuthClientWithSecret> {
    api::created(clients::create(&scope, &body).await?)
}

/// Returns an app.
#[operation(
    GET "/api/organizations/{organizationId}/oauth-clients/{clientId}",
    id = "oauthClient.get",
    tag = "oauth",
    revision(store::REVISION),
)]
async fn get_client(
    scope: InOrganization<ManageOauthClients>,
    PathId(id): PathId<OAuthClientId>,
) -> RevisedReply<OAuthClient> {
    api::revised(clients::get(&scope, &id).await?)
}

/// Changes an app. Disabling it ends all of its tokens.
#[operation(
    PATCH "/api/organizations/{organizationId}/oauth-clients/{clientId}",
    id = "oauthClient.update",
    tag = "oauth",
    revision(store::REVISION),
)]
async fn update_client(
    scope: StepUp<InOrganization<ManageOauthClients>>,
    PathId(id): PathId<OAuthClientId>,
    Json(body): Json<OAuthClientUpdate>,
) -> RevisedReply<OAuthClient> {
    api::revised(clients::update(&scope, &id, &body).await?)
}

/// Gives an app a new secret, which is returned only once. The one before works for another day.
#[operation(
    POST "/api/organizations/{organizationId}/oauth-clients/{clientId}/rotate-secret",
    id = "oauthClient.rotateSecret",
    tag = "oauth",
)]
async fn rotate_secret(
    scope: StepUp<InOrganization<ManageOauthClients>>,
    PathId(id): PathId<OAuthClientId>,
) -> Reply<OAuthClientWithSecret> {
    api::ok(clients::rotate_secret(&scope, &id).await?)
}

/// Deletes an app. All of its tokens end.
#[operation(
    DELETE "/api/organizations/{organizationId}/oauth-clients/{clientId}",
    id = "oauthClient.delete",
    tag = "oauth",
    revision(store::REVISION),
    answer = "The app is deleted.",
)]
async fn delete_client(
    scope: StepUp<InOrganization<ManageOauthClients>>,
    PathId(id): PathId<OAuthClientId>,
) -> EmptyReply {
    clients::delete(&scope, &id).await?;
    api::no_content()
}
