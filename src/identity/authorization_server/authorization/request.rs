//! Reading an authorization request, and writing the addresses that answer it.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use form_urlencoded::Serializer;
use steward_kernel::error::Error;
use steward_kernel::from_json::{FromJson, of_parameters};
use steward_kernel::redirect_uri;
use steward_kernel::sealing::KeyRing;
use steward_kernel::signature::is_same;
use steward_kernel::time::HOUR;

use super::super::clients::ClientRow;
use super::super::model::AuthorizationRequest;
use super::super::scopes::Scopes;
use crate::edge::Edge;
use crate::identity::sessions::access_token::RESOURCE;

/// The page of the frontend that asks the user.
const PAGE: &str = "/authorize";
/// The parameter by which that page knows when a new sign-in was asked for.
const LOGIN_AFTER: &str = "login_after";
const PURPOSE: &str = "authorization-login-after";
/// The characters of an `S256` challenge: 32 bytes in base64url.
const CHALLENGE_CHARACTERS: usize = 43;
const MAX_STATE_BYTES: usize = 2_000;
const MAX_NONCE_BYTES: usize = 500;

/// An error for the app: a code of RFC 6749, 4.1.2.1 or OpenID Connect Core, 3.1.2.6, and its description.
pub(super) struct Refusal(pub &'static str, pub &'static str);

/// A request whose redirect URI is the app's.
pub(super) struct Request {
    pub client: ClientRow,
    pub redirect_uri: String,
    pub state: Option<String>,
    pub details: Result<Details, Refusal>,
}

/// What a valid request asks for.
pub(super) struct Details {
    pub scopes: Scopes,
    pub code_challenge: String,
    pub nonce: Option<String>,
    pub resource: String,
    /// `prompt=none`.
    pub is_silent: bool,
    /// Whether the app wants the user to be asked again, or to choose an account.
    pub asks: bool,
    /// Whether the app wants the user to prove again who they are.
    pub needs_sign_in: bool,
    pub max_age_seconds: Option<i64>,
    /// When the request began, if the platform has written it.
    pub login_after: Option<i64>,
}

impl Request {
    /// Reads the query of a request.
    ///
    /// # Errors
    /// [`Error::Validation`] when the app or its redirect URI is unknown.
    pub(super) async fn read(edge: &Edge, query: &str) -> Result<Self, Error> {
        let pairs = form_urlencoded::parse(query.as_bytes()).filter(|(_, value)| !value.is_empty());
        let parameters = AuthorizationRequest::from_json(&of_parameters(pairs))?;
        let client = ClientRow::find(edge, parameters.client_id.as_deref().unwrap_or_default()).await?;
        let client = client.ok_or_else(|| Error::field("client_id", "This app does not exist, or it is disabled."))?;
        let registered = client.redirect_uris()?;
        let uri = parameters.redirect_uri.clone().unwrap_or_default();
        if !redirect_uri::is_registered(registered.iter().map(String::as_str), &uri) {
            return Err(Error::field("redirect_uri", "This redirect URI is not one of the app's."));
        }
        let details = Details::of(edge, &client, &parameters)?;
        let state = parameters.state.filter(|state| state.len() <= MAX_STATE_BYTES);
        Ok(Self { client, redirect_uri: uri, state, details })
    }

    /// The host or the scheme of the redirect URI, for the user.
    pub(super) fn destination(&self) -> &str {
        let (scheme, rest) = self.redirect_uri.split_once(':').unwrap_or_default();
        match rest.strip_prefix("//") {
            Some(rest) => rest.split(['/', '?']).next().unwrap_or_default(),
            None => scheme,
        }
    }
}

impl Details {
    fn of(edge: &Edge, client: &ClientRow, request: &AuthorizationRequest) -> Result<Result<Self, Refusal>, Error> {
        let own_resource = format!("{}{RESOURCE}", edge.public_url()?);
        let ring = edge.key_ring()?;
        let login_after = request.login_after.as_deref().and_then(|text| read_time(&ring, edge.now(), text));
        Ok(Self::checked(client, request, own_resource, login_after))
    }

    fn checked(
        client: &ClientRow,
        request: &AuthorizationRequest,
        own_resource: String,
        login_after: Option<i64>,
    ) -> Result<Self, Refusal> {
        if request.request.is_some() {
            return Err(Refusal("request_not_supported", "Request objects are not supported."));
        }
        if request.request_uri.is_some() {
            return Err(Refusal("request_uri_not_supported", "Request objects are not supported."));
        }
        if request.response_type.as_deref() != Some("code") {
            return Err(Refusal("unsupported_response_type", "Use the response_type code."));
        }
        if request.response_mode.as_deref().is_some_and(|mode| mode != "query") {
            return Err(Refusal("invalid_request", "Use the response_mode query."));
        }
        if request.state.as_ref().is_some_and(|state| state.len() > MAX_STATE_BYTES) {
            return Err(Refusal("invalid_request", "Use at most 2000 bytes for state."));
        }
        if request.nonce.as_ref().is_some_and(|nonce| nonce.len() > MAX_NONCE_BYTES) {
            return Err(Refusal("invalid_request", "Use at most 500 bytes for nonce."));
        }
        let code_challenge = request.code_challenge.clone().filter(|challenge| is_challenge(challenge));
        let is_s256 = request.code_challenge_method.as_deref() == Some("S256");
        let Some(code_challenge) = code_challenge.filter(|_| is_s256) else {
            return Err(Refusal("invalid_request", "Send a code_challenge with the code_challenge_method S256."));
        };
        let scopes = request.scope.as_deref().and_then(Scopes::parse);
        let Some(scopes) = scopes.filter(|scopes| scopes.is_within(&client.scopes())) else {
            return Err(Refusal(
                "invalid_scope",
                "Request only scopes that the app is registered with, and at least one.",
            ));
        };
        if request.resource.as_ref().is_some_and(|resource| *resource != own_resource) {
            return Err(Refusal("invalid_target", "This resource is not known."));
        }
        let prompts: Vec<&str> = request.prompt.iter().flat_map(|prompt| prompt.split(' ')).collect();
        let has = |prompt| prompts.contains(&prompt);
        let is_known = |prompt: &&str| matches!(*prompt, "none" | "login" | "consent" | "select_account");
        if !prompts.iter().all(is_known) || has("none") && prompts.len() > 1 {
            return Err(Refusal("invalid_request", "The prompt is invalid."));
        }
        let max_age_seconds: Option<u32> = match request.max_age.as_deref().map(str::parse).transpose() {
            Ok(max_age) => max_age,
            Err(_) => return Err(Refusal("invalid_request", "Use a number of seconds for max_age.")),
        };
        Ok(Self {
            scopes,
            code_challenge,
            nonce: request.nonce.clone(),
            resource: own_resource,
            is_silent: has("none"),
            asks: has("consent") || has("select_account"),
            needs_sign_in: has("login") || max_age_seconds == Some(0),
            max_age_seconds: max_age_seconds.filter(|seconds| *seconds > 0).map(i64::from),
            login_after,
        })
    }
}

fn is_challenge(text: &str) -> bool {
    text.len() == CHALLENGE_CHARACTERS && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
}

/// The redirect URI with the answer, the state and the issuer (RFC 9207).
///
/// # Errors
/// [`Error::Internal`] when the platform's address is not configured.
pub(super) fn answer_url(
    edge: &Edge,
    redirect_uri: &str,
    state: Option<&str>,
    pairs: &[(&str, &str)],
) -> Result<String, Error> {
    let mut query = Serializer::new(String::new());
    query.extend_pairs(pairs).extend_pairs(state.map(|state| ("state", state)));
    query.append_pair("iss", &edge.public_url()?);
    let separator = if redirect_uri.contains('?') { '&' } else { '?' };
    Ok(format!("{redirect_uri}{separator}{}", query.finish()))
}

/// The page that asks the user. With `needs_sign_in`, it knows from when on a sign-in counts.
///
/// # Errors
/// [`Error::Internal`] when the key ring has no key.
pub(super) fn page_url(edge: &Edge, query: &str, needs_sign_in: bool) -> Result<String, Error> {
    let pairs = form_urlencoded::parse(query.as_bytes()).filter(|(name, _)| name != LOGIN_AFTER);
    let mut page = Serializer::new(String::new());
    page.extend_pairs(pairs);
    if needs_sign_in {
        page.append_pair(LOGIN_AFTER, &write_time(&*edge.key_ring()?, edge.now())?);
    }
    // as one parameter, which the frontend's router leaves as it is
    Ok(format!("{PAGE}?request={}", URL_SAFE_NO_PAD.encode(page.finish())))
}

/// The query of a request that the page returns.
///
/// # Errors
/// [`Error::Validation`].
pub(super) fn returned_query(text: &str) -> Result<String, Error> {
    let bytes = URL_SAFE_NO_PAD.decode(text).ok();
    let query = bytes.and_then(|bytes| String::from_utf8(bytes).ok());
    query.ok_or_else(|| Error::field("request", "This request is incomplete: start again from the app."))
}

/// A time that only the platform can write.
fn write_time(ring: &KeyRing, now: i64) -> Result<String, Error> {
    let key_id = ring.active_id().map_err(Error::internal)?;
    let code = ring.derive(key_id, PURPOSE, &now.to_string()).map_err(Error::internal)?;
    Ok(format!("{now}.{key_id}.{}", URL_SAFE_NO_PAD.encode(code)))
}

/// Reads it, for an hour.
fn read_time(ring: &KeyRing, now: i64, text: &str) -> Option<i64> {
    let (time, rest) = text.split_once('.')?;
    let (key_id, code) = rest.split_once('.')?;
    let expected = ring.derive(key_id, PURPOSE, time).ok()?;
    let is_ours = URL_SAFE_NO_PAD.decode(code).is_ok_and(|code| is_same(code, expected));
    let time: i64 = time.parse().ok()?;
    (is_ours && (0..HOUR).contains(&(now - time))).then_some(time)
}

#[cfg(test)]
mod tests {
    use base64::engine::general_purpose::STANDARD;

    use super::*;

    #[test]
    fn only_the_platform_writes_a_time() {
        let ring = |byte: u8| KeyRing::parse(&format!("k1:{}", STANDARD.encode([byte; 32]))).unwrap();
        let text = write_time(&ring(1), 1_000).unwrap();
        assert_eq!(read_time(&ring(1), 1_000, &text), Some(1_000));
        assert_eq!(read_time(&ring(1), 1_000 + HOUR, &text), None);
        assert_eq!(read_time(&ring(1), 999, &text), None);
        assert_eq!(read_time(&ring(2), 1_000, &text), None);
        for other in ["", "1000", "1000.k1.", "1000.k2.AAAA", &text.replacen("1000", "1001", 1)] {
            assert_eq!(read_time(&ring(1), 1_000, other), None, "{other}");
        }
    }

    #[test]
    fn a_challenge_has_43_characters_of_base64url() {
        assert!(is_challenge("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"));
        for other in
            ["", "short", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM=", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw+cM"]
        {
            assert!(!is_challenge(other), "{other}");
        }
    }
}
