//! The credential of a request: a session cookie, an access token, or an API key.

use steward_kernel::signature::token_hash;

use super::CookieTokens;
use super::access_token::{self, AccessToken};
use crate::api::header;
use crate::edge::Edge;
use crate::edge::headers::Headers;

const AUTHORIZATION: &str = "authorization";

/// The prefix of every API key, by which secret scanners recognize a leaked one.
pub const API_KEY_PREFIX: &str = "steward_";

/// A credential that is not yet resolved.
pub enum Credential {
    Cookie(CookieTokens),
    /// A valid access token.
    AccessToken(AccessToken),
    /// The SHA-256 of an API key.
    ApiKey(String),
    /// An `Authorization` header without a valid token.
    Unknown,
}

impl Credential {
    /// Finds the credential of a request. An `Authorization` header takes precedence over the cookie.
    #[must_use]
    pub fn of_request(headers: &Headers, edge: &Edge) -> Option<Self> {
        if !is_authorized_by_header(headers) {
            return CookieTokens::of_request(headers, edge).map(Self::Cookie);
        }
        let text = header(headers, AUTHORIZATION);
        let (scheme, bearer) = text.split_once(' ').unwrap_or_default();
        let bearer = bearer.trim();
        if !scheme.eq_ignore_ascii_case("bearer") {
            return Some(Self::Unknown);
        }
        if bearer.starts_with(API_KEY_PREFIX) {
            return Some(Self::ApiKey(token_hash(bearer)));
        }
        Some(access_token::read(edge, bearer).map_or(Self::Unknown, Self::AccessToken))
    }
}

/// Whether the credential is in the `Authorization` header, which a browser never sends by itself.
#[must_use]
pub fn is_authorized_by_header(headers: &Headers) -> bool {
    headers.get(AUTHORIZATION).is_some()
}
