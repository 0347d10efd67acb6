//! Single sign-on over HTTP.

use std::rc::Rc;

use steward_kernel::error::Error;
use steward_macros::operation;

use super::model::{Sso, SsoEnforcement, SsoTest, SsoUpdate, SsoUrl, StartSso};
use super::{connection, enforcement, sign_in};
use crate::api::{self, Argument, EmptyReply, Input, Json, Needs, Operation, Query, RawReply, Reply, RevisedReply};
use crate::edge::bridge::Head;
use crate::edge::response::Response;
use crate::identity::permission::ManageSecurity;
use crate::identity::scope::{BrowserRequest, InOrganization, StepUp};
use crate::identity::sessions::cookie::OAUTH;
use crate::identity::sso::CallbackQuery;

/// The operations of this feature.
pub const OPERATIONS: &[Operation] = &[GET_SSO, UPDATE_SSO, REMOVE_SSO, TEST_SSO, ENFORCE_SSO, START_SSO, FINISH_SSO];

/// Returns the organization's single sign-on: the connection to its identity provider, and what the provider needs to know.
#[operation(
    GET "/api/organizations/{organizationId}/sso",
    id = "organization.getSso",
    tag = "sso",
    revision(super::store::REVISION),
)]
async fn get_sso(scope: InOrganization<ManageSecurity>) -> RevisedReply<Sso> {
    api::revised(connection::get(&scope).await?)
}

/// Creates or replaces the connection to an identity provider (OpenID Connect), whose configuration is read. The client
/// secret is stored sealed and never returned. With another issuer, people are linked anew at their next sign-in.
#[operation(
    PUT "/api/organizations/{organizationId}/sso",
    id = "organization.updateSso",
    tag = "sso",
    revision(super::store::REVISION),
)]
async fn update_sso(scope: StepUp<InOrganization<ManageSecurity>>, Json(body): Json<SsoUpdate>) -> RevisedReply<Sso> {
    api::revised(connection::put(&scope, &body).await?)
}

/// Removes the connection. Single sign-on is no longer required, and members sign in another way.
#[operation(
    DELETE "/api/organizations/{organizationId}/sso",
    id = "organization.removeSso",
    tag = "sso",
    revision(super::store::REVISION),
    answer = "The connection is removed.",
)]
async fn remove_sso(scope: StepUp<InOrganization<ManageSecurity>>) -> EmptyReply {
    connection::remove(&scope).await?;
    api::no_content()
}

/// Tests the stored connection with the identity provider: its configuration, its keys, and whether it accepts the client.
#[operation(POST "/api/organizations/{organizationId}/sso/test", id = "organization.testSso", tag = "sso")]
async fn test_sso(scope: StepUp<InOrganization<ManageSecurity>>) -> Reply<SsoTest> {
    api::ok(connection::check(&scope).await?)
}

/// Requires single sign-on of members with an address at the verified domains, or requires it no longer. Afterwards their
/// other sessions get `SSO_REQUIRED` everywhere in the organization, except those of the named owners.
#[operation(
    PUT "/api/organizations/{organizationId}/sso/enforcement",
    id = "organization.enforceSso",
    tag = "sso",
    revision(super::store::REVISION),
)]
async fn enforce_sso(
    scope: StepUp<InOrganization<ManageSecurity>>,
    Json(body): Json<SsoEnforcement>,
) -> RevisedReply<Sso> {
    api::revised(enforcement::enforce(&scope, &body).await?)
}

/// Starts a sign-in with the identity provider of the organization that has verified the address's domain, and returns the
/// URL to open in the browser. The response is the same whether or not the address has an account. It sets a cookie that
/// binds the callback to this browser, for ten minutes.
#[operation(
    POST "/api/auth/sso",
    id = "auth.startSso",
    tag = "auth",
    more_errors(crate::api::ProviderErrors),
)]
async fn start_sso(request: BrowserRequest, head: Rc<Head>, Json(body): Json<StartSso>) -> Reply<SsoUrl> {
    let cookie = OAUTH.token(&head.headers, &request.edge);
    api::ok(sign_in::start(&request, &body, cookie).await?)
}

/// The id of an organization in the path, which may be unknown.
pub struct SsoOrganization(String);

impl Argument for SsoOrganization {
    const NEEDS: Needs = Needs::NOTHING;

    fn take(input: &mut Input) -> Result<Self, Error> {
        input.parameter("ssoOrganizationId").map(|text| Self(text.to_owned()))
    }
}

/// Handles the callback of an identity provider. Browsers open this address, so it always redirects: to the requested page,
/// or to the page of single sign-on with the reason in `?problem=`. A sign-in that the provider starts is refused: it starts here.
#[operation(
    GET "/api/auth/sso/{ssoOrganizationId}/callback",
    id = "auth.finishSso",
    tag = "auth",
    params(("ssoOrganizationId" = String, Path, description = "The organization's id."), ("code" = Option<String>, Query, description = "The authorization code."), ("state" = Option<String>, Query, description = "The state that the flow was started with."), ("error" = Option<String>, Query, description = "The provider's error code, when there is no authorization code."), ("iss" = Option<String>, Query, description = "The issuer (RFC 9207).")),
    responses((status = 303, description = "Redirects to a page on this site.", headers(("Location" = String, description = "A path on this site.")))),
    errors(crate::api::AnonymousErrors),
)]
async fn finish_sso(
    request: BrowserRequest,
    SsoOrganization(organization): SsoOrganization,
    head: Rc<Head>,
    query: Result<Query<CallbackQuery>, Error>,
) -> RawReply {
    let cookie = OAUTH.token(&head.headers, &request.edge);
    let query = query.map(|Query(query)| query).unwrap_or_default();
    let page = sign_in::finish(&request, &organization, &query, cookie.as_deref()).await;
    Ok(Response::see_other(page))
}
