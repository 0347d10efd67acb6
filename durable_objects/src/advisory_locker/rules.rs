//! The rules of the lock. Times are milliseconds since 1970.

use super::messages::{Acquisition, LockState, Released, Renewal, TryAcquire};

/// The lock held by an owner until a time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Lease {
    pub(super) token: u64,
    pub(super) owner: String,
    pub(super) attempt: String,
    pub(super) expires_at: i64,
}

/// The stored state of a lock.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Lock {
    /// The token of the newest lease, ended or not.
    pub(super) last_token: u64,
    /// The token released last.
    pub(super) released_token: Option<u64>,
    /// The newest lease, which may have expired.
    pub(super) lease: Option<Lease>,
}

impl Lock {
    fn current_lease(&self, now: i64) -> Option<&Lease> {
        self.lease.as_ref().filter(|lease| lease.expires_at > now)
    }

    /// Acquires the lock unless it is held. The attempt that holds it gets the same lease again.
    pub(super) fn try_acquire(&mut self, request: &TryAcquire, now: i64) -> Acquisition {
        if let Some(lease) = self.current_lease(now) {
            if lease.attempt == request.attempt {
                return Acquisition::Acquired { acquired: true, token: lease.token, expires_at: lease.expires_at };
            }
            return Acquisition::Held { acquired: false, held_until: lease.expires_at };
        }
        let (token, expires_at) = (self.last_token + 1, now.saturating_add(request.ttl_ms));
        self.last_token = token;
        self.lease = Some(Lease { token, owner: request.owner.clone(), attempt: request.attempt.clone(), expires_at });
        Acquisition::Acquired { acquired: true, token, expires_at }
    }

    /// Extends the lease of `token`.
    pub(super) fn renew(&mut self, token: u64, ttl_ms: i64, now: i64) -> Renewal {
        match self.lease.as_mut().filter(|lease| lease.token == token && lease.expires_at > now) {
            Some(lease) => {
                lease.expires_at = now.saturating_add(ttl_ms);
                Renewal { expires_at: Some(lease.expires_at) }
            }
            None => Renewal { expires_at: None },
        }
    }

    /// Ends the lease of `token`.
    pub(super) fn release(&mut self, token: u64, now: i64) -> Released {
        if self.current_lease(now).is_some_and(|lease| lease.token == token) {
            self.lease = None;
            self.released_token = Some(token);
        }
        Released { released: self.released_token == Some(token) }
    }

    /// Deletes an expired lease.
    pub(super) fn expire(&mut self, now: i64) {
        if self.current_lease(now).is_none() {
            self.lease = None;
        }
    }

    /// The state for callers.
    pub(super) fn state(&self, now: i64) -> LockState {
        let lease = self.current_lease(now);
        LockState {
            locked: lease.is_some(),
            owner: lease.map(|lease| lease.owner.clone()),
            expires_at: lease.map(|lease| lease.expires_at),
        }
    }

    /// When the lease expires.
    pub(super) fn expires_at(&self) -> Option<i64> {
        self.lease.as_ref().map(|lease| lease.expires_at)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::advisory_locker::store;
    use crate::runtime::sql::native_database::NativeDatabase;

    #[derive(Debug, Clone)]
    enum Step {
        Acquire { attempt: u8, ttl: i64 },
        Renew { token: u64, ttl: i64 },
        Release { token: u64 },
        Wait { ms: i64 },
        Alarm,
        Evict,
    }

    fn any_step() -> impl Strategy<Value = Step> {
        prop_oneof![
            4 => (0..6_u8, 1..50_i64).prop_map(|(attempt, ttl)| Step::Acquire { attempt, ttl }),
            3 => (0..8_u64, 1..50_i64).prop_map(|(token, ttl)| Step::Renew { token, ttl }),
            3 => (0..8_u64).prop_map(|token| Step::Release { token }),
            4 => (0..40_i64).prop_map(|ms| Step::Wait { ms }),
            1 => Just(Step::Alarm),
            2 => Just(Step::Evict),
        ]
    }

    /// A simple model: every lease ever given, with its end.
    #[derive(Default)]
    struct Model {
        leases: Vec<(u8, i64)>,
        released: Option<u64>,
    }

    impl Model {
        fn holder(&self, now: i64) -> Option<(u64, u8, i64)> {
            let (attempt, end) = *self.leases.last()?;
            (end > now).then_some((self.leases.len() as u64, attempt, end))
        }
    }

    proptest! {
        /// There is one holder at a time, tokens grow, and only the token of the holder is accepted.
        #[test]
        fn behaves_like_the_model(steps in prop::collection::vec(any_step(), 0..60)) {
            let database = NativeDatabase::with(store::MIGRATIONS);
            let (mut lock, mut model, mut now) = (Lock::default(), Model::default(), 1_000_000_i64);
            for step in steps {
                match step {
                    Step::Acquire { attempt, ttl } => {
                        let request = TryAcquire { owner: "somebody".into(), ttl_ms: ttl, attempt: attempt.to_string() };
                        let expected = match model.holder(now) {
                            Some((token, holder, end)) if holder == attempt =>
                                Acquisition::Acquired { acquired: true, token, expires_at: end },
                            Some((_, _, end)) => Acquisition::Held { acquired: false, held_until: end },
                            None => {
                                model.leases.push((attempt, now + ttl));
                                Acquisition::Acquired {
                                    acquired: true, token: model.leases.len() as u64, expires_at: now + ttl,
                                }
                            }
                        };
                        prop_assert_eq!(lock.try_acquire(&request, now), expected);
                    }
                    Step::Renew { token, ttl } => {
                        let holds = model.holder(now).is_some_and(|(holder, ..)| holder == token);
                        if holds {
                            model.leases.last_mut().unwrap().1 = now + ttl;
                        }
                        prop_assert_eq!(lock.renew(token, ttl, now).expires_at, holds.then_some(now + ttl));
                    }
                    Step::Release { token } => {
                        if model.holder(now).is_some_and(|(holder, ..)| holder == token) {
                            model.leases.last_mut().unwrap().1 = now;
                            model.released = Some(token);
                        }
                        prop_assert_eq!(lock.release(token, now).released, model.released == Some(token));
                    }
                    Step::Wait { ms } => now += ms,
                    Step::Alarm => lock.expire(now),
                    Step::Evict => {
                        store::save(&database, &lock).unwrap();
                        lock = store::load(&database).unwrap();
                    }
                }
                prop_assert_eq!(lock.state(now).locked, model.holder(now).is_some());
                prop_assert_eq!(lock.state(now).expires_at, model.holder(now).map(|(.., end)| end));
            }
        }
    }
}
