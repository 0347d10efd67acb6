//! Codes of authenticator apps: TOTP (RFC 6238) with SHA-1, six digits and steps of 30 seconds, which every app supports.

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use steward_kernel::error::Error;
use steward_kernel::time::SECOND;

use crate::edge::Edge;
use crate::edge::hmac::hmac_sha1;

/// The bytes of a secret (RFC 4226, 4, R6).
pub const SECRET_BYTES: usize = 20;
const ISSUER: &str = "Steward";
const DIGITS: usize = 6;
const CODES: u32 = 1_000_000;
const STEP_MS: i64 = 30 * SECOND;
/// How many steps a clock may be ahead or behind.
const TOLERANCE: i64 = 1;
const BASE32: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// A typed code: six digits. Spaces are ignored.
#[must_use]
pub fn parse_code(typed: &str) -> Option<u32> {
    let digits: String = typed.chars().filter(|character| !character.is_whitespace()).collect();
    let is_code = digits.len() == DIGITS && digits.bytes().all(|byte| byte.is_ascii_digit());
    is_code.then(|| digits.parse().ok())?
}

/// The time step whose code this is, if it is around now and later than the last used one.
///
/// # Errors
/// [`Error::Internal`] when Web Crypto fails.
pub async fn step_of_code(
    edge: &Edge,
    secret: &[u8],
    code: u32,
    last_used_step: Option<i64>,
) -> Result<Option<i64>, Error> {
    let now = edge.now() / STEP_MS;
    for step in (now - TOLERANCE..=now + TOLERANCE).filter(|step| last_used_step.is_none_or(|last| *step > last)) {
        if truncate(hmac_sha1(secret, &step.to_be_bytes()).await?) == code {
            return Ok(Some(step));
        }
    }
    Ok(None)
}

/// The code of an HMAC (RFC 4226, 5.3).
fn truncate(hmac: [u8; 20]) -> u32 {
    let offset = usize::from(hmac[19] & 15);
    let bytes = hmac.iter().skip(offset).take(4);
    (bytes.fold(0_u32, |number, byte| number << 8 | u32::from(*byte)) & 0x7fff_ffff) % CODES
}

/// Base32 (RFC 4648) without padding. The length must be a multiple of five bytes.
#[must_use]
pub fn base32(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() / 5 * 8);
    for group in bytes.chunks_exact(5) {
        let number = group.iter().fold(0_u64, |number, byte| number << 8 | u64::from(*byte));
        for index in (0..8).rev() {
            let digit = usize::try_from(number >> (5 * index) & 31).unwrap_or_default();
            text.push(char::from(BASE32.get(digit).copied().unwrap_or(b'A')));
        }
    }
    text
}

/// The bytes of a text from [`base32`].
#[must_use]
pub fn from_base32(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len() / 8 * 5);
    if !text.len().is_multiple_of(8) {
        return None;
    }
    for group in text.as_bytes().chunks_exact(8) {
        let mut number = 0_u64;
        for letter in group {
            number = number << 5 | BASE32.iter().position(|other| other == letter)? as u64;
        }
        bytes.extend_from_slice(number.to_be_bytes().get(3..)?);
    }
    Some(bytes)
}

/// The URI that authenticator apps read from a QR code.
#[must_use]
pub fn uri(email: &str, secret: &str) -> String {
    let account = utf8_percent_encode(email, NON_ALPHANUMERIC);
    format!("otpauth://totp/{ISSUER}:{account}?secret={secret}&issuer={ISSUER}&algorithm=SHA1&digits=6&period=30")
}

/// A code has six digits, and is the number that they say.
#[cfg(fuzzing)]
pub fn fuzz(text: &str) {
    if let Some(code) = parse_code(text) {
        assert!(code < CODES);
        assert_eq!(parse_code(&format!("{code:0DIGITS$}")), Some(code));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 4226, appendix D: the HMACs of counters 0 to 4 and their codes.
    #[test]
    fn codes_of_hmacs() {
        for (hmac, code) in [
            ("cc93cf18508d94934c64b65d8ba7667fb7cde4b0", 755_224),
            ("75a48a19d4cbe100644e8ac1397eea747a2d33ab", 287_082),
            ("0bacb7fa082fef30782211938bc1c5e70416ff44", 359_152),
            ("66c28227d03a2d5529262ff016a1e6ef76557ece", 969_429),
            ("a904c900a64b35909874b33e61c5938a8e15ed1c", 338_314),
        ] {
            assert_eq!(truncate(hex::decode(hmac).unwrap().try_into().unwrap()), code);
        }
    }

    #[test]
    fn typed_codes() {
        assert_eq!(parse_code("012 345"), Some(12_345));
        for wrong in ["", "12345", "1234567", "12345a", "-12345", "+12345", "１２３４５６"] {
            assert_eq!(parse_code(wrong), None, "{wrong}");
        }
    }

    /// RFC 4648, 10, and the secret of RFC 6238's test vectors.
    #[test]
    fn base32_both_ways() {
        for (bytes, text) in [("fooba", "MZXW6YTB"), ("12345678901234567890", "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ")] {
            assert_eq!(base32(bytes.as_bytes()), text);
            assert_eq!(from_base32(text).as_deref(), Some(bytes.as_bytes()));
        }
        for wrong in ["MZXW6YT", "mzxw6ytb", "MZXW6YT1", "MZXW6YT="] {
            assert_eq!(from_base32(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn addresses_are_encoded_in_the_uri() {
        let uri = uri("demo+1@steward.localhost", "MZXW6YTB");
        assert!(
            uri.starts_with("otpauth://totp/Steward:demo%2B1%40steward%2Elocalhost?secret=MZXW6YTB&issuer=Steward&")
        );
    }
}
