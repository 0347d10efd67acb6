//! The authorization request to a provider, and its callback.

use serde_json::json;
use steward_kernel::error::Error;
use steward_kernel::from_json::FromJson;
use steward_kernel::id::UserId;
use steward_kernel::input;
use steward_kernel::signature::code_challenge;

use super::exchange::{error_code, exchange, external_error, identity};
use super::login::{OAuthLogin, SignInStep};
use super::model::{AuthorizationUrl, OfferedProvider, Providers};
use super::provider::{Client, IdentitySource, Provider};
use super::state::{self, Authorization};
use super::{CallbackError, Problem};
use crate::edge::{Edge, log};
use crate::identity::scope::{BrowserRequest, Caller};
use crate::identity::sessions::cookie::OAUTH;
use crate::platform::change::{AuditEvent, Change};
use crate::platform::limits::{self, Rule};

/// The page to redirect to when signing in fails.
const LOGIN: &str = "/login";
/// The page that asks for the second factor.
const SECOND_FACTOR: &str = "/second-factor";
/// The page on which accounts are linked.
const SETTINGS: &str = "/user-settings";

/// The configured providers, and who may sign up.
///
/// # Errors
/// [`Error::Internal`] for an invalid configuration of one of these.
pub fn offered(edge: &Edge) -> Result<Providers, Error> {
    let configured = Provider::ALL.into_iter().filter(|provider| provider.configured(edge).is_some());
    let items = configured.map(|provider| OfferedProvider { id: provider, name: provider.name() }).collect();
    let config = edge.config();
    Ok(Providers { items, sign_up: config.sign_up_mode()?, turnstile: config.turnstile()?.is_some() })
}

/// Starts a sign-in with a provider.
///
/// # Errors
/// [`Error::NotFound`] for a provider that is not configured; [`Error::Validation`] for the return URL;
/// [`Error::RateLimited`] after a hundred requests from the IP address in fifteen minutes.
pub async fn start(
    request: &BrowserRequest,
    provider: &str,
    return_url: Option<&str>,
    cookie: Option<String>,
) -> Result<AuthorizationUrl, Error> {
    let provider = Provider::named(provider).ok_or(Error::NotFound)?;
    limits::attempt(&request.edge, &[Rule::ProviderAddress(request.ip_address.as_deref())]).await?;
    begin_authorization(request.anonymous_change(), provider, return_url, None, cookie).await
}

/// Starts linking an account at a provider.
///
/// # Errors
/// [`Error::NotFound`] for a provider that is not configured; [`Error::Validation`] for the return URL.
pub async fn start_link(
    caller: &Caller,
    provider: Provider,
    return_url: Option<&str>,
    cookie: Option<String>,
) -> Result<AuthorizationUrl, Error> {
    begin_authorization(Change::new(caller), provider, return_url, Some(&caller.user_id), cookie).await
}

/// Stores a state and returns the URL of the provider's page. Sets the cookie that binds the callback to this browser.
async fn begin_authorization(
    mut change: Change,
    provider: Provider,
    return_url: Option<&str>,
    link_to: Option<&UserId>,
    cookie: Option<String>,
) -> Result<AuthorizationUrl, Error> {
    let edge = change.edge().clone();
    let client = provider.configured(&edge).ok_or(Error::NotFound)?;
    let return_url = return_url.map(|path| input::return_path("returnUrl", path)).transpose()?;
    let (verifier, nonce) = (state::token(&edge), state::token(&edge));
    let authorization = Authorization { provider, verifier, nonce, return_url, link_to: link_to.cloned() };
    let new_state = state::create(&mut change, &authorization, cookie)?;
    let url = authorization_url(&client, &authorization, &new_state.state, &redirect_uri(&edge, provider)?);
    if link_to.is_some() {
        let after = json!({ "provider": provider });
        change.audit(&AuditEvent::new("user.linkAccount", "verification", &new_state.id).after(after));
    }
    change.commit().await?;
    OAUTH.set(&edge, &new_state.cookie, state::LIFETIME_MS);
    Ok(AuthorizationUrl { url })
}

/// The callback's URL.
fn redirect_uri(edge: &Edge, provider: Provider) -> Result<String, Error> {
    Ok(format!("{}/api/auth/oauth/{}/callback", edge.public_url()?, provider.id()))
}

fn authorization_url(client: &Client, authorization: &Authorization, state: &str, redirect_uri: &str) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    query
        .append_pair("client_id", &client.client_id)
        .append_pair("redirect_uri", redirect_uri)
        .append_pair("scope", client.scopes)
        .append_pair("state", state)
        .append_pair("code_challenge", &code_challenge(&authorization.verifier))
        .append_pair("code_challenge_method", "S256");
    if matches!(client.source, IdentitySource::IdToken { .. }) {
        query.append_pair("response_type", "code").append_pair("nonce", &authorization.nonce);
    }
    format!("{}?{}", client.authorize_url, query.finish())
}

/// The query of a callback (RFC 6749, 4.1.2, and RFC 9207).
#[derive(Debug, Default, FromJson)]
pub struct CallbackQuery {
    code: Option<String>,
    state: Option<String>,
    error: Option<String>,
    iss: Option<String>,
}

/// Completes an authorization and returns the page to redirect to.
pub async fn finish(
    request: &BrowserRequest,
    caller: Option<&Caller>,
    provider: &str,
    query: &CallbackQuery,
    cookie: Option<&str>,
) -> String {
    let edge = &request.edge;
    let state = query.state.as_deref().unwrap_or_default();
    let Some(provider) = Provider::named(provider) else { return page_with_problem(LOGIN, Problem::State.into()) };
    let authorization = match state::take(edge, provider, state, cookie).await {
        Ok(Some(authorization)) => authorization,
        Ok(None) => return page_with_problem(LOGIN, Problem::State.into()),
        Err(error) => return page_with_problem(LOGIN, error.into()),
    };
    let (default_page, error_page) = match authorization.link_to {
        Some(_) => (SETTINGS, SETTINGS),
        None => ("/", LOGIN),
    };
    let step = handle_callback(request, caller, query, &authorization).await;
    // checked when the authorization started, and again where the browser follows it
    let return_url = authorization.return_url.and_then(|path| input::return_path("returnUrl", &path).ok());
    match step {
        Ok(SignInStep::SignedIn) => return_url.unwrap_or_else(|| default_page.to_owned()),
        Ok(SignInStep::SecondFactor) => page_of_second_factor(return_url.as_deref()),
        Err(error) => page_with_problem(error_page, error),
    }
}

async fn handle_callback(
    request: &BrowserRequest,
    caller: Option<&Caller>,
    query: &CallbackQuery,
    authorization: &Authorization,
) -> Result<SignInStep, CallbackError> {
    let (edge, provider) = (&request.edge, authorization.provider);
    // the user who started linking must complete it, not an administrator who impersonates them
    let link_to = match &authorization.link_to {
        None => None,
        Some(user_id) => {
            let same = caller.filter(|caller| caller.user_id == *user_id && caller.impersonated_by.is_none());
            Some(same.ok_or(Problem::State)?)
        }
    };
    if let Some(error) = &query.error {
        if error == "access_denied" {
            return Err(Problem::Denied.into());
        }
        return Err(external_error(provider, format!("authorization failed: {}", error_code(error))).into());
    }
    let client =
        provider.configured(edge).ok_or_else(|| external_error(provider, "the provider is no longer configured"))?;
    // RFC 9207: an issuer in the callback must be the expected one
    if let (Some(named), Some(expected)) = (query.iss.as_deref(), client.source.issuer())
        && named != expected
    {
        return Err(external_error(provider, "the callback has the wrong issuer").into());
    }
    let code = query.code.as_deref().unwrap_or_default();
    let tokens = exchange(&client, code, &authorization.verifier, &redirect_uri(edge, provider)?).await?;
    let identity = identity(edge, &client, &tokens, authorization).await?;
    let login = OAuthLogin { provider, identity, tokens };
    match link_to {
        Some(caller) => login.link(caller).await.map(|()| SignInStep::SignedIn),
        None => login.sign_in(request, authorization.invitation()).await,
    }
}

fn page_of_second_factor(return_url: Option<&str>) -> String {
    let Some(return_url) = return_url else { return SECOND_FACTOR.to_owned() };
    let mut query = form_urlencoded::Serializer::new(String::new());
    format!("{SECOND_FACTOR}?{}", query.append_pair("returnUrl", return_url).finish())
}

/// A page's path with the code of a problem in its query.
fn page_with_problem(page: &str, error: CallbackError) -> String {
    let problem = match error {
        CallbackError::Problem(problem) => problem,
        CallbackError::Failed(error) => {
            let detail = error.detail().unwrap_or_default();
            log::error("handle oauth callback failed", &[("code", error.code().into()), ("error", detail.into())]);
            Problem::Failed
        }
    };
    format!("{page}?problem={}", problem.code())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn authorization() -> Authorization {
        Authorization {
            provider: Provider::Google,
            verifier: "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk".to_owned(),
            nonce: "n-1".to_owned(),
            return_url: None,
            link_to: None,
        }
    }

    fn client(source: IdentitySource) -> Client {
        Client {
            provider: Provider::Google,
            client_id: "us & them".to_owned(),
            client_secret: "kept".to_owned(),
            authorize_url: "https://accounts.example/authorize".to_owned(),
            token_url: String::new(),
            scopes: "openid email",
            source,
        }
    }

    #[test]
    fn the_authorization_url_holds_the_request_and_no_secret() {
        let source = IdentitySource::IdToken { issuer: String::new(), keys_url: String::new() };
        let url = authorization_url(&client(source), &authorization(), "s-1", "https://steward.example/callback");
        assert_eq!(
            url,
            "https://accounts.example/authorize?client_id=us+%26+them\
            &redirect_uri=https%3A%2F%2Fsteward.example%2Fcallback&scope=openid+email&state=s-1\
            &code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=S256\
            &response_type=code&nonce=n-1"
        );
        let github =
            authorization_url(&client(IdentitySource::GitHubApi { url: String::new() }), &authorization(), "s-1", "x");
        assert!(!github.contains("nonce") && !github.contains("response_type"));
    }

    #[test]
    fn the_return_url_goes_on_to_the_page_of_the_second_factor() {
        assert_eq!(page_of_second_factor(None), "/second-factor");
        assert_eq!(
            page_of_second_factor(Some("/device?user_code=B")),
            "/second-factor?returnUrl=%2Fdevice%3Fuser_code%3DB"
        );
    }

    #[test]
    fn problems_are_told_on_pages_of_this_site() {
        assert_eq!(page_with_problem(LOGIN, Problem::Denied.into()), "/login?problem=oauth_denied");
        assert_eq!(
            page_with_problem(SETTINGS, Problem::LinkedElsewhere.into()),
            "/user-settings?problem=account_linked_elsewhere"
        );
    }
}
