//! When to try again.

use chrono::DateTime;

use crate::time::SECOND;

/// The number of attempts, including the first, before a delivery is dead-lettered.
pub const MAX_ATTEMPTS: u32 = 5;

/// Seconds to wait after the `attempt`-th failure (from 1): 1, 2, 4, 8 … at most an hour, each ± 10 %,
/// `jitter` being uniform in 0..=255. Source: the reference platform's outbox.
#[must_use]
pub fn delay_seconds(attempt: u32, jitter: u8) -> u32 {
    let base = 1_u64 << attempt.saturating_sub(1).min(12);
    u32::try_from(spread(base, jitter).div_ceil(1_000).min(3_600)).unwrap_or(3_600)
}

/// Milliseconds to wait after the `attempt`-th failure (from 1) of a call that a user waits for: 200, 400, 800 … at
/// most ten seconds, each ± 10 %, `jitter` being uniform in 0..=255.
#[must_use]
pub fn short_delay_ms(attempt: u32, jitter: u8) -> u64 {
    let base = 200_u64 << attempt.saturating_sub(1).min(12);
    (spread(base, jitter) / 1_000).min(10_000)
}

/// 0.9 to 1.1 times `base`, in thousandths.
fn spread(base: u64, jitter: u8) -> u64 {
    base * (900 + u64::from(jitter) * 200 / 255)
}

/// Milliseconds to wait by a `Retry-After` header: seconds or an HTTP date (RFC 9110, 10.2.3). Nothing when the header
/// is neither.
#[must_use]
pub fn retry_after_ms(header: &str, now_ms: i64) -> Option<u64> {
    let header = header.trim();
    if !header.is_empty() && header.bytes().all(|byte| byte.is_ascii_digit()) {
        // more digits than a number holds: longer than any user waits
        return Some(header.parse::<u64>().unwrap_or(u64::MAX).saturating_mul(SECOND.unsigned_abs()));
    }
    let date = DateTime::parse_from_rfc2822(header).ok()?;
    Some(u64::try_from(date.timestamp_millis().saturating_sub(now_ms)).unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn retry_after_is_seconds_or_a_date() {
        let now = 784_111_777_000; // Sun, 06 Nov 1994 08:49:37 GMT
        assert_eq!(retry_after_ms("120", now), Some(120_000));
        assert_eq!(retry_after_ms(" 0 ", now), Some(0));
        assert_eq!(retry_after_ms("Sun, 06 Nov 1994 08:49:40 GMT", now), Some(3_000));
        assert_eq!(retry_after_ms("Sun, 06 Nov 1994 08:49:30 GMT", now), Some(0), "a date that is over");
        assert_eq!(retry_after_ms(&"9".repeat(30), now), Some(u64::MAX));
        for wrong in ["", "soon", "-1", "1.5", "1994-11-06T08:49:37Z"] {
            assert_eq!(retry_after_ms(wrong, now), None, "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn grows_twofold_within_a_tenth(attempt in 1_u32..40, jitter: u8) {
            let delay = u64::from(delay_seconds(attempt, jitter));
            let base = 1_u64 << (attempt - 1).min(12);
            prop_assert!((1..=3_600).contains(&delay));
            prop_assert!(delay * 10 >= (base * 9).min(36_000));
            prop_assert!(delay <= (base * 11).div_ceil(10));
        }

        #[test]
        fn short_delays_stay_short(attempt in 1_u32..40, jitter: u8) {
            prop_assert!((180..=10_000).contains(&short_delay_ms(attempt, jitter)));
        }

        #[test]
        fn no_header_panics(header in ".{0,40}", now: i64) {
            let _ = retry_after_ms(&header, now);
        }
    }
}
