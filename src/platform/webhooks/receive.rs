//! Reads a delivery's body and verifies its signature.

use serde_json::Value;
use steward_kernel::error::Error;
use steward_kernel::time::MINUTE;

use crate::edge::bridge::Incoming;
use crate::edge::signed_body::Signed;

/// Bytes of an HMAC-SHA256.
const SIGNATURE_BYTES: usize = 32;

/// The tolerance for the time of a signature, before and after. Slack and Stripe recommend five minutes.
const REPLAY_WINDOW_MS: i64 = 5 * MINUTE;

/// A provider's signature of a delivery: an HMAC-SHA256.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Signature {
    /// Those of another length are valid for no body, which is then not read.
    pub bytes: Vec<u8>,
    /// What is signed in front of the body.
    pub prefix: String,
    /// The signed time, in milliseconds since 1970. `None` when the provider signs none; repeated deliveries are then
    /// only recognized by their ids.
    pub signed_at: Option<i64>,
}

/// Reads a delivery, verifies the signature of its raw body, and returns the fields at `paths` of its JSON, as
/// [`Incoming::signed_json`] takes them.
///
/// # Errors
/// [`Error::InvalidSignature`], before the body is read when no body could have the signature;
/// [`Error::PayloadTooLarge`] over `limit` bytes; [`Error::RequestTimeout`]; [`Error::MalformedJson`].
pub async fn read_verified(
    incoming: &Incoming,
    limit: usize,
    secret: &str,
    signature: &Signature,
    paths: &str,
) -> Result<Value, Error> {
    must_be_possible(signature, incoming.edge.now())?;
    let Signature { bytes, prefix, .. } = signature;
    incoming.signed_json(limit, &Signed { secret, prefix, signature: bytes }, paths).await
}

/// Refuses a signature that is valid for no body.
///
/// # Errors
/// [`Error::InvalidSignature`].
pub fn must_be_possible(signature: &Signature, now: i64) -> Result<(), Error> {
    let is_possible = signature.bytes.len() == SIGNATURE_BYTES && is_in_time(signature.signed_at, now);
    if is_possible { Ok(()) } else { Err(Error::InvalidSignature) }
}

fn is_in_time(signed_at: Option<i64>, now: i64) -> bool {
    signed_at.is_none_or(|at| now.saturating_sub(at).saturating_abs() <= REPLAY_WINDOW_MS)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: i64 = 1_769_860_800_000;

    #[test]
    fn a_signature_of_another_length_is_refused() {
        for (length, is_possible) in [(0, false), (31, false), (32, true), (33, false)] {
            let signature = Signature { bytes: vec![7; length], ..Signature::default() };
            assert_eq!(must_be_possible(&signature, NOW).is_ok(), is_possible, "{length}");
        }
        let late = Signature { bytes: vec![7; 32], signed_at: Some(0), ..Signature::default() };
        assert!(must_be_possible(&late, NOW).is_err());
    }

    #[test]
    fn an_old_or_future_signature_is_refused() {
        assert!(is_in_time(None, NOW));
        for offset in [0, REPLAY_WINDOW_MS, -REPLAY_WINDOW_MS] {
            assert!(is_in_time(Some(NOW + offset), NOW), "{offset}");
        }
        for offset in [REPLAY_WINDOW_MS + 1, -REPLAY_WINDOW_MS - 1, i64::MIN] {
            assert!(!is_in_time(Some(NOW.saturating_add(offset)), NOW), "{offset}");
        }
    }
}
