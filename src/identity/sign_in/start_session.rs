//! The last step of every sign-in with a browser: a session, an audit event, and the response.

use serde_json::json;
use steward_kernel::error::Error;
use steward_kernel::id::UserId;

use super::me;
use crate::edge::Edge;
use crate::identity::model::Me;
use crate::identity::scope::BrowserRequest;
use crate::identity::sessions::session::{NewSession, new_session};
use crate::identity::sessions::{SessionKind, known_browser};
use crate::platform::change::{AuditEvent, Change};

/// A session whose change is not yet committed.
pub(super) struct PendingSession(NewSession);

/// Adds a browser's session for an authenticated user, and its audit event. `action` is the operation's id.
pub(super) fn start_session(
    change: &mut Change,
    request: &BrowserRequest,
    user_id: &UserId,
    action: &'static str,
) -> PendingSession {
    let session = new_session(request, user_id, SessionKind::Browser);
    change.run(session.insert.clone());
    change.audit(&AuditEvent::new(action, "user", user_id).after(json!({ "sessionId": session.id })));
    PendingSession(session)
}

impl PendingSession {
    /// Commits the change, sets the cookie, and returns the signed-in user.
    ///
    /// # Errors
    /// [`Error::Database`]; nothing is written.
    pub(super) async fn commit(self, edge: &Edge, change: Change) -> Result<Me, Error> {
        let Self(session) = self;
        let me = me::of_new_session(edge, change.commit_and_read(me::by_cookie(edge, &session.token)).await?)?;
        session.set_cookie(edge);
        known_browser::remember(edge, &me.user.email);
        Ok(me)
    }
}
