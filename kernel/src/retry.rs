//! The retry policy of event deliveries.

/// The number of attempts, including the first, before a delivery is dead-lettered.
pub const MAXIMUM_ATTEMPTS: u32 = 5;

/// The delay in seconds after the `attempt`-th failure (from 1): 1, 2, 4, 8 … at most an hour, each ± 10 %. `jitter` is
/// uniform in 0..=255.
#[must_use]
pub fn delay_seconds(attempt: u32, jitter: u8) -> u32 {
    let base = 1_u64 << attempt.saturating_sub(1).min(12);
    // 0.9 … 1.1 in thousandths
    let factor = 900 + u64::from(jitter) * 200 / 255;
    u32::try_from((base * factor).div_ceil(1_000).min(3_600)).unwrap_or(3_600)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn doubles_within_ten_percent(attempt in 1_u32..40, jitter: u8) {
            let delay = u64::from(delay_seconds(attempt, jitter));
            let base = 1_u64 << (attempt - 1).min(12);
            prop_assert!((1..=3_600).contains(&delay));
            prop_assert!(delay * 10 >= (base * 9).min(36_000));
            prop_assert!(delay <= (base * 11).div_ceil(10));
        }
    }
}
