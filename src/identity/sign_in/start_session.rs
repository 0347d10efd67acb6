//! The last step of every sign-in with a browser: a session, an audit event, and the response.

use serde_json::json;
use steward_kernel::error::Error;
use steward_kernel::id::{SsoConnectionId, UserId};

use super::authenticate::Authenticated;
use super::{challenge, me};
use crate::edge::Edge;
use crate::identity::model::{Me, SignInOutcome};
use crate::identity::scope::BrowserRequest;
use crate::identity::second_factors::FactorMethod;
use crate::identity::sessions::session::{NewSession, new_session, new_sso_session};
use crate::identity::sessions::{SessionKind, known_browser};
use crate::platform::change::{AuditEvent, Change};

/// Commits the first factor of a sign-in: with a session, or with a challenge for a user who has a second factor.
///
/// # Errors
/// [`Error::Database`]; nothing is written.
pub(super) async fn sign_in_or_challenge(
    mut change: Change,
    request: &BrowserRequest,
    user: &Authenticated,
    action: &'static str,
) -> Result<SignInOutcome, Error> {
    if user.has_second_factor {
        let required = challenge::commit(change, &user.user_id, action).await?;
        return Ok(SignInOutcome::SecondFactor(required));
    }
    let session = start_session(&mut change, request, &user.user_id, action);
    Ok(SignInOutcome::SignedIn(Box::new(session.commit(&request.edge, change).await?)))
}

/// A session whose change is not yet committed.
pub(in crate::identity) struct PendingSession(NewSession);

/// Adds a browser's session for an authenticated user, and its audit event. `action` is the operation's id.
pub(in crate::identity) fn start_session(
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

/// The same for a user who has signed in with a connection of single sign-on.
pub(in crate::identity) fn start_sso_session(
    change: &mut Change,
    request: &BrowserRequest,
    user_id: &UserId,
    connection_id: &SsoConnectionId,
    action: &'static str,
) -> PendingSession {
    let session = new_sso_session(request, user_id, connection_id);
    change.run(session.insert.clone());
    let after = json!({ "sessionId": session.id, "connectionId": connection_id });
    change.audit(&AuditEvent::new(action, "user", user_id).after(after));
    PendingSession(session)
}

/// The same for a user who has proven a second factor as well. A connection of single sign-on may be the first one.
pub(super) fn start_verified_session(
    change: &mut Change,
    request: &BrowserRequest,
    (user_id, sso_connection_id): (&UserId, Option<&SsoConnectionId>),
    method: FactorMethod,
) -> PendingSession {
    let session = match sso_connection_id {
        Some(connection_id) => new_sso_session(request, user_id, connection_id),
        None => new_session(request, user_id, SessionKind::Browser),
    };
    change.run(session.insert.clone());
    let after = json!({ "sessionId": session.id, "method": method });
    change.audit(&AuditEvent::new("auth.verifySecondFactor", "user", user_id).after(after));
    PendingSession(session)
}

impl PendingSession {
    /// Commits the change, sets the cookie, and returns the signed-in user.
    ///
    /// # Errors
    /// [`Error::Database`]; nothing is written.
    pub(in crate::identity) async fn commit(self, edge: &Edge, change: Change) -> Result<Me, Error> {
        let Self(session) = self;
        let me = me::of_new_session(edge, change.commit_and_read(me::by_cookie(edge, &session.token)).await?)?;
        session.set_cookie(edge);
        known_browser::remember(edge, &me.user.email);
        Ok(me)
    }
}
