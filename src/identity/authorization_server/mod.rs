//! The platform as an identity provider: apps of an organization sign in its members and act for them (OAuth 2.0 with
//! PKCE, OpenID Connect).
//!
//! An app is a client of one organization. A member's consent names the scopes that the app has; a code and then a
//! session come from it, so that they end with the consent, the membership, the app and the user. The session is a row
//! of `session` of the kind `api`; its access tokens reach the API within their scopes and the user's own rights.

mod authorization;
pub(super) mod authorized_apps;
mod client_authentication;
mod clients;
mod events;
mod grant;
mod metadata;
mod model;
mod revocation;
mod routes;
mod scopes;
mod signing_keys;
mod store;
mod token;

use steward_kernel::error::Error;
use steward_kernel::time::{DAY, HOUR};

use crate::edge::Edge;
use crate::platform::schedule::Job;

#[cfg(fuzzing)]
pub use client_authentication::fuzz as fuzz_client_authentication;
pub use model::AuthorizedApp;
pub use routes::OPERATIONS;
#[cfg(fuzzing)]
pub use scopes::fuzz as fuzz_scopes;
#[cfg(test)]
pub use store::STATEMENTS;

/// How long a used or expired code is kept, so that its second use is recognized.
const CODE_KEPT_MS: i64 = DAY;
/// Rows that one run of the clean-up deletes.
const CLEAN_UP_ROWS: u32 = 500;

/// The periodic work of the authorization server.
pub const JOBS: &[Job] = &[
    crate::job!("authorizationServer.rotateSigningKeys", HOUR, signing_keys::rotate),
    crate::job!("authorizationServer.deleteExpired", HOUR, delete_expired),
];

async fn delete_expired(edge: &Edge) -> Result<(), Error> {
    let before = edge.now() - CODE_KEPT_MS;
    edge.database()?.run(crate::bind!(store::DELETE_EXPIRED_CODES, before, CLEAN_UP_ROWS)).await.map(|_| ())
}
