//! What a request shows to be let in: a cookie, an access token, or an API key.

use http::HeaderMap;
use http::header::AUTHORIZATION;
use steward_kernel::id::SessionId;
use steward_kernel::signature::token_hash;

use super::access_token;
use super::session::Token;
use crate::edge::Edge;
use crate::edge::extract::header;

/// How every API key begins, so that a leaked one is recognized.
pub const API_KEY_PREFIX: &str = "steward_";

/// What came with a request; whether it is worth anything, the database knows.
pub enum Credential {
    /// A browser's cookie.
    Cookie(Token),
    /// An access token that is ours and has not run out, with the session that it names.
    AccessToken(SessionId),
    /// An API key's SHA-256.
    ApiKey(String),
    /// Something in the `Authorization` header that is none of ours.
    Unknown,
}

impl Credential {
    /// What a request shows. With an `Authorization` header the cookie is not looked at.
    #[must_use]
    pub fn of_request(headers: &HeaderMap, edge: &Edge) -> Option<Self> {
        if !is_authorized_by_header(headers) {
            return Token::of_request(headers, edge).map(Self::Cookie);
        }
        let text = header(headers, AUTHORIZATION.as_str());
        let (scheme, bearer) = text.split_once(' ').unwrap_or_default();
        let bearer = bearer.trim();
        if !scheme.eq_ignore_ascii_case("bearer") {
            return Some(Self::Unknown);
        }
        if bearer.starts_with(API_KEY_PREFIX) {
            return Some(Self::ApiKey(token_hash(bearer)));
        }
        Some(access_token::session_of(edge, bearer).map_or(Self::Unknown, Self::AccessToken))
    }
}

/// Whether the request brings its own authorization: then no browser has added a cookie by itself.
#[must_use]
pub fn is_authorized_by_header(headers: &HeaderMap) -> bool {
    headers.contains_key(AUTHORIZATION)
}
