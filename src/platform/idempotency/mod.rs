//! Requests with an `Idempotency-Key`: what took effect once does not take effect again, and its response is given again for
//! 24 hours.
//!
//! The record is written by the first change of the request, in its batch ([`crate::edge::guard`]): of two requests with one
//! key, one commits. The response follows in a second write. Both are sealed: a response may have a secret that is shown
//! once, and the fingerprint of a body with a password could be guessed.

mod record;
mod response;
mod service;
mod store;

use steward_kernel::time::MINUTE;

use crate::platform::schedule::Job;

pub use service::answer;
#[cfg(test)]
pub use store::STATEMENTS;

/// Deletes old records.
pub const JOBS: &[Job] = &[crate::job!("idempotency.prune", 5 * MINUTE, service::prune)];

/// The sealed column of the records.
pub mod sealed {
    crate::sealed_columns! {
        "idempotency_key", "content_sealed";
    }
}
