//! How often something may be done: a sliding window over the log of what was done. Times are milliseconds since 1970,
//! handed in.
//!
//! The log is exact where a limit is small or every hit has a name. Other hits are counted in grains of a sixtieth of
//! the window, as of the grain's end, so that a busy log stays short and never lets more through than the limit says.

use serde::{Deserialize, Serialize};

/// Grains in a window.
const GRAINS: i64 = 60;

/// At most `max` in any `window_ms` milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Limit {
    /// How often.
    pub max: u32,
    /// In how long, in milliseconds: at least 1.
    pub window_ms: i64,
}

/// What a limit says at a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Decision {
    /// Whether it was let through.
    pub allowed: bool,
    /// How often it is let through in a window.
    pub limit: u32,
    /// How often it would be let through from now on.
    pub remaining: u32,
    /// Milliseconds until the oldest hit leaves the window; 0 when there is none.
    pub reset_ms: i64,
    /// Milliseconds until the same would be let through; 0 when it was.
    pub retry_after_ms: i64,
}

impl Decision {
    /// [`Self::reset_ms`] in whole seconds, rounded up.
    #[must_use]
    pub const fn reset_seconds(&self) -> i64 {
        whole_seconds(self.reset_ms)
    }

    /// [`Self::retry_after_ms`] in whole seconds, rounded up: whoever waits so long is not sent away again.
    #[must_use]
    pub const fn retry_after_seconds(&self) -> i64 {
        whole_seconds(self.retry_after_ms)
    }

    /// The one of two that leaves less: a refusal before a permission, the longer wait before the shorter, fewer left
    /// before more.
    #[must_use]
    pub fn tighter(self, other: Self) -> Self {
        let tightness = |decision: &Self| (decision.retry_after_ms, !decision.allowed, u32::MAX - decision.remaining);
        if tightness(&other) > tightness(&self) { other } else { self }
    }
}

const fn whole_seconds(ms: i64) -> i64 {
    (ms + 999).div_euclid(1_000)
}

/// Something that was done, or may be until `at`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Hit {
    at: i64,
    count: u32,
    /// The name under which it can be repeated without being counted twice, or taken back.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    attempt: Option<String>,
}

/// The log of one subject. It holds at most as many hits as the limit's `max`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Window {
    /// Sorted by time.
    hits: Vec<Hit>,
}

impl Window {
    /// Counts `count` hits now, all of them or none. The same `attempt` again counts nothing and is let through again.
    pub fn take(&mut self, limit: Limit, attempt: &str, count: u32, now: i64) -> Decision {
        self.slide(limit, now);
        let known = self.hits.iter().any(|hit| hit.attempt.as_deref() == Some(attempt));
        let allowed = known || count <= self.remaining(limit);
        if allowed && !known {
            self.insert(Hit { at: now, count, attempt: Some(attempt.to_owned()) });
        }
        self.decision(limit, allowed, count, now)
    }

    /// Hands out at most `count` hits that may be made until `until`, and says how many. They count as if all were made
    /// then; [`Self::settle`] says better. Hits of the present (`until` is not after `now`) have nothing to settle, and
    /// the same `attempt` again is counted again.
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

    /// Of what was handed out to `attempt`, `used` hits were made, all of them before now, and no more will be.
    pub fn settle(&mut self, limit: Limit, attempt: &str, used: u32, now: i64) {
        if let Some(hit) = self.take_out(attempt) {
            self.insert_grain(limit, used.min(hit.count), hit.at.min(now));
        }
    }

    /// Takes the hits of `attempt` back.
    pub fn refund(&mut self, attempt: &str) {
        self.take_out(attempt);
    }

    /// Takes all hits back.
    pub fn reset(&mut self) {
        self.hits.clear();
    }

    /// When the last hit leaves the window, if there is one.
    #[must_use]
    pub fn ends_at(&self, limit: Limit) -> Option<i64> {
        self.hits.last().map(|hit| hit.at.saturating_add(limit.window_ms))
    }

    fn take_out(&mut self, attempt: &str) -> Option<Hit> {
        let index = self.hits.iter().position(|hit| hit.attempt.as_deref() == Some(attempt))?;
        Some(self.hits.remove(index))
    }

    /// A hit counts for exactly `window_ms` milliseconds.
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
        let until_gone = |hit: &Hit| hit.at.saturating_add(limit.window_ms).saturating_sub(now);
        let retry_after_ms = if allowed {
            0
        } else {
            // enough has left the window when this many are still in it
            let bearable = u64::from(limit.max.saturating_sub(count));
            let mut counted: u64 = self.hits.iter().map(|hit| u64::from(hit.count)).sum();
            let leaver = self.hits.iter().find(|hit| {
                counted -= u64::from(hit.count);
                counted <= bearable
            });
            leaver.map_or(limit.window_ms, until_gone)
        };
        let reset_ms = self.hits.first().map_or(0, until_gone);
        Decision { allowed, limit: limit.max, remaining, reset_ms, retry_after_ms }
    }
}

#[cfg(test)]
mod tests;
