//! API clients, which act for users without a browser: access and refresh tokens, the device flow, and API keys.
//!
//! A client's session is a row of `session` of the kind `api`. Its access token (fifteen minutes) names that row; its
//! refresh token (seven days) works once, and the session ends after ninety days at most. A device (RFC 8628) gets the same pair after a user has approved it. An API
//! key belongs to an organization and needs no session.

pub(super) mod device;
mod events;
pub(super) mod form;
mod keys;
pub(super) mod model;
mod routes;
mod store;
pub(super) mod tokens;

#[cfg(fuzzing)]
pub use device::fuzz as fuzz_user_code;
pub use events::ApiKeysChanged;
#[cfg(fuzzing)]
pub use form::fuzz as fuzz_form;
pub use model::{Refresh, Tokens};
pub use routes::OPERATIONS;
#[cfg(test)]
pub use store::STATEMENTS;
pub use tokens::{JOBS, login, logout};
