//! The authorization request to an identity provider, its callback, and a test of a registration.

use serde::Serialize;
use serde_json::{Map, Value};
use steward_kernel::error::Error;
use steward_kernel::from_json::FromJson;
use steward_kernel::id::SsoConnectionId;
use steward_kernel::signature::code_challenge;

use super::discovery::{Metadata, SERVICE, discover};
use super::identity::SsoIdentity;
use super::{Problem, SsoError};
use crate::edge::Edge;
use crate::identity::oauth::exchange::{TokenEndpoint, TokenError, error_code, request_tokens, verified};
use crate::identity::oauth::id_token::Expected;
use crate::identity::oauth::keys::{self, KeySource};
use crate::identity::oauth::state;
use crate::identity::scope::BrowserRequest;
use crate::identity::sessions::cookie::OAUTH;
use crate::platform::http_client::{HttpClient, Request};

/// The platform's registration as a client of an identity provider.
pub struct Registration {
    pub connection_id: SsoConnectionId,
    pub issuer: String,
    pub client_id: String,
    pub client_secret: String,
    /// The claim with the names of a person's groups.
    pub groups_claim: String,
}

/// A started sign-in, sealed in the row of its state. The callback uses the endpoints that it was started with.
#[derive(Serialize, FromJson)]
#[serde(rename_all = "camelCase")]
struct Authorization {
    connection_id: SsoConnectionId,
    issuer: String,
    client_id: String,
    token_url: String,
    keys_url: String,
    userinfo_url: Option<String>,
    uses_header: bool,
    verifier: String,
    nonce: String,
    return_url: Option<String>,
}

/// The state of a sign-in is valid only at the callback of its own organization.
fn flow(organization: &str) -> String {
    format!("sso:{organization}")
}

/// Stores a state, sets the cookie that binds it to this browser, and returns the URL of the provider's page.
///
/// # Errors
/// [`Error::ExternalApi`] when the provider's endpoints cannot be found.
pub async fn begin(
    request: &BrowserRequest,
    organization: &str,
    registration: &Registration,
    redirect_uri: &str,
    (email, return_url): (&str, Option<String>),
    cookie: Option<String>,
) -> Result<String, Error> {
    let edge = &request.edge;
    let found = discover(edge, &registration.issuer).await;
    let metadata = found.map_err(|detail| Error::ExternalApi { service: SERVICE, detail })?;
    let Metadata { issuer, authorize_url, token_url, keys_url, userinfo_url, uses_header } = metadata;
    let authorization = Authorization {
        connection_id: registration.connection_id.clone(),
        issuer,
        client_id: registration.client_id.clone(),
        token_url,
        keys_url,
        userinfo_url,
        uses_header,
        verifier: state::token(edge),
        nonce: state::token(edge),
        return_url,
    };
    let mut change = request.anonymous_change();
    let new = state::create_for(&mut change, &flow(organization), &authorization, None, cookie)?;
    change.commit().await?;
    OAUTH.set(edge, &new.cookie, state::LIFETIME_MS);
    let mut query = form_urlencoded::Serializer::new(String::new());
    query
        .append_pair("client_id", &registration.client_id)
        .append_pair("redirect_uri", redirect_uri)
        .append_pair("response_type", "code")
        .append_pair("scope", "openid email profile")
        .append_pair("state", &new.state)
        .append_pair("nonce", &authorization.nonce)
        .append_pair("code_challenge", &code_challenge(&authorization.verifier))
        .append_pair("code_challenge_method", "S256")
        .append_pair("login_hint", email);
    let separator = if authorize_url.contains('?') { '&' } else { '?' };
    Ok(format!("{authorize_url}{separator}{}", query.finish()))
}

/// The query of a callback (RFC 6749, 4.1.2, and RFC 9207).
#[derive(Debug, Default, FromJson)]
pub struct CallbackQuery {
    code: Option<String>,
    state: Option<String>,
    error: Option<String>,
    iss: Option<String>,
}

/// A callback whose state was valid.
pub struct Callback {
    authorization: Authorization,
    code: String,
}

impl Callback {
    /// Consumes the state of a callback of an organization.
    ///
    /// # Errors
    /// [`Problem::Unrequested`], [`Problem::State`], [`Problem::Denied`], [`Problem::Refused`], [`Problem::Provider`].
    pub async fn take(
        edge: &Edge,
        organization: &str,
        query: &CallbackQuery,
        cookie: Option<&str>,
    ) -> Result<Self, SsoError> {
        let state = query.state.as_deref().filter(|state| !state.is_empty()).ok_or(Problem::Unrequested)?;
        let taken: Option<Authorization> = state::take_for(edge, &flow(organization), state, cookie).await?;
        let authorization = taken.ok_or(Problem::State)?;
        // RFC 9207: an issuer in the callback must be the expected one
        if query.iss.as_deref().is_some_and(|issuer| issuer != authorization.issuer) {
            return Err(Problem::Provider("the callback has the wrong issuer".to_owned()).into());
        }
        match query.error.as_deref() {
            Some("access_denied") => return Err(Problem::Denied.into()),
            Some(error) => return Err(Problem::Refused(error_code(error)).into()),
            None => {}
        }
        Ok(Self { authorization, code: query.code.clone().unwrap_or_default() })
    }

    /// The connection that the sign-in was started with.
    #[must_use]
    pub const fn connection_id(&self) -> &SsoConnectionId {
        &self.authorization.connection_id
    }

    /// The page that the sign-in was started for.
    #[must_use]
    pub fn return_url(&self) -> Option<&str> {
        self.authorization.return_url.as_deref()
    }
}

/// Exchanges the code of a callback for the identity of the person.
///
/// # Errors
/// [`SsoError`].
pub async fn finish(
    edge: &Edge,
    callback: &Callback,
    registration: &Registration,
    redirect_uri: &str,
) -> Result<SsoIdentity, SsoError> {
    let Callback { authorization, code } = callback;
    if registration.client_id != authorization.client_id || registration.connection_id != authorization.connection_id {
        return Err(Problem::Changed.into());
    }
    let endpoint = TokenEndpoint {
        service: SERVICE,
        url: &authorization.token_url,
        client_id: &registration.client_id,
        client_secret: &registration.client_secret,
        uses_header: authorization.uses_header,
    };
    let tokens = request_tokens(&endpoint, code, &authorization.verifier, redirect_uri).await.map_err(refused)?;
    let invalid = |detail: &str| SsoError::from(Problem::Provider(detail.to_owned()));
    let token = tokens.id_token.as_deref().ok_or_else(|| invalid("the token response has no id_token"))?;
    let source =
        KeySource { service: SERVICE, owner: authorization.connection_id.as_ref(), url: &authorization.keys_url };
    let verified = verified(edge, &source, token).await.map_err(external)?;
    let expected = Expected {
        provider: None,
        issuer: &authorization.issuer,
        client_id: &authorization.client_id,
        nonce: &authorization.nonce,
        now: edge.now(),
    };
    let claims = verified.claims(expected).map_err(invalid)?;
    let Value::Object(mut claims) = claims else { return Err(invalid("the id_token has no claims")) };
    let groups_claim = &registration.groups_claim;
    if let Some(url) = &authorization.userinfo_url
        && !SsoIdentity::is_complete(&claims, groups_claim)
    {
        for (name, value) in userinfo(url, &tokens.access_token, claims.get("sub")).await? {
            claims.entry(name).or_insert(value);
        }
    }
    Ok(SsoIdentity::read(&authorization.issuer, &claims, groups_claim)?)
}

/// The claims of the userinfo endpoint. Their subject must be that of the id_token (OpenID Connect Core 1.0, 5.3.2).
async fn userinfo(url: &str, access_token: &str, subject: Option<&Value>) -> Result<Map<String, Value>, Problem> {
    let invalid = |detail: String| Problem::Provider(format!("userinfo: {detail}"));
    let request = Request::get(url).header("accept", "application/json").bearer(access_token);
    let response = HttpClient::new(SERVICE).send(&request).await.map_err(|error| invalid(error.to_string()))?;
    if response.status != 200 {
        return Err(invalid(format!("status {}", response.status)));
    }
    match steward_kernel::from_json::parse(&response.body) {
        Ok(Value::Object(claims)) if claims.get("sub") == subject => Ok(claims),
        Ok(Value::Object(_)) => Err(invalid("another subject".to_owned())),
        _ => Err(invalid("unexpected response".to_owned())),
    }
}

fn refused(error: TokenError) -> SsoError {
    match error {
        TokenError::Refused(code) if is_about_client(&code) => Problem::Client.into(),
        TokenError::Refused(code) => Problem::Refused(code).into(),
        TokenError::Failed(detail) => Problem::Provider(detail).into(),
    }
}

/// Whether the error says that the id or secret of the client is wrong (RFC 6749, 5.2).
fn is_about_client(code: &str) -> bool {
    matches!(code, "invalid_client" | "unauthorized_client")
}

fn external(error: Error) -> SsoError {
    match error {
        Error::ExternalApi { detail, .. } => Problem::Provider(detail).into(),
        error => error.into(),
    }
}

/// What a test of a registration has found. Each is a sentence for who configures the connection where it failed.
pub struct Test {
    pub discovery: Result<(), String>,
    pub keys: Option<Result<(), String>>,
    pub client: Option<Result<(), String>>,
}

/// Tests a registration: whether the endpoints are found, whether there are keys, and whether the provider accepts id and
/// secret, for which an invalid code is sent.
pub async fn test(edge: &Edge, registration: &Registration, redirect_uri: &str) -> Test {
    let metadata = match discover(edge, &registration.issuer).await {
        Ok(metadata) => metadata,
        Err(sentence) => return Test { discovery: Err(sentence), keys: None, client: None },
    };
    let source = KeySource { service: SERVICE, owner: registration.connection_id.as_ref(), url: &metadata.keys_url };
    let keys = match keys::fetch(&source).await {
        Ok(keys) if !keys.is_empty() => Ok(()),
        Ok(_) => Err("The provider publishes no key for RS256: let it sign id_tokens with RS256.".to_owned()),
        Err(_) => Err("The provider's keys cannot be read.".to_owned()),
    };
    let endpoint = TokenEndpoint {
        service: SERVICE,
        url: &metadata.token_url,
        client_id: &registration.client_id,
        client_secret: &registration.client_secret,
        uses_header: metadata.uses_header,
    };
    let client = match request_tokens(&endpoint, "test-of-the-connection", &state::token(edge), redirect_uri).await {
        Err(TokenError::Refused(code)) if is_about_client(&code) => {
            Err(format!("The provider does not accept the client id or the client secret ({code})."))
        }
        Err(TokenError::Failed(_)) => Err("The provider's token endpoint does not answer as expected.".to_owned()),
        // an invalid code is refused only after the client is accepted
        Err(TokenError::Refused(_)) | Ok(_) => Ok(()),
    };
    Test { discovery: Ok(()), keys: Some(keys), client: Some(client) }
}
