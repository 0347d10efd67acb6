//! Programs that act for people: access and refresh tokens, sign-in of devices without a browser, and API keys.
//!
//! A program's session is a row of `session` of the kind `api`. Its access token (fifteen minutes) names that row; its
//! refresh token (seven days) works once. A device (RFC 8628) gets the same pair after somebody has let it in. An API
//! key belongs to an organization and needs no session.

mod device;
mod form;
mod keys;
mod model;
mod routes;
mod store;
mod tokens;

pub use routes::routes;
#[cfg(test)]
pub use store::STATEMENTS;
pub use tokens::clear_expired;
