//! Rate limits by a sliding window log. Times are milliseconds since 1970.
//!
//! The log is exact for small limits and for hits with an attempt name. Other hits are counted in grains of a sixtieth
//! of the window, dated to the end of the grain. So the log of a busy subject stays short and never allows more than
//! the limit.

use serde::Serialize;
use serde_json::Value;

use crate::from_json::{FromJson, JsonError};

/// The number of grains in a window.
const GRAINS: i64 = 60;

/// At most `max` hits in any `window_ms` milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, FromJson)]
#[serde(rename_all = "camelCase")]
pub struct Limit {
    pub max: u32,
    /// At least 1.
    pub window_ms: i64,
}

/// The decision of a limit at a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, FromJson)]
#[serde(rename_all = "camelCase")]
pub struct Decision {
    pub allowed: bool,
    /// See [`Limit::max`].
    pub limit: u32,
    /// How many further hits are allowed now.
    pub remaining: u32,
    /// Time until the oldest hit leaves the window; 0 without hits.
    pub reset_ms: i64,
    /// Time until the same hits would be allowed; 0 if they were.
    pub retry_after_ms: i64,
}

impl Decision {
    /// [`Self::reset_ms`] in whole seconds, rounded up.
    #[must_use]
    pub const fn reset_seconds(&self) -> i64 {
        whole_seconds(self.reset_ms)
    }

    /// [`Self::retry_after_ms`] in whole seconds, rounded up.
    #[must_use]
    pub const fn retry_after_seconds(&self) -> i64 {
        whole_seconds(self.retry_after_ms)
    }

    /// The stricter of two decisions: the longer wait, then the refusal, then fewer remaining hits.
    #[must_use]
    pub fn stricter(self, other: Self) -> Self {
        let strictness = |decision: &Self| (decision.retry_after_ms, !decision.allowed, u32::MAX - decision.remaining);
        if strictness(&other) > strictness(&self) { other } else { self }
    }
}

const fn whole_seconds(ms: i64) -> i64 {
    (ms + 999).div_euclid(1_000)
}

/// Hits at a time; leased hits are dated to the end of the lease.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, FromJson)]
struct Hit {
    at: i64,
    count: u32,
    /// The idempotency key.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    attempt: Option<String>,
}

/// The log of one subject, of at most `max` entries.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Window {
    /// Sorted by time.
    hits: Vec<Hit>,
}

impl FromJson for Window {
    fn from_json(value: &Value) -> Result<Self, JsonError> {
        Vec::from_json(value).map(|hits| Self { hits })
    }
}

impl Window {
    /// Counts `count` hits now, all or none. Repeated for the same `attempt`, it counts nothing and allows them again.
    pub fn take(&mut self, limit: Limit, attempt: &str, count: u32, now: i64) -> Decision {
        self.slide(limit, now);
        let known = self.hits.iter().any(|hit| hit.attempt.as_deref() == Some(attempt));
        let allowed = known || count <= self.remaining(limit);
        if allowed && !known {
            self.insert(Hit { at: now, count, attempt: Some(attempt.to_owned()) });
        }
        self.decision(limit, allowed, count, now)
    }

    /// Leases at most `count` hits until `until` and returns how many. They are counted as if all were made then, until
    /// [`Self::settle`] corrects that. If `until` is not after `now`, the hits are counted at once: there is nothing to
    /// settle, and a repeated `attempt` is counted again.
    pub fn lease(&mut self, limit: Limit, attempt: &str, count: u32, until: i64, now: i64) -> (u32, Decision) {
        self.slide(limit, now);
        let known = self.hits.iter().find(|hit| hit.attempt.as_deref() == Some(attempt)).map(|hit| hit.count);
        let granted = known.unwrap_or_else(|| count.min(self.remaining(limit)));
        if granted > 0 && known.is_none() {
            if until > now {
                self.insert(Hit { at: until, count: granted, attempt: Some(attempt.to_owned()) });
            } else {
                self.insert_grain(limit, granted, now);
            }
        }
        (granted, self.decision(limit, granted > 0, 1, now))
    }

    /// Ends the lease of `attempt`, of which `used` hits were made before now.
    pub fn settle(&mut self, limit: Limit, attempt: &str, used: u32, now: i64) {
        if let Some(hit) = self.remove(attempt) {
            self.insert_grain(limit, used.min(hit.count), hit.at.min(now));
        }
    }

    /// Removes the hits of `attempt`.
    pub fn refund(&mut self, attempt: &str) {
        self.remove(attempt);
    }

    /// Removes all hits.
    pub fn reset(&mut self) {
        self.hits.clear();
    }

    /// When the last hit leaves the window, if there is one.
    #[must_use]
    pub fn ends_at(&self, limit: Limit) -> Option<i64> {
        self.hits.last().map(|hit| hit.at.saturating_add(limit.window_ms))
    }

    fn remove(&mut self, attempt: &str) -> Option<Hit> {
        let index = self.hits.iter().position(|hit| hit.attempt.as_deref() == Some(attempt))?;
        Some(self.hits.remove(index))
    }

    /// Removes hits outside of the window. A hit counts for exactly `window_ms` milliseconds.
    fn slide(&mut self, limit: Limit, now: i64) {
        self.hits.retain(|hit| hit.at.saturating_add(limit.window_ms) > now);
    }

    fn remaining(&self, limit: Limit) -> u32 {
        self.hits.iter().fold(limit.max, |left, hit| left.saturating_sub(hit.count))
    }

    fn insert(&mut self, hit: Hit) {
        let index = self.hits.partition_point(|earlier| earlier.at <= hit.at);
        self.hits.insert(index, hit);
    }

    fn insert_grain(&mut self, limit: Limit, count: u32, at: i64) {
        if count == 0 {
            return;
        }
        let grain = if i64::from(limit.max) > GRAINS { limit.window_ms.div_euclid(GRAINS).max(1) } else { 1 };
        let at = at.saturating_add(grain - 1).div_euclid(grain) * grain;
        match self.hits.iter_mut().find(|hit| hit.at == at && hit.attempt.is_none()) {
            Some(hit) => hit.count = hit.count.saturating_add(count),
            None => self.insert(Hit { at, count, attempt: None }),
        }
    }

    fn decision(&self, limit: Limit, allowed: bool, count: u32, now: i64) -> Decision {
        let remaining = self.remaining(limit);
        let time_in_window = |hit: &Hit| hit.at.saturating_add(limit.window_ms).saturating_sub(now);
        let retry_after_ms = if allowed {
            0
        } else {
            // allowed again when at most this many hits are in the window
            let tolerated = u64::from(limit.max.saturating_sub(count));
            let mut counted: u64 = self.hits.iter().map(|hit| u64::from(hit.count)).sum();
            let last_to_leave = self.hits.iter().find(|hit| {
                counted -= u64::from(hit.count);
                counted <= tolerated
            });
            last_to_leave.map_or(limit.window_ms, time_in_window)
        };
        let reset_ms = self.hits.first().map_or(0, time_in_window);
        Decision { allowed, limit: limit.max, remaining, reset_ms, retry_after_ms }
    }
}

#[cfg(test)]
mod tests;
