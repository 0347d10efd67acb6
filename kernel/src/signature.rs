//! Signatures of webhooks, and hashes of tokens that are only ever compared.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};

/// Whether `header` is GitHub's signature of the raw `body`: `sha256=` and the HMAC-SHA256 in hex, compared in
/// constant time. Source: GitHub's "Validating webhook deliveries".
#[must_use]
pub fn verify_github(secret: &str, body: &[u8], header: &str) -> bool {
    let Some(claimed) = header.strip_prefix("sha256=").and_then(decode_hex) else { return false };
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret.as_bytes()) else { return false };
    mac.update(body);
    mac.verify_slice(&claimed).is_ok()
}

/// SHA-256 of a token in lower-case hex: what is stored instead of the token.
#[must_use]
pub fn token_hash(token: &str) -> String {
    encode_hex(&Sha256::digest(token.as_bytes()))
}

/// The `S256` challenge of a code verifier (RFC 7636, 4.2).
#[must_use]
pub fn code_challenge(verifier: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(verifier.as_bytes()))
}

/// Lower-case hex.
#[must_use]
pub fn encode_hex(bytes: &[u8]) -> String {
    let digit = |nibble: u8| char::from_digit(u32::from(nibble), 16).unwrap_or('0');
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

fn decode_hex(text: &str) -> Option<Vec<u8>> {
    let nibble = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let (pairs, rest) = text.as_bytes().as_chunks::<2>();
    if !rest.is_empty() {
        return None;
    }
    pairs.iter().map(|[high, low]| Some(nibble(*high)? << 4 | nibble(*low)?)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The vector in GitHub's documentation.
    #[test]
    fn githubs_own_vector() {
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

        #[test]
        fn hex_round_trip(bytes: Vec<u8>) {
            prop_assert_eq!(decode_hex(&encode_hex(&bytes)), Some(bytes));
        }
    }
}
