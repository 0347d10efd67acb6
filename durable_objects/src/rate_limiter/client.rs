//! The Worker's client of a limiter.

use steward_kernel::limit::Decision;
use worker::Env;

use super::messages::{Lease, Leased, Refund, Take};
use crate::runtime::transport::{CallError, ObjectAddress};

/// The binding of the namespace.
pub const BINDING: &str = "RATE_LIMITER";

/// The name of the object for a subject: the subject itself. Another format would lose what was counted.
#[must_use]
pub fn object_name(subject: &str) -> &str {
    subject
}

/// A client of the limiter of one subject.
#[derive(Debug, Clone)]
pub struct RateLimiterClient {
    address: ObjectAddress,
}

impl RateLimiterClient {
    /// A client of the limiter of `subject`: what is counted and for whom. It is stored as it is, so it must not
    /// contain personal data.
    ///
    /// # Errors
    /// [`CallError::Unreachable`] when the binding is missing.
    pub fn new(env: &Env, subject: &str) -> Result<Self, CallError> {
        Ok(Self { address: ObjectAddress::new(env, BINDING, object_name(subject))? })
    }

    /// Counts hits if the limit allows them.
    ///
    /// # Errors
    /// Every kind of [`CallError`]; rejected when the limit or the count is out of range.
    pub async fn take(&self, message: &Take) -> Result<Decision, CallError> {
        self.address.call("take", message).await
    }

    /// Removes the hits of an attempt.
    ///
    /// # Errors
    /// Every kind of [`CallError`].
    pub async fn refund(&self, attempt: &str) -> Result<(), CallError> {
        self.address.call("refund", &Refund { attempt: attempt.to_owned() }).await
    }

    /// Removes all hits of the subject.
    ///
    /// # Errors
    /// Every kind of [`CallError`].
    pub async fn reset(&self) -> Result<(), CallError> {
        self.address.call("reset", &()).await
    }

    /// Leases permits.
    ///
    /// # Errors
    /// Every kind of [`CallError`]; rejected when the limit, the count or the lifetime is out of range.
    pub async fn lease(&self, message: &Lease) -> Result<Leased, CallError> {
        self.address.call("lease", message).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Another format would lose what was counted.
    #[test]
    fn the_name_is_the_subject() {
        assert_eq!(object_name("sign-in:account:ba78"), "sign-in:account:ba78");
    }
}
