//! Access tokens of API clients: JWTs (RFC 7519, HS256) that contain a session's id and expire after fifteen minutes.
//! The session is read on every request, so that revoking it takes effect immediately.

use chrono::DateTime;
use jwt_compact::alg::{Hs256, Hs256Key};
use jwt_compact::{AlgorithmExt, Claims, Header, UntrustedToken};
use serde::{Deserialize, Serialize};
use steward_kernel::error::Error;
use steward_kernel::id::{OAuthClientId, SessionId, UserId};
use steward_kernel::sealing::KeyRing;
use steward_kernel::time::MINUTE;

use crate::edge::Edge;

/// How long an access token lasts.
pub const LIFETIME_MS: i64 = 15 * MINUTE;
/// Separates the derived keys from those of other uses.
const PURPOSE: &str = "access-token";
/// Longer tokens are not parsed.
const MAX_BYTES: usize = 1_024;

/// The path of the resource that access tokens of apps are for: the API (RFC 8707).
pub const RESOURCE: &str = "/api";

/// The claims of an app's token, besides those of every token (RFC 9068).
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct AppClaims {
    /// The resource that the token is for.
    pub aud: String,
    pub client_id: OAuthClientId,
    /// Separated by spaces.
    pub scope: String,
}

#[derive(Serialize, Deserialize)]
struct SessionClaims {
    sub: UserId,
    sid: SessionId,
    #[serde(flatten)]
    app: Option<AppClaims>,
}

/// A token that has a valid signature and has not expired.
#[derive(Debug, Clone)]
pub struct AccessToken {
    pub session_id: SessionId,
    pub app: Option<AppClaims>,
    /// Seconds since 1970.
    pub issued_at: i64,
    pub expires_at: i64,
}

fn key(ring: &KeyRing, id: &str) -> Option<Hs256Key> {
    ring.derive(id, PURPOSE, "").ok().map(Hs256Key::new)
}

/// Issues an access token for a session, which is an app's if there are claims of an app.
///
/// # Errors
/// [`Error::Internal`] when there is no key.
pub fn issue(edge: &Edge, user_id: &UserId, session_id: &SessionId, app: Option<AppClaims>) -> Result<String, Error> {
    let claims = SessionClaims { sub: user_id.clone(), sid: session_id.clone(), app };
    sign(&*edge.key_ring()?, edge.now(), claims)
}

fn sign(ring: &KeyRing, now: i64, claims: SessionClaims) -> Result<String, Error> {
    let id = ring.active_id().map_err(Error::internal)?;
    let key = key(ring, id).ok_or_else(|| Error::internal("the key ring has no active key"))?;
    let mut claims = Claims::new(claims);
    claims.issued_at = DateTime::from_timestamp_millis(now);
    claims.expiration = DateTime::from_timestamp_millis(now + LIFETIME_MS);
    Hs256.token(&Header::empty().with_key_id(id), &claims, &key).map_err(Error::internal)
}

/// Reads a token for the API. `None` when the signature is invalid, the token has expired, or it is for another resource.
#[must_use]
pub fn read(edge: &Edge, text: &str) -> Option<AccessToken> {
    let token = verify(&*edge.key_ring().ok()?, edge.now(), text)?;
    let Some(app) = &token.app else { return Some(token) };
    (app.aud == format!("{}{RESOURCE}", edge.public_url().ok()?)).then_some(token)
}

fn verify(ring: &KeyRing, now: i64, text: &str) -> Option<AccessToken> {
    if text.len() > MAX_BYTES {
        return None;
    }
    let untrusted = UntrustedToken::new(text).ok()?;
    let key = key(ring, untrusted.header().key_id.as_deref()?)?;
    let token = Hs256.validator::<SessionClaims>(&key).validate(&untrusted).ok()?;
    let (issued_at, expires_at) = (token.claims().issued_at?, token.claims().expiration?);
    let SessionClaims { sid, app, .. } = &token.claims().custom;
    (expires_at.timestamp_millis() > now).then(|| AccessToken {
        session_id: sid.clone(),
        app: app.clone(),
        issued_at: issued_at.timestamp(),
        expires_at: expires_at.timestamp(),
    })
}

/// No text is a token but one that was issued, to the byte.
#[cfg(fuzzing)]
pub fn fuzz(text: &str) {
    let ring = KeyRing::parse("k1:AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=").unwrap();
    let now = 1_700_000_000_000;
    assert!(verify(&ring, now, text).is_none(), "a forged token");
    let app = AppClaims { aud: text.to_owned(), client_id: OAuthClientId::new(now, [1; 10]), scope: text.to_owned() };
    let session_id = SessionId::new(now, [2; 10]);
    let issued =
        sign(&ring, now, SessionClaims { sub: UserId::new(now, [3; 10]), sid: session_id.clone(), app: Some(app) });
    let issued = issued.unwrap();
    match verify(&ring, now, &issued) {
        Some(read) => {
            assert_eq!(read.session_id, session_id);
            assert!(read.app.is_some_and(|app| app.aud == text && app.scope == text));
        }
        None => assert!(issued.len() > MAX_BYTES, "an issued token is not read"),
    }
    let place = text.len() % issued.len();
    let mut altered = issued.clone().into_bytes();
    altered[place] ^= 1;
    if let Ok(altered) = String::from_utf8(altered) {
        assert!(verify(&ring, now, &altered).is_none(), "another token than the issued one");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use base64::Engine;
    use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};

    fn ring(id: &str, byte: u8) -> KeyRing {
        KeyRing::parse(&format!("{id}:{}", STANDARD.encode([byte; 32]))).unwrap()
    }

    #[test]
    fn a_token_is_valid_for_fifteen_minutes_and_under_its_own_key() {
        let (user, session) = (UserId::new(1, [0; 10]), SessionId::new(2, [0; 10]));
        let now = 1_700_000_000_000;
        let token = sign(&ring("k1", 1), now, SessionClaims { sub: user, sid: session.clone(), app: None }).unwrap();
        let verify = |ring: &KeyRing, now, token: &str| verify(ring, now, token).map(|token| token.session_id);
        assert_eq!(verify(&ring("k1", 1), now, &token), Some(session.clone()));
        assert_eq!(verify(&ring("k1", 1), now + LIFETIME_MS - 1_000, &token), Some(session));
        assert_eq!(verify(&ring("k1", 1), now + LIFETIME_MS, &token), None);
        assert_eq!(verify(&ring("k1", 2), now, &token), None);
        assert_eq!(verify(&ring("k2", 1), now, &token), None);
        let mut altered = token.clone();
        altered.replace_range(altered.len() - 4..altered.len() - 3, if altered.ends_with('A') { "B" } else { "A" });
        assert_eq!(verify(&ring("k1", 1), now, &altered), None);
        let unsigned =
            format!("{}.{}.", URL_SAFE_NO_PAD.encode(r#"{"alg":"none","kid":"k1"}"#), token.split('.').nth(1).unwrap());
        assert_eq!(verify(&ring("k1", 1), now, &unsigned), None);
    }

    #[test]
    fn a_token_of_an_app_has_its_claims() {
        let (user, session) = (UserId::new(1, [0; 10]), SessionId::new(2, [0; 10]));
        let client_id = OAuthClientId::new(3, [0; 10]);
        let app = AppClaims { aud: "a".to_owned(), client_id: client_id.clone(), scope: "openid".to_owned() };
        let token = sign(&ring("k1", 1), 0, SessionClaims { sub: user, sid: session, app: Some(app) }).unwrap();
        let app = verify(&ring("k1", 1), 0, &token).unwrap().app.unwrap();
        assert_eq!((app.client_id, app.scope.as_str(), app.aud.as_str()), (client_id, "openid", "a"));
    }
}
