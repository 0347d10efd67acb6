//! The apps that a user has allowed.

use steward_kernel::id::OAuthConsentId;
use steward_kernel::page::{Page, PageQuery};

use crate::api::{self, EmptyReply, PathId, PathParameter, Query, Reply};
use crate::identity::authorization_server::authorized_apps;
use crate::identity::authorization_server::model::AuthorizedApp;
use crate::identity::scope::{PersonOnly, UserOnly};
use steward_macros::operation;

impl PathParameter for OAuthConsentId {
    const NAME: &'static str = "consentId";
}

/// Lists the apps that the caller has allowed to act for them, oldest first.
#[operation(GET "/api/user/authorized-apps", id = "user.listAuthorizedApps", tag = "account")]
async fn list_authorized_apps(scope: PersonOnly, Query(page): Query<PageQuery>) -> Reply<Page<AuthorizedApp>> {
    api::ok(authorized_apps::list(&scope, &page).await?)
}

/// Revokes what the caller has allowed an app. All of its tokens for the caller end.
#[operation(
    DELETE "/api/user/authorized-apps/{consentId}",
    id = "user.revokeAuthorizedApp",
    tag = "account",
    answer = "The app can no longer act for the caller.",
)]
async fn revoke_authorized_app(scope: UserOnly, PathId(id): PathId<OAuthConsentId>) -> EmptyReply {
    authorized_apps::revoke(&scope, &id).await?;
    api::no_content()
}
