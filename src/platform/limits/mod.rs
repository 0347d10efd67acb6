//! Rate limits: sign-in attempts, codes and links by email, calls of the API, webhooks.
//!
//! Each subject is counted in one place, its `RateLimiter` object, so that concurrent requests and several isolates
//! never exceed a limit together. Attempts are counted one by one, before they are checked; calls of the API are
//! counted in leases, so that most of them need no round trip.

mod lease;
mod model;
mod service;

pub use model::Rule;
pub use service::{Passed, anonymous, api, attempt, webhook};
