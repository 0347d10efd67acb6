//! Signing up, signing in and signing out, and passwords.

mod authenticate;
mod breaches;
mod browser_sessions;
pub mod challenge;
mod confirmation;
mod impersonation;
mod link_or_code;
mod me;
pub mod new_device;
pub mod password;
pub mod password_hash;
mod rejection;
pub(super) mod routes;
mod sign_out;
mod sign_up;
mod start_session;
pub(super) mod store;
mod turnstile;
pub mod verification;

use steward_kernel::error::Error;

pub use authenticate::{Authenticated, authenticate, sign_in};
pub use impersonation::{impersonate, stop_impersonating};
pub use link_or_code::{LinkBrowser, send_code, send_link, verify_code, verify_link};
pub use me::me;
pub use rejection::reject;
pub use sign_out::sign_out;
pub use sign_up::{SignUpBrowser, invitation_of, sign_up, sign_up_by_invitation, verify_sign_up};
pub(super) use start_session::{start_session, start_sso_session};
#[cfg(test)]
pub use store::STATEMENTS;

use crate::edge::Edge;
use crate::identity::{sessions, sign_up_gate, token_revocation};
use crate::platform::schedule::Job;

/// The number of rows that one cleanup deletes per table.
const CLEAN_UP_ROWS: u32 = 500;

/// The periodic jobs of sign-in.
pub const JOBS: &[Job] = &[crate::job!("identity.deleteExpired", 0, delete_expired)];

/// Deletes expired sessions, verifications, sign-ins that wait for a second factor, tokens that could not be revoked, and
/// old entries of the waitlist.
async fn delete_expired(edge: &Edge) -> Result<(), Error> {
    let statements = vec![
        crate::bind!(sessions::store::DELETE_EXPIRED, edge.now(), CLEAN_UP_ROWS),
        verification::delete_expired(edge),
        crate::bind!(store::DELETE_EXPIRED_CHALLENGES, edge.now(), CLEAN_UP_ROWS),
        token_revocation::delete_old(edge, CLEAN_UP_ROWS),
        sign_up_gate::delete_expired(edge, CLEAN_UP_ROWS),
    ];
    edge.database()?.batch(statements).await.map(|_| ())
}
