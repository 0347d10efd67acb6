//! Bans: a banned user cannot sign in.

use steward_kernel::error::Error;
use steward_kernel::id::{SessionId, UserId};
use steward_kernel::time::Timestamp;

use super::store;
use crate::identity::sessions::session;
use crate::platform::change::Change;

/// Adds a ban, and the end of all sessions, to a change without a tenant. `until` is `None` for a permanent ban. The
/// change fails when the user is an administrator. Returns the ids of the ended sessions.
///
/// # Errors
/// [`Error::Database`].
pub async fn ban(
    change: &mut Change,
    user_id: &UserId,
    reason: &str,
    until: Option<Timestamp>,
) -> Result<Vec<SessionId>, Error> {
    let now = change.edge().now();
    change.must_change(crate::bind!(store::BAN, user_id, reason, until.map(|until| until.0), now));
    session::revoke_all(change, user_id, None).await
}

/// Lifts a ban.
pub fn lift_ban(change: &mut Change, user_id: &UserId) {
    let now = change.edge().now();
    change.run(crate::bind!(store::LIFT_BAN, user_id, now));
}
