//! Signatures of webhooks, and hashes of tokens.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};

/// Verifies GitHub's signature of the raw `body` in constant time: `sha256=` and the HMAC-SHA256 in hex. Source:
/// GitHub's "Validating webhook deliveries".
#[must_use]
pub fn verify_github(secret: &str, body: &[u8], header: &str) -> bool {
    let Some(claimed) = header.strip_prefix("sha256=").and_then(|digits| hex::decode(digits).ok()) else {
        return false;
    };
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret.as_bytes()) else { return false };
    mac.update(body);
    mac.verify_slice(&claimed).is_ok()
}

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

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The example of GitHub's documentation.
    #[test]
    fn the_example_of_github() {
        let header = "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17";
        assert!(verify_github("It's a Secret to Everybody", b"Hello, World!", header));
        assert!(!verify_github("It's a Secret to Everybody", b"Hello, World?", header));
        assert!(!verify_github("it's a secret", b"Hello, World!", header));
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

    proptest! {
        #[test]
        fn no_header_panics_or_passes(header in ".{0,80}", body: Vec<u8>) {
            prop_assert!(!verify_github("secret", &body, &header));
        }
    }
}
