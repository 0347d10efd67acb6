//! The permits that this isolate has on lease, so that most calls of the API need no round trip. Times are milliseconds
//! since 1970 and passed in.
//!
//! The first lease is small, and leases grow while a caller uses them up: permits on lease cannot be used by other
//! isolates, and a caller whose calls reach many isolates must not be refused early. Unused permits are reported with
//! the next lease.

use std::collections::HashMap;

use steward_durable_objects::rate_limiter::{Lease, Leased, Settled};
use steward_kernel::limit::{Decision, Limit};
use steward_kernel::time::SECOND;

/// Callers that are remembered at one time.
const MAXIMUM_CALLERS: usize = 4_096;
/// A lease lasts for the window divided by this.
const LEASES_PER_WINDOW: i64 = 6;
/// A caller's first lease is the limit divided by this.
const FIRST_LEASE_DIVISOR: u32 = 100;
/// The largest lease is the limit divided by this.
const LARGEST_LEASE_DIVISOR: u32 = 20;
/// After this long without an answer the call that asked counts as cut off.
const ASKING_MS: i64 = 5 * SECOND;
/// How long a refusal is repeated without asking again: other isolates may give permits back at any time.
const REFUSAL_MS: i64 = SECOND;
/// How long an object that did not answer is not asked again.
const SILENCE_MS: i64 = SECOND;

/// What to do with a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Step {
    /// Allow it.
    Pass(Decision),
    /// Refuse it.
    Refuse(Decision),
    /// Allow it uncounted: the object did not answer a moment ago.
    Uncounted,
    /// Ask the object for this lease.
    Ask(Lease),
}

/// The leases of all callers.
#[derive(Debug, Default)]
pub(super) struct Leases {
    callers: HashMap<String, Caller>,
}

#[derive(Debug, Default)]
struct Caller {
    lease: Option<Held>,
    /// Permits of the newest lease, and when it was asked for.
    size: u32,
    asked_at: i64,
    /// Until then one call waits for a lease, and others ask for a single permit.
    asking_until: i64,
    refusal: Option<Refusal>,
    silent_until: i64,
}

#[derive(Debug)]
struct Held {
    attempt: String,
    granted: u32,
    left: u32,
    expires_at: i64,
    /// What is left of the limit beside this lease, by the object's last answer.
    remaining: u32,
    reset_at: i64,
}

#[derive(Debug)]
struct Refusal {
    retry_at: i64,
    reset_at: i64,
    until: i64,
}

impl Held {
    fn pass(&mut self, limit: Limit, now: i64) -> Option<Decision> {
        if self.expires_at <= now || self.left == 0 {
            return None;
        }
        self.left -= 1;
        Some(Decision {
            allowed: true,
            limit: limit.max,
            remaining: self.remaining.saturating_add(self.left),
            reset_ms: (self.reset_at - now).max(0),
            retry_after_ms: 0,
        })
    }
}

impl Caller {
    fn is_idle(&self, now: i64) -> bool {
        let holds = self.lease.as_ref().is_some_and(|held| held.expires_at > now);
        let refused = self.refusal.as_ref().is_some_and(|refusal| refusal.until > now);
        !holds && !refused && self.asking_until <= now && self.silent_until <= now
    }

    fn ask(&mut self, limit: Limit, attempt: String, now: i64) -> Lease {
        let life_ms = limit.window_ms.div_euclid(LEASES_PER_WINDOW);
        let used_up = self.size > 0 && now - self.asked_at < life_ms;
        let count = if self.asking_until > now {
            1
        } else {
            let largest = limit.max.div_euclid(LARGEST_LEASE_DIVISOR).max(1);
            let size = if used_up { self.size.saturating_mul(2) } else { limit.max.div_ceil(FIRST_LEASE_DIVISOR) };
            self.size = size.min(largest);
            self.asked_at = now;
            self.asking_until = now + ASKING_MS;
            self.size
        };
        let settled = self.lease.take().map(|held| Settled { used: held.granted - held.left, attempt: held.attempt });
        Lease { limit, count, life_ms: if count == 1 { 0 } else { life_ms }, attempt, settled }
    }
}

impl Leases {
    /// What to do with a call at `now`; `attempt` generates the name of a lease.
    pub(super) fn step(&mut self, subject: &str, limit: Limit, attempt: impl FnOnce() -> String, now: i64) -> Step {
        let Some(caller) = self.callers.get_mut(subject) else {
            self.make_room(now);
            return Step::Ask(self.callers.entry(subject.to_owned()).or_default().ask(limit, attempt(), now));
        };
        if let Some(decision) = caller.lease.as_mut().and_then(|held| held.pass(limit, now)) {
            return Step::Pass(decision);
        }
        if caller.silent_until > now {
            return Step::Uncounted;
        }
        if let Some(refusal) = caller.refusal.as_ref().filter(|refusal| refusal.until > now) {
            return Step::Refuse(Decision {
                allowed: false,
                limit: limit.max,
                remaining: 0,
                reset_ms: (refusal.reset_at - now).max(0),
                retry_after_ms: refusal.retry_at - now,
            });
        }
        Step::Ask(caller.ask(limit, attempt(), now))
    }

    /// Applies the object's answer to a request of `asked_at`, and decides the call that asked.
    pub(super) fn answered(
        &mut self,
        subject: &str,
        asked: Lease,
        answer: Leased,
        asked_at: i64,
        now: i64,
    ) -> Decision {
        let Leased { granted, decision } = answer;
        let caller = self.callers.entry(subject.to_owned()).or_default();
        if asked.count > 1 || caller.size <= 1 {
            caller.asking_until = 0;
        }
        caller.silent_until = 0;
        let reset_at = now.saturating_add(decision.reset_ms);
        let Some(left) = granted.checked_sub(1) else {
            // another call's lease may have brought permits meanwhile
            if let Some(passed) = caller.lease.as_mut().and_then(|held| held.pass(asked.limit, now)) {
                return passed;
            }
            let retry_at = now.saturating_add(decision.retry_after_ms);
            caller.refusal = Some(Refusal { retry_at, reset_at, until: retry_at.min(now + REFUSAL_MS) });
            return decision;
        };
        caller.refusal = None;
        if asked.life_ms > 0 {
            // counted from the request: the object's count of the lease starts later
            let expires_at = asked_at.saturating_add(asked.life_ms);
            let remaining = decision.remaining;
            caller.lease = Some(Held { attempt: asked.attempt, granted, left, expires_at, remaining, reset_at });
        } else if let Some(held) = &mut caller.lease {
            (held.remaining, held.reset_at) = (decision.remaining, reset_at);
        }
        let on_lease = caller.lease.as_ref().map_or(0, |held| held.left);
        Decision { remaining: decision.remaining.saturating_add(on_lease), ..decision }
    }

    /// The object did not answer: it is not asked for a moment, and calls are allowed.
    pub(super) fn unanswered(&mut self, subject: &str, now: i64) {
        let caller = self.callers.entry(subject.to_owned()).or_default();
        caller.asking_until = 0;
        caller.silent_until = now + SILENCE_MS;
    }

    /// Makes room for another caller. A lease that is dropped only wastes its permits.
    fn make_room(&mut self, now: i64) {
        if self.callers.len() >= MAXIMUM_CALLERS {
            self.callers.retain(|_, caller| !caller.is_idle(now));
            if self.callers.len() >= MAXIMUM_CALLERS {
                self.callers.clear();
            }
        }
    }
}

#[cfg(test)]
mod tests;
