//! Hashes of tokens.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};

use crate::error::Error;

/// The SHA-256 of a token in lower-case hex, which is stored instead of the token.
#[must_use]
pub fn token_hash(token: &str) -> String {
    hex::encode(Sha256::digest(token.as_bytes()))
}

/// The `S256` challenge of a code verifier (RFC 7636, 4.2).
#[must_use]
pub fn code_challenge(verifier: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(verifier.as_bytes()))
}

/// Whether two secrets, or hashes of secrets, are the same. The comparison takes as long for all of a length.
#[must_use]
pub fn is_same(one: impl AsRef<[u8]>, other: impl AsRef<[u8]>) -> bool {
    are_same(one.as_ref(), other.as_ref())
}

fn are_same(one: &[u8], other: &[u8]) -> bool {
    let difference = one.iter().zip(other).fold(0, |difference, (one, other)| difference | (one ^ other));
    std::hint::black_box(difference) == 0 && one.len() == other.len()
}

/// Whether the hash is that of the token. The comparison takes as long for every token.
#[must_use]
pub fn is_hash_of(token: &str, hash: &str) -> bool {
    is_same(token_hash(token), hash)
}

/// The `at_hash` of an access token for ES256 (OpenID Connect Core, 3.1.3.6): the left half of its SHA-256.
#[must_use]
pub fn access_token_hash(token: &str) -> String {
    let hash = Sha256::digest(token.as_bytes());
    URL_SAFE_NO_PAD.encode(hash.get(..16).unwrap_or_default())
}

/// The value of the header `webhook-signature` (Standard Webhooks): an HMAC-SHA256 over id, timestamp and body.
///
/// # Errors
/// [`Error::Internal`] when the key is rejected, which does not happen: HMAC takes keys of any length.
pub fn webhook_signature(key: &[u8], id: &str, timestamp: &str, body: &str) -> Result<String, Error> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).map_err(Error::internal)?;
    for part in [id, ".", timestamp, ".", body] {
        mac.update(part.as_bytes());
    }
    Ok(format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes())))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of the Standard Webhooks libraries.
    #[test]
    fn a_webhook_signature() {
        let key = STANDARD.decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").unwrap();
        let body = r#"{"test": 2432232314}"#;
        let signature = webhook_signature(&key, "msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", body).unwrap();
        assert_eq!(signature, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    /// FIPS 180-2, "abc".
    #[test]
    fn token_hash_is_sha_256() {
        assert_eq!(token_hash("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }

    /// RFC 7636, appendix B.
    #[test]
    fn a_code_challenge() {
        let verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
        assert_eq!(code_challenge(verifier), "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
    }

    #[test]
    fn only_the_tokens_own_hash_matches() {
        assert!(is_hash_of("abc", &token_hash("abc")));
        for other in [token_hash("abd"), String::new(), token_hash("abc")[1..].to_owned(), token_hash("abc") + "0"] {
            assert!(!is_hash_of("abc", &other), "{other}");
        }
    }

    #[test]
    fn the_left_half_of_a_hash() {
        // ba7816bf8f01cfea414140de5dae2223
        assert_eq!(access_token_hash("abc"), "ungWv48Bz-pBQUDeXa4iIw");
    }
}
