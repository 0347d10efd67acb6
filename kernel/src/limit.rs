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
    pub fn give_back(&mut self, attempt: &str) {
        self.take_out(attempt);
    }

    /// Takes all hits back.
    pub fn forget(&mut self) {
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
mod tests {
    use proptest::prelude::*;

    use super::*;

    const LIMIT: Limit = Limit { max: 5, window_ms: 1_000 };

    #[test]
    fn five_are_let_through_and_the_sixth_waits_for_the_first_to_leave() {
        let mut window = Window::default();
        for (index, remaining) in (0..5_u32).rev().enumerate() {
            let now = 100 * index as i64;
            let decision = window.take(LIMIT, &format!("{index}"), 1, now);
            assert_eq!((decision.allowed, decision.remaining, decision.reset_ms), (true, remaining, 1_000 - now));
        }
        let refused = window.take(LIMIT, "sixth", 1, 999);
        assert_eq!((refused.allowed, refused.remaining, refused.retry_after_ms), (false, 0, 1));
        assert_eq!(refused.retry_after_seconds(), 1);
        assert!(window.take(LIMIT, "sixth", 1, 1_000).allowed);
        assert_eq!(window.take(LIMIT, "seventh", 1, 1_000).retry_after_ms, 100);
    }

    #[test]
    fn the_same_attempt_counts_once() {
        let mut window = Window::default();
        for _ in 0..9 {
            assert_eq!(window.take(LIMIT, "again", 1, 0).remaining, 4);
        }
    }

    #[test]
    fn what_is_given_back_can_be_taken_again() {
        let mut window = Window::default();
        window.take(LIMIT, "mine", 2, 0);
        window.take(LIMIT, "theirs", 3, 0);
        assert!(!window.take(LIMIT, "more", 1, 1).allowed);
        window.give_back("mine");
        window.give_back("mine");
        assert_eq!(window.take(LIMIT, "more", 1, 1).remaining, 1);
        window.forget();
        assert_eq!(window.take(LIMIT, "most", 5, 1).remaining, 0);
    }

    #[test]
    fn a_lease_is_cut_to_what_is_left_and_settled_by_what_was_used() {
        let mut window = Window::default();
        window.take(LIMIT, "before", 1, 0);
        let (granted, decision) = window.lease(LIMIT, "lease", 9, 500, 0);
        assert_eq!((granted, decision.allowed, decision.remaining), (4, true, 0));
        assert_eq!(window.lease(LIMIT, "lease", 9, 500, 0).0, 4, "the same lease");
        let (granted, decision) = window.lease(LIMIT, "other", 9, 500, 0);
        assert_eq!((granted, decision.allowed, decision.retry_after_ms), (0, false, 1_000));
        window.settle(LIMIT, "lease", 1, 100);
        assert_eq!(window.lease(LIMIT, "other", 9, 500, 100).0, 3);
    }

    #[test]
    fn a_limit_that_was_lowered_lets_nothing_through_until_enough_has_left() {
        let mut window = Window::default();
        window.take(LIMIT, "a", 2, 0);
        window.take(LIMIT, "b", 3, 10);
        let lower = Limit { max: 2, ..LIMIT };
        let refused = window.take(lower, "c", 1, 20);
        assert_eq!((refused.allowed, refused.remaining, refused.retry_after_ms), (false, 0, 990));
    }

    #[test]
    fn a_busy_log_stays_short() {
        let limit = Limit { max: 600, window_ms: 60_000 };
        let mut window = Window::default();
        for now in (0..300_000).step_by(100) {
            window.lease(limit, "one", 1, now, now);
            assert!(window.hits.len() <= 62);
        }
    }

    #[test]
    fn the_tighter_of_two() {
        let allowed = |remaining| Decision { allowed: true, limit: 9, remaining, reset_ms: 5, retry_after_ms: 0 };
        let refused = |retry_after_ms| Decision { allowed: false, limit: 9, remaining: 0, reset_ms: 5, retry_after_ms };
        assert_eq!(allowed(3).tighter(allowed(2)), allowed(2));
        assert_eq!(allowed(2).tighter(allowed(3)), allowed(2));
        assert_eq!(allowed(0).tighter(refused(7)), refused(7));
        assert_eq!(refused(8).tighter(refused(7)), refused(8));
    }

    #[derive(Debug, Clone)]
    enum Step {
        Take { count: u32 },
        TakeBack { which: usize },
        Lease { count: u32, life: i64 },
        Use { which: usize, count: u32 },
        Settle { which: usize },
        Wait { ms: i64 },
    }

    fn any_step() -> impl Strategy<Value = Step> {
        prop_oneof![
            4 => (1..4_u32).prop_map(|count| Step::Take { count }),
            1 => (0..8_usize).prop_map(|which| Step::TakeBack { which }),
            3 => (1..5_u32, 0..300_i64).prop_map(|(count, life)| Step::Lease { count, life }),
            4 => (0..8_usize, 1..3_u32).prop_map(|(which, count)| Step::Use { which, count }),
            2 => (0..8_usize).prop_map(|which| Step::Settle { which }),
            5 => (0..400_i64).prop_map(|ms| Step::Wait { ms }),
        ]
    }

    struct Lease {
        attempt: String,
        left: u32,
        used: u32,
        until: i64,
    }

    proptest! {
        /// Takes only: the log as one would explain it, every hit that was let through with its time.
        #[test]
        fn takes_are_exact(max in 1..9_u32, waits in prop::collection::vec((0..500_i64, 1..4_u32), 0..80)) {
            let limit = Limit { max, window_ms: 1_000 };
            let (mut window, mut now) = (Window::default(), 0_i64);
            let mut made: Vec<(i64, u32)> = Vec::new();
            let in_window = |made: &[(i64, u32)], now: i64| -> u32 {
                made.iter().filter(|(at, _)| at + 1_000 > now).map(|(_, count)| count).sum()
            };
            for (index, (wait, count)) in waits.into_iter().enumerate() {
                now += wait;
                let decision = window.take(limit, &index.to_string(), count, now);
                prop_assert_eq!(decision.allowed, in_window(&made, now) + count <= max);
                if decision.allowed {
                    made.push((now, count));
                    prop_assert_eq!(decision.retry_after_ms, 0);
                } else if count <= max {
                    // exact: then it would be let through, and not a millisecond before
                    let then = now + decision.retry_after_ms;
                    prop_assert!(in_window(&made, then) + count <= max);
                    prop_assert!(in_window(&made, then - 1) + count > max);
                }
                prop_assert_eq!(decision.remaining, max - in_window(&made, now));
            }
        }

        /// Whatever is taken, leased, used, settled and given back: no window ever holds more than the limit.
        #[test]
        fn never_more_than_the_limit_in_any_window(steps in prop::collection::vec(any_step(), 0..120)) {
            let limit = Limit { max: 6, window_ms: 1_000 };
            let (mut window, mut now) = (Window::default(), 1_000_000_i64);
            let mut made: Vec<(String, i64, u32)> = Vec::new();
            let mut leases: Vec<Lease> = Vec::new();
            for (index, step) in steps.into_iter().enumerate() {
                let attempt = index.to_string();
                match step {
                    Step::Take { count } => {
                        if window.take(limit, &attempt, count, now).allowed {
                            made.push((attempt, now, count));
                        }
                    }
                    Step::TakeBack { which } if which < made.len() => {
                        // only a take has a name: what a lease was used for stays
                        let name = made[which].0.clone();
                        window.give_back(&name);
                        made.retain(|(attempt, ..)| *attempt != name);
                    }
                    Step::Lease { count, life } => {
                        let (granted, decision) = window.lease(limit, &attempt, count, now + life, now);
                        prop_assert!(granted <= count);
                        prop_assert_eq!(decision.allowed, granted > 0);
                        if life == 0 {
                            made.push((format!("lease {attempt}"), now, granted));
                        } else {
                            leases.push(Lease { attempt, left: granted, used: 0, until: now + life });
                        }
                    }
                    Step::Use { which, count } if which < leases.len() => {
                        let lease = &mut leases[which];
                        if lease.left >= count && now <= lease.until {
                            lease.left -= count;
                            lease.used += count;
                            made.push((format!("lease {}", lease.attempt), now, count));
                        }
                    }
                    Step::Settle { which } if which < leases.len() => {
                        let lease = leases.remove(which);
                        window.settle(limit, &lease.attempt, lease.used, now);
                        window.settle(limit, &lease.attempt, lease.used, now);
                    }
                    Step::Wait { ms } => now += ms,
                    Step::TakeBack { .. } | Step::Use { .. } | Step::Settle { .. } => {}
                }
                for (_, start, _) in &made {
                    let counted: u32 = made.iter()
                        .filter(|(_, at, _)| (*start..*start + limit.window_ms).contains(at))
                        .map(|(.., count)| count)
                        .sum();
                    prop_assert!(counted <= limit.max, "{} in the window from {}", counted, start);
                }
                prop_assert!(window.hits.is_sorted_by_key(|hit| hit.at));
                prop_assert!(window.hits.len() <= limit.max as usize);
            }
        }

        #[test]
        fn stored_and_read_it_is_the_same(steps in prop::collection::vec((1..3_u32, 0..400_i64), 0..20)) {
            let mut window = Window::default();
            for (index, (count, life)) in steps.into_iter().enumerate() {
                window.lease(LIMIT, &index.to_string(), count, 7 + life, 7);
            }
            let text = serde_json::to_string(&window).unwrap();
            prop_assert_eq!(serde_json::from_str::<Window>(&text).unwrap(), window);
        }
    }
}
