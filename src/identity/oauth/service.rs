//! The way to a provider, and the way back.

use serde::Deserialize;
use serde_json::json;
use steward_kernel::error::Error;
use steward_kernel::id::UserId;
use steward_kernel::input;
use steward_kernel::signature::code_challenge;

use super::Problem;
use super::arrival::{Arrival, Stop};
use super::exchange::{complaint, exchange, failed, identity};
use super::model::{OfferedProvider, Providers, WayThere};
use super::provider::{Client, Provider, Source};
use super::state::{self, Pending};
use crate::edge::database::Statement;
use crate::edge::{Edge, log};
use crate::identity::cookie::OAUTH;
use crate::identity::scope::{BrowserRequest, Caller};
use crate::platform::audit::{self, Entry};
use crate::platform::limits::{self, Rule};

/// Where sign-in begins again when it did not work.
const LOGIN: &str = "/login";
/// Where ways to sign in are linked.
const SETTINGS: &str = "/user-settings";

/// The providers that are configured.
#[must_use]
pub fn offered(edge: &Edge) -> Providers {
    let configured = Provider::ALL.into_iter().filter(|provider| provider.configured(edge).is_some());
    Providers { items: configured.map(|provider| OfferedProvider { id: provider, name: provider.name() }).collect() }
}

/// Begins to sign in.
///
/// # Errors
/// [`Error::NotFound`] for a provider that is not configured; [`Error::Validation`] for the address to return to;
/// [`Error::RateLimited`] after a hundred from the IP address in fifteen minutes.
pub async fn start(request: &BrowserRequest, provider: &str, return_url: Option<&str>) -> Result<WayThere, Error> {
    let provider = Provider::named(provider).ok_or(Error::NotFound)?;
    limits::attempt(&request.edge, &[Rule::ProviderAddress(request.ip_address.as_deref())]).await?;
    depart(&request.edge, provider, return_url, None, |_| None).await
}

/// Begins to link another way to sign in.
///
/// # Errors
/// [`Error::NotFound`] for a provider that is not configured; [`Error::Validation`] for the address to return to;
/// [`Error::ActingForSomebody`] for an administrator in somebody's place.
pub async fn start_link(caller: &Caller, provider: Provider, return_url: Option<&str>) -> Result<WayThere, Error> {
    caller.must_be_the_user()?;
    let edge = &caller.edge;
    depart(edge, provider, return_url, Some(&caller.user_id), |id| {
        let entry = Entry {
            action: "user.linkAccount",
            organization_id: None,
            estate_id: None,
            resource_type: "verification",
            resource_id: id,
            detail: json!({ "provider": provider }),
        };
        Some(audit::record(edge, &caller.origin(), &entry))
    })
    .await
}

async fn depart(
    edge: &Edge,
    provider: Provider,
    return_url: Option<&str>,
    link_to: Option<&UserId>,
    audited: impl Fn(&str) -> Option<Statement>,
) -> Result<WayThere, Error> {
    let client = provider.configured(edge).ok_or(Error::NotFound)?;
    let return_url = return_url.map(|path| input::return_path("returnUrl", path)).transpose()?;
    let (verifier, nonce) = (state::token(edge), state::token(edge));
    let pending = Pending { provider, verifier, nonce, return_url, link_to: link_to.cloned() };
    let started = state::start(edge, &pending)?;
    let url = authorize_url(&client, &pending, &started.state, &redirect_uri(edge, provider)?);
    let mut statements = vec![started.statement];
    statements.extend(audited(started.id.as_ref()));
    edge.database()?.batch(statements).await?;
    OAUTH.set(edge, &started.cookie, state::LIFETIME_MS);
    Ok(WayThere { url })
}

/// Where the provider sends the browser back to.
fn redirect_uri(edge: &Edge, provider: Provider) -> Result<String, Error> {
    let base = edge.variable("PUBLIC_URL")?;
    Ok(format!("{}/api/auth/oauth/{}/callback", base.trim_end_matches('/'), provider.id()))
}

fn authorize_url(client: &Client, pending: &Pending, state: &str, redirect_uri: &str) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    query
        .append_pair("client_id", &client.client_id)
        .append_pair("redirect_uri", redirect_uri)
        .append_pair("scope", client.scopes)
        .append_pair("state", state)
        .append_pair("code_challenge", &code_challenge(&pending.verifier))
        .append_pair("code_challenge_method", "S256");
    if matches!(client.source, Source::IdToken { .. }) {
        query.append_pair("response_type", "code").append_pair("nonce", &pending.nonce);
    }
    format!("{}?{}", client.authorize_url, query.finish())
}

/// What the browser brings back.
#[derive(Debug, Default, Deserialize)]
pub struct Returned {
    code: Option<String>,
    state: Option<String>,
    error: Option<String>,
    iss: Option<String>,
}

/// Ends what was begun; the answer is the page to go to.
pub async fn finish(
    request: &BrowserRequest,
    caller: Option<&Caller>,
    provider: &str,
    returned: &Returned,
    cookie: Option<&str>,
) -> String {
    let edge = &request.edge;
    let state = returned.state.as_deref().unwrap_or_default();
    let pending = match state::take(edge, state, cookie).await {
        Ok(Some(pending)) => pending,
        Ok(None) => return page_with_problem(LOGIN, Problem::State.into()),
        Err(error) => return page_with_problem(LOGIN, error.into()),
    };
    OAUTH.clear(edge);
    let (there, otherwise) = match pending.link_to {
        Some(_) => (SETTINGS, SETTINGS),
        None => ("/", LOGIN),
    };
    match arrive(request, caller, provider, returned, &pending).await {
        // it was looked at when it came, and is looked at again where it counts
        Ok(()) => pending
            .return_url
            .and_then(|path| input::return_path("returnUrl", &path).ok())
            .unwrap_or_else(|| there.to_owned()),
        Err(stop) => page_with_problem(otherwise, stop),
    }
}

async fn arrive(
    request: &BrowserRequest,
    caller: Option<&Caller>,
    provider: &str,
    returned: &Returned,
    pending: &Pending,
) -> Result<(), Stop> {
    let edge = &request.edge;
    let provider = Provider::named(provider).filter(|named| *named == pending.provider).ok_or(Problem::State)?;
    // whoever began to link must be the one who comes back, and nobody in their place
    let linking = match &pending.link_to {
        None => None,
        Some(user_id) => {
            let same = caller.filter(|caller| caller.user_id == *user_id && caller.impersonated_by.is_none());
            Some(same.ok_or(Problem::State)?)
        }
    };
    if let Some(error) = &returned.error {
        if error == "access_denied" {
            return Err(Problem::Denied.into());
        }
        return Err(failed(provider, format!("the authorization ended with {}", complaint(error))).into());
    }
    let client = provider.configured(edge).ok_or_else(|| failed(provider, "it is not configured any more"))?;
    // RFC 9207: an answer that names its issuer names the one that was asked
    if let (Some(named), Some(asked)) = (returned.iss.as_deref(), client.source.issuer())
        && named != asked
    {
        return Err(failed(provider, "the answer is of another issuer").into());
    }
    let code = returned.code.as_deref().unwrap_or_default();
    let tokens = exchange(&client, code, &pending.verifier, &redirect_uri(edge, provider)?).await?;
    let identity = identity(edge, &client, &tokens, pending).await?;
    let arrival = Arrival { provider, identity, tokens };
    match linking {
        Some(caller) => arrival.link(caller).await,
        None => arrival.sign_in(request).await,
    }
}

/// The page that tells of a problem, by its code.
pub fn page_with_problem(page: &str, stop: Stop) -> String {
    let problem = match stop {
        Stop::Problem(problem) => problem,
        Stop::Failed(error) => {
            let detail = error.detail().unwrap_or_default();
            log::error("a sign-in by a provider failed", &[("code", error.code().into()), ("error", detail.into())]);
            Problem::Failed
        }
    };
    format!("{page}?problem={}", problem.code())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pending() -> Pending {
        Pending {
            provider: Provider::Google,
            verifier: "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk".to_owned(),
            nonce: "n-1".to_owned(),
            return_url: None,
            link_to: None,
        }
    }

    fn client(source: Source) -> Client {
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
    fn the_way_there_says_what_is_asked_and_no_secret() {
        let source = Source::IdToken { issuer: String::new(), keys_url: String::new() };
        let url = authorize_url(&client(source), &pending(), "s-1", "https://steward.example/callback");
        assert_eq!(
            url,
            "https://accounts.example/authorize?client_id=us+%26+them\
            &redirect_uri=https%3A%2F%2Fsteward.example%2Fcallback&scope=openid+email&state=s-1\
            &code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=S256\
            &response_type=code&nonce=n-1"
        );
        let github = authorize_url(&client(Source::GitHubApi { url: String::new() }), &pending(), "s-1", "x");
        assert!(!github.contains("nonce") && !github.contains("response_type"));
    }

    #[test]
    fn pages_with_problems_are_ours() {
        assert_eq!(page_with_problem(LOGIN, Problem::Denied.into()), "/login?problem=oauth_denied");
        assert_eq!(
            page_with_problem(SETTINGS, Problem::LinkedElsewhere.into()),
            "/user-settings?problem=account_linked_elsewhere"
        );
    }
}
