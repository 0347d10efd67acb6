//! How often somebody may do something: tries to sign in, codes and links by mail, calls of the API.
//!
//! What is counted is counted in one place, the object `RateLimiter` of its subject, so that many at once and many
//! isolates together never pass a limit. Tries are counted one by one, before they are looked at; calls of the API are
//! counted in leases, so that most of them cost no round trip.

mod lease;
mod model;
mod service;

pub use model::Rule;
pub use service::{Passed, api, attempt};
