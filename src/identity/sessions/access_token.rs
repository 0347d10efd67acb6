//! Access tokens of API clients: JWTs (RFC 7519, HS256) that contain a session's id and expire after fifteen minutes.
//! The session is read on every request, so that revoking it takes effect immediately.

use chrono::DateTime;
use jwt_compact::alg::{Hs256, Hs256Key};
use jwt_compact::{AlgorithmExt, Claims, Header, UntrustedToken};
use serde::{Deserialize, Serialize};
use steward_kernel::error::Error;
use steward_kernel::id::{SessionId, UserId};
use steward_kernel::sealing::KeyRing;
use steward_kernel::time::MINUTE;

use crate::edge::Edge;

/// How long an access token lasts.
pub const LIFETIME_MS: i64 = 15 * MINUTE;
/// Separates the derived keys from those of other uses.
const PURPOSE: &str = "access-token";
/// Longer tokens are not parsed.
const MAX_BYTES: usize = 1_024;

#[derive(Serialize, Deserialize)]
struct SessionClaims {
    sub: UserId,
    sid: SessionId,
}

fn key(ring: &KeyRing, id: &str) -> Option<Hs256Key> {
    ring.derive(id, PURPOSE, "").ok().map(Hs256Key::new)
}

/// Issues an access token for a session.
///
/// # Errors
/// [`Error::Internal`] when there is no key.
pub fn issue(edge: &Edge, user_id: &UserId, session_id: &SessionId) -> Result<String, Error> {
    sign(&*edge.key_ring()?, edge.now(), user_id, session_id)
}

fn sign(ring: &KeyRing, now: i64, user_id: &UserId, session_id: &SessionId) -> Result<String, Error> {
    let id = ring.active_id().map_err(Error::internal)?;
    let key = key(ring, id).ok_or_else(|| Error::internal("the key ring has no active key"))?;
    let mut claims = Claims::new(SessionClaims { sub: user_id.clone(), sid: session_id.clone() });
    claims.issued_at = DateTime::from_timestamp_millis(now);
    claims.expiration = DateTime::from_timestamp_millis(now + LIFETIME_MS);
    Hs256.token(&Header::empty().with_key_id(id), &claims, &key).map_err(Error::internal)
}

/// Returns the session of a token that has a valid signature and has not expired.
#[must_use]
pub fn session_of(edge: &Edge, text: &str) -> Option<SessionId> {
    verify(&*edge.key_ring().ok()?, edge.now(), text)
}

fn verify(ring: &KeyRing, now: i64, text: &str) -> Option<SessionId> {
    if text.len() > MAX_BYTES {
        return None;
    }
    let untrusted = UntrustedToken::new(text).ok()?;
    let key = key(ring, untrusted.header().key_id.as_deref()?)?;
    let token = Hs256.validator::<SessionClaims>(&key).validate(&untrusted).ok()?;
    let is_current = token.claims().expiration?.timestamp_millis() > now;
    is_current.then(|| token.claims().custom.sid.clone())
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
        let token = sign(&ring("k1", 1), now, &user, &session).unwrap();
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
}
