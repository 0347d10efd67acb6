//! The Worker's client of a locker.

use worker::Env;

use super::messages::{Acquisition, LockState, Release, Released, Renew, Renewal, TryAcquire};
use crate::runtime::transport::{CallError, ObjectAddress, random_token};

/// The binding of the namespace.
pub const BINDING: &str = "ADVISORY_LOCKER";

/// The name of the object for a key: the key itself. Another format would orphan the locks that are held.
#[must_use]
pub fn object_name(key: &str) -> &str {
    key
}

/// A client of the lock of one key.
#[derive(Debug, Clone)]
pub struct AdvisoryLockerClient {
    address: ObjectAddress,
}

impl AdvisoryLockerClient {
    /// A client of the lock `key`.
    ///
    /// # Errors
    /// [`CallError::Unreachable`] when the binding is missing.
    pub fn new(env: &Env, key: &str) -> Result<Self, CallError> {
        Ok(Self { address: ObjectAddress::new(env, BINDING, object_name(key))? })
    }

    /// Acquires the lock for `ttl_ms` milliseconds, unless it is held.
    ///
    /// # Errors
    /// Every kind of [`CallError`]; rejected when `ttl_ms` is out of range.
    pub async fn try_acquire(&self, owner: &str, ttl_ms: i64) -> Result<Acquisition, CallError> {
        let message = TryAcquire { owner: owner.to_owned(), ttl_ms, attempt: random_token()? };
        self.address.call("try_acquire", &message).await
    }

    /// Extends the lease to `ttl_ms` milliseconds from now.
    ///
    /// # Errors
    /// Every kind of [`CallError`]; rejected when `ttl_ms` is out of range.
    pub async fn renew(&self, token: u64, ttl_ms: i64) -> Result<Renewal, CallError> {
        self.address.call("renew", &Renew { token, ttl_ms }).await
    }

    /// Releases the lock. Idempotent.
    ///
    /// # Errors
    /// Every kind of [`CallError`].
    pub async fn release(&self, token: u64) -> Result<Released, CallError> {
        self.address.call("release", &Release { token }).await
    }

    /// Whether the lock is held now.
    ///
    /// # Errors
    /// Every kind of [`CallError`].
    pub async fn is_locked(&self) -> Result<LockState, CallError> {
        self.address.call("is_locked", &()).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Another format would orphan the stored state.
    #[test]
    fn the_name_is_the_key() {
        assert_eq!(object_name("slack:channel:usr_1"), "slack:channel:usr_1");
    }
}
