//! Reads a delivery's body and verifies its signature.

use steward_kernel::error::Error;
use steward_kernel::time::MINUTE;

use crate::edge::bridge::Incoming;

/// The tolerance for the time of a signature, before and after. Slack and Stripe recommend five minutes.
const REPLAY_WINDOW_MS: i64 = 5 * MINUTE;

/// A provider's signature of a delivery.
pub trait Signature {
    /// Whether the signature is valid for the secret and the exact bytes of the body. The comparison takes constant
    /// time.
    fn is_valid(&self, secret: &str, body: &[u8]) -> bool;

    /// The signed time, in milliseconds since 1970. `None` when the provider signs none; repeated deliveries are then
    /// only recognized by their ids.
    fn signed_at(&self) -> Option<i64> {
        None
    }
}

/// Reads the raw body of a delivery and verifies its signature.
///
/// # Errors
/// [`Error::PayloadTooLarge`] over `limit` bytes; [`Error::InvalidSignature`].
pub async fn read_verified(
    incoming: &Incoming,
    limit: usize,
    secret: &str,
    signature: &impl Signature,
) -> Result<Vec<u8>, Error> {
    let body = incoming.body(limit).await?;
    verify(signature, secret, &body, incoming.edge.now())?;
    Ok(body)
}

fn verify(signature: &impl Signature, secret: &str, body: &[u8], now: i64) -> Result<(), Error> {
    let is_in_time = signature.signed_at().is_none_or(|at| now.saturating_sub(at).saturating_abs() <= REPLAY_WINDOW_MS);
    if is_in_time && signature.is_valid(secret, body) { Ok(()) } else { Err(Error::InvalidSignature) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: i64 = 1_769_860_800_000;

    /// Signs with the secret and the body in clear.
    struct Clear {
        text: &'static str,
        signed_at: Option<i64>,
    }

    impl Signature for Clear {
        fn is_valid(&self, secret: &str, body: &[u8]) -> bool {
            [secret.as_bytes(), body].concat() == self.text.as_bytes()
        }

        fn signed_at(&self) -> Option<i64> {
            self.signed_at
        }
    }

    fn is_accepted(text: &'static str, signed_at: Option<i64>) -> bool {
        verify(&Clear { text, signed_at }, "secret", b"{}", NOW).is_ok()
    }

    #[test]
    fn a_signature_by_the_secret_over_the_raw_body_is_accepted() {
        assert!(is_accepted("secret{}", None));
        for wrong in ["other{}", "secret{} ", "secret", ""] {
            assert!(!is_accepted(wrong, None), "{wrong}");
        }
        let error = verify(&Clear { text: "", signed_at: None }, "secret", b"{}", NOW).unwrap_err();
        assert_eq!(error.code(), "INVALID_SIGNATURE");
    }

    #[test]
    fn an_old_or_future_signature_is_refused() {
        for offset in [0, REPLAY_WINDOW_MS, -REPLAY_WINDOW_MS] {
            assert!(is_accepted("secret{}", Some(NOW + offset)), "{offset}");
            assert!(!is_accepted("other{}", Some(NOW + offset)), "{offset}");
        }
        for offset in [REPLAY_WINDOW_MS + 1, -REPLAY_WINDOW_MS - 1, i64::MIN] {
            assert!(!is_accepted("secret{}", Some(NOW.saturating_add(offset))), "{offset}");
        }
    }
}
