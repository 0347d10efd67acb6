//! How often somebody may do something, counted in one place for all isolates: one object per subject. The rule is
//! [`steward_kernel::limit`]'s sliding window; the object keeps its log, and forgets itself when all of it has passed.

mod client;
mod message;
#[allow(missing_docs)] // of the constructor and handlers that the macro makes
mod object;
mod store;

pub use client::{BINDING, RateLimiterClient, object_name};
pub use message::{GiveBack, Lease, Leased, Settled, Take};
pub use object::RateLimiter;
