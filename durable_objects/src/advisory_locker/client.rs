//! The Worker's way to a locker.

use worker::Env;

use super::message::{Acquisition, LockState, Release, Released, Renew, Renewal, TryAcquire};
use crate::transport::{ObjectAddress, ObjectError, random_token};

/// The namespace's binding.
pub const BINDING: &str = "ADVISORY_LOCKER";

/// The object's name for a key: the key itself. Another format would orphan the locks that are held.
#[must_use]
pub fn object_name(key: &str) -> &str {
    key
}

/// The lock of one key.
#[derive(Debug, Clone)]
pub struct AdvisoryLockerClient {
    address: ObjectAddress,
}

impl AdvisoryLockerClient {
    /// The lock `key`.
    ///
    /// # Errors
    /// [`ObjectError::Unreachable`] without the binding.
    pub fn new(env: &Env, key: &str) -> Result<Self, ObjectError> {
        Ok(Self { address: ObjectAddress::new(env, BINDING, object_name(key))? })
    }

    /// Takes the lock for `ttl_ms` milliseconds, unless somebody has it.
    ///
    /// # Errors
    /// Every kind of [`ObjectError`]; refused when `ttl_ms` is out of bounds.
    pub async fn try_acquire(&self, owner: &str, ttl_ms: i64) -> Result<Acquisition, ObjectError> {
        let message = TryAcquire { owner: owner.to_owned(), ttl_ms, attempt: random_token()? };
        self.address.call("try_acquire", &message).await
    }

    /// Holds the lock for another `ttl_ms` milliseconds from now.
    ///
    /// # Errors
    /// Every kind of [`ObjectError`]; refused when `ttl_ms` is out of bounds.
    pub async fn renew(&self, token: u64, ttl_ms: i64) -> Result<Renewal, ObjectError> {
        self.address.call("renew", &Renew { token, ttl_ms }).await
    }

    /// Gives the lock back; again and again if need be.
    ///
    /// # Errors
    /// Every kind of [`ObjectError`].
    pub async fn release(&self, token: u64) -> Result<Released, ObjectError> {
        self.address.call("release", &Release { token }).await
    }

    /// Whether anybody has the lock, at this moment.
    ///
    /// # Errors
    /// Every kind of [`ObjectError`].
    pub async fn is_locked(&self) -> Result<LockState, ObjectError> {
        self.address.call("is_locked", &()).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Another format would orphan what the object holds.
    #[test]
    fn the_name_is_the_key() {
        assert_eq!(object_name("slack:channel:usr_1"), "slack:channel:usr_1");
    }
}
