//! Rate limits counted in one place for all isolates: one object per subject. The rule is the sliding window of
//! [`steward_kernel::limit`]. The object stores its log and deletes its storage when all hits have left the window.

mod client;
mod messages;
mod object;
mod store;

pub use client::{BINDING, RateLimiterClient, object_name};
pub use messages::{Lease, Leased, Refund, Settled, Take};
pub use object::RateLimiter;
