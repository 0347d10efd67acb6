//! The Worker's way to a limiter.

use steward_kernel::limit::Decision;
use worker::Env;

use super::message::{GiveBack, Lease, Leased, Take};
use crate::transport::{ObjectAddress, ObjectError};

/// The namespace's binding.
pub const BINDING: &str = "RATE_LIMITER";

/// The object's name for a subject: the subject itself. Another format would forget what was counted.
#[must_use]
pub fn object_name(subject: &str) -> &str {
    subject
}

/// The limiter of one subject.
#[derive(Debug, Clone)]
pub struct RateLimiterClient {
    address: ObjectAddress,
}

impl RateLimiterClient {
    /// The limiter of `subject`: what is counted and of whom. It is kept as it is, so it holds nobody's address.
    ///
    /// # Errors
    /// [`ObjectError::Unreachable`] without the binding.
    pub fn new(env: &Env, subject: &str) -> Result<Self, ObjectError> {
        Ok(Self { address: ObjectAddress::new(env, BINDING, object_name(subject))? })
    }

    /// Counts something that is about to be done, if the limit lets it through.
    ///
    /// # Errors
    /// Every kind of [`ObjectError`]; refused when the limit or the count is out of bounds.
    pub async fn take(&self, message: &Take) -> Result<Decision, ObjectError> {
        self.address.call("take", message).await
    }

    /// Takes the hits of a try back.
    ///
    /// # Errors
    /// Every kind of [`ObjectError`].
    pub async fn give_back(&self, attempt: &str) -> Result<(), ObjectError> {
        self.address.call("give_back", &GiveBack { attempt: attempt.to_owned() }).await
    }

    /// Takes all hits of the subject back.
    ///
    /// # Errors
    /// Every kind of [`ObjectError`].
    pub async fn forget(&self) -> Result<(), ObjectError> {
        self.address.call("forget", &()).await
    }

    /// Asks for permits to use up.
    ///
    /// # Errors
    /// Every kind of [`ObjectError`]; refused when the limit, the count or the life is out of bounds.
    pub async fn lease(&self, message: &Lease) -> Result<Leased, ObjectError> {
        self.address.call("lease", message).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Another format would forget what was counted.
    #[test]
    fn the_name_is_the_subject() {
        assert_eq!(object_name("sign-in:account:ba78"), "sign-in:account:ba78");
    }
}
