//! A lock shared by all isolates: one object per key. A lease has an owner, an end and a fencing token that grows with
//! every lease of the key, so that writes of an outdated holder can be rejected.

mod client;
mod messages;
mod object;
mod rules;
mod store;

pub use client::{AdvisoryLockerClient, BINDING, object_name};
pub use messages::{Acquisition, LockState, Release, Released, Renew, Renewal, TryAcquire};
pub use object::AdvisoryLocker;
