//! Signing out.

use serde_json::json;
use steward_kernel::error::Error;

use crate::identity::model::UserRole;
use crate::identity::scope::Caller;
use crate::identity::sessions::{self, SessionEnded, SessionKind, session};
use crate::platform::change::{AuditEvent, Change};

/// Ends the caller's session and clears the cookie.
///
/// # Errors
/// [`Error::Database`]; [`Error::ApiKeyRefused`] for an API key.
pub async fn sign_out(caller: &Caller) -> Result<(), Error> {
    let (user_id, session_id) = (&caller.user_id, caller.session_id()?);
    let kind = if caller.has_cookie { SessionKind::Browser } else { SessionKind::Api };
    let mut change = Change::new(caller);
    change.run(crate::bind!(sessions::store::DELETE, session_id));
    change.audit(&AuditEvent::new("auth.signOut", "session", session_id).before(json!({ "kind": kind })));
    // only administrators have impersonations to look up
    match caller.user_role {
        UserRole::Admin => session::emit_ended(&mut change, user_id, session_id).await?,
        UserRole::User => {
            change.emit(&SessionEnded { user_id: user_id.clone(), session_ids: vec![session_id.clone()] });
        }
    }
    change.commit().await?;
    session::clear(&caller.edge);
    Ok(())
}
