//! A lock that many isolates can agree on: one object per key. A lease has an owner, an end and a fencing token that
//! grows with every lease of the key, so that whoever writes under the lock can have an outdated holder refused.

mod client;
mod message;
#[allow(missing_docs)] // of the constructor and handlers that the macro makes
mod object;
mod rules;
mod store;

pub use client::{AdvisoryLockerClient, BINDING, object_name};
pub use message::{Acquisition, LockState, Release, Released, Renew, Renewal, TryAcquire};
pub use object::AdvisoryLocker;
