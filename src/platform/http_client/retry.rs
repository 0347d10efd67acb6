//! Whether and when a call is retried.

use std::time::Duration;

use steward_kernel::retry::short_delay_ms;

/// Attempts per call, including the first.
const ATTEMPTS: u32 = 3;
/// The longest delay between two attempts, because a user may be waiting.
const LONGEST_DELAY_MS: u64 = 2_000;

/// The result of a failed attempt.
#[derive(Debug, Clone, Copy)]
pub(super) struct Failure {
    /// `None` without a response.
    pub(super) status: Option<u16>,
    pub(super) retry_after_ms: Option<u64>,
}

impl Failure {
    /// Whether another attempt may succeed. A rate limit is retried only when the service says when.
    const fn is_temporary(self) -> bool {
        match self.status {
            None | Some(502..=504) => true,
            Some(429) => self.retry_after_ms.is_some(),
            Some(_) => false,
        }
    }
}

/// The delay before the next attempt; `None` when there is none, or when the timeout ends before it.
pub(super) fn delay(attempt: u32, failure: Failure, remaining: Duration, jitter: u8) -> Option<Duration> {
    let delay = failure.retry_after_ms.unwrap_or_else(|| short_delay_ms(attempt, jitter));
    let is_short = delay <= LONGEST_DELAY_MS && Duration::from_millis(delay) < remaining;
    (failure.is_temporary() && attempt < ATTEMPTS && is_short).then(|| Duration::from_millis(delay))
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE: Duration = Duration::from_secs(60);

    fn delay_ms(attempt: u32, status: Option<u16>, retry_after_ms: Option<u64>, remaining: Duration) -> Option<u128> {
        delay(attempt, Failure { status, retry_after_ms }, remaining, 127).map(|delay| delay.as_millis())
    }

    #[test]
    fn temporary_failures_are_repeated_twice() {
        for status in [None, Some(502), Some(503), Some(504)] {
            assert_eq!(delay_ms(1, status, None, MINUTE), Some(199), "{status:?}");
            assert_eq!(delay_ms(2, status, None, MINUTE), Some(399), "{status:?}");
            assert_eq!(delay_ms(3, status, None, MINUTE), None, "{status:?}");
        }
    }

    #[test]
    fn answers_are_not_repeated() {
        for status in [200, 302, 400, 401, 403, 404, 409, 422, 500, 501] {
            assert_eq!(delay_ms(1, Some(status), Some(0), MINUTE), None, "{status}");
        }
    }

    #[test]
    fn the_service_says_when() {
        assert_eq!(delay_ms(1, Some(429), Some(1_000), MINUTE), Some(1_000));
        assert_eq!(delay_ms(1, Some(503), Some(0), MINUTE), Some(0));
        assert_eq!(delay_ms(1, Some(429), None, MINUTE), None, "a limit without a time");
        assert_eq!(delay_ms(1, Some(503), Some(30_000), MINUTE), None, "longer than anybody waits");
    }

    #[test]
    fn no_attempt_begins_after_the_time_is_over() {
        assert_eq!(delay_ms(1, None, None, Duration::ZERO), None);
        assert_eq!(delay_ms(1, Some(503), Some(1_000), Duration::from_millis(1_000)), None);
        assert_eq!(delay_ms(1, Some(503), Some(1_000), Duration::from_millis(1_001)), Some(1_000));
    }
}
