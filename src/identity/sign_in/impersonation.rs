//! Impersonation: an administrator uses a session of a user for one hour, and then returns to their own session.

use serde_json::json;
use steward_kernel::error::Error;
use steward_kernel::id::UserId;

use super::me;
use crate::identity::model::Me;
use crate::identity::scope::Caller;
use crate::identity::sessions::session::{self, Token, new_impersonation};
use crate::identity::sessions::{self, SessionEnded};
use crate::platform::change::{AuditEvent, Change};

/// Replaces the administrator's session cookie by one of a user. The caller checks whether the user can be
/// impersonated.
///
/// # Errors
/// [`Error::Database`]; nothing is written.
pub async fn impersonate(administrator: &Caller, user_id: &UserId, reason: &str) -> Result<Me, Error> {
    let edge = &administrator.edge;
    let new = new_impersonation(administrator, user_id)?;
    let mut change = Change::new(administrator);
    change.run(new.insert.clone());
    let after = json!({ "sessionId": new.id, "reason": reason });
    change.audit(&AuditEvent::new("admin.impersonate", "user", user_id).after(after));
    let me = me::of_new_session(edge, change.commit_and_read(me::by_cookie(edge, &new.token)).await?)?;
    new.set_cookie(edge);
    Ok(me)
}

/// Ends the impersonation and restores the administrator's own session, with a new token.
///
/// # Errors
/// [`Error::Conflict`] when the session is no impersonation; [`Error::Unauthenticated`] when the administrator's own
/// session has ended meanwhile.
pub async fn stop_impersonating(caller: &Caller) -> Result<Me, Error> {
    let edge = &caller.edge;
    if caller.impersonated_by.is_none() {
        return Err(Error::Conflict("You are not impersonating a user."));
    }
    let (session_id, token) = (caller.session_id()?, Token::new(edge));
    let mut change = Change::new(caller);
    change.run(crate::bind!(sessions::store::RETURN_TO_IMPERSONATOR, session_id, token.hash(), edge.now()));
    change.run(crate::bind!(sessions::store::DELETE, session_id));
    let before = json!({ "sessionId": session_id });
    change.audit(&AuditEvent::new("auth.stopImpersonating", "user", &caller.user_id).before(before));
    change.emit(&SessionEnded { user_id: caller.user_id.clone(), session_ids: vec![session_id.clone()] });
    let row: Option<me::Row> = change.commit_and_read(me::by_cookie(edge, &token)).await?.first()?;
    let Some(row) = row else {
        session::clear(edge);
        return Err(Error::Unauthenticated);
    };
    token.set(edge);
    row.into_me(edge)
}
