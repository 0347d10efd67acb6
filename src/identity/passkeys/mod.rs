//! Passkeys and security keys (WebAuthn, Level 3). A passkey that verifies the user signs in without anything else; every
//! one of them is a second factor, and confirms who a signed-in user is.

mod assertion;
mod ceremony;
mod model;
mod registration;
pub(super) mod routes;
mod service;
pub(super) mod sign_in;
pub(super) mod store;

pub use assertion::{CheckedPasskey, Verification, check};
pub use ceremony::{Purpose, request_options};
pub use model::{Passkey, PasskeyAssertion, RequestOptions};
pub use routes::OPERATIONS;
pub use service::list;
#[cfg(test)]
pub use store::STATEMENTS;
