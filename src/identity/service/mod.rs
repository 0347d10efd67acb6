//! The rules of getting in and out.

mod arrive;
mod enter;
mod impersonate;
mod link_or_code;
mod me;
pub mod password;
mod sign_in;
mod sign_up;

use serde::Deserialize;
use steward_kernel::error::Error;
use steward_kernel::id::{AccountId, UserId};

pub use arrive::{Arrival, Newcomer, arrive};
pub use enter::{Entrance, enter};
pub use impersonate::{impersonate, stop_impersonating};
pub use link_or_code::{send_code, send_link, verify_code, verify_link};
pub use me::{me, user};
pub use sign_in::{authenticate, sign_in};
pub use sign_up::{SignUpBrowser, sign_up, verify_sign_up};

use super::model::UserRole;
use super::scope::Caller;
pub use super::session::{Ending, NewSession, SessionKind, end_all, ended, new_impersonation, new_session};
use super::{session, store, verification};
use crate::edge::Edge;
use crate::platform::audit::{self, Entry};
use crate::platform::outbox;

/// Rows of one step of the clean-up.
const STEP: u32 = 500;

/// Ends the session and takes the cookie away.
///
/// # Errors
/// [`Error::Database`].
pub async fn sign_out(caller: &Caller) -> Result<(), Error> {
    let (edge, user_id, session_id) = (&caller.edge, &caller.user_id, caller.session_id()?);
    let entry = Entry {
        action: "auth.signOut",
        organization_id: None,
        estate_id: None,
        resource_type: "session",
        resource_id: session_id.as_ref(),
        detail: serde_json::json!({}),
    };
    // only administrators act in somebody's place
    let events = match caller.user_role {
        UserRole::Admin => session::end_one(edge, user_id, session_id).await?,
        UserRole::User => vec![ended(user_id, std::slice::from_ref(session_id))],
    };
    let recorded = outbox::record(edge, events);
    let mut statements =
        vec![crate::bind!(store::DELETE_SESSION, session_id), audit::record(edge, &caller.origin(), &entry)];
    statements.extend(recorded.statements.iter().cloned());
    edge.database()?.batch(statements).await?;
    session::clear(edge);
    outbox::dispatch(edge, recorded);
    Ok(())
}

/// Where mail reaches somebody.
#[derive(Deserialize)]
pub struct Addressee {
    /// Who.
    pub id: UserId,
    /// As they want to be called.
    pub name: String,
    /// The address.
    pub email: String,
    /// The way to sign in that was asked for.
    pub provider_id: Option<String>,
}

/// Where mail reaches a user; nothing when there is no such user any more.
///
/// # Errors
/// [`Error::Database`].
pub async fn addressee(edge: &Edge, user_id: &UserId) -> Result<Option<Addressee>, Error> {
    edge.database()?.first(crate::bind!(store::SELECT_ADDRESSEE, user_id)).await
}

/// Who has an address, if anybody.
///
/// # Errors
/// [`Error::Database`].
pub async fn addressee_at(edge: &Edge, email: &str) -> Result<Option<Addressee>, Error> {
    edge.database()?.first(crate::bind!(store::SELECT_ADDRESSEE_BY_EMAIL, email)).await
}

/// Where mail reaches whoever has a way to sign in; nothing when it is gone.
///
/// # Errors
/// [`Error::Database`].
pub async fn addressee_of_account(edge: &Edge, account_id: &AccountId) -> Result<Option<Addressee>, Error> {
    edge.database()?.first(crate::bind!(store::SELECT_ACCOUNT_ADDRESSEE, account_id)).await
}

/// Clears away sessions and proofs that no longer count. Runs by cron.
///
/// # Errors
/// [`Error::Database`].
pub async fn clear_expired(edge: &Edge) -> Result<(), Error> {
    let now = edge.now();
    let statements = vec![crate::bind!(store::DELETE_EXPIRED_SESSIONS, now, STEP), verification::clear_expired(edge)];
    edge.database()?.batch(statements).await.map(|_| ())
}
