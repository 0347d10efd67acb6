//! The last step of every sign-in with a browser: a session, an audit event, and the response.

use serde_json::json;
use steward_kernel::error::Error;
use steward_kernel::id::{SsoConnectionId, UserId};

use super::authenticate::Authenticated;
use super::{challenge, me, new_device};
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
    let session = start_session(&mut change, request, &user.user_id, action).await?;
    Ok(SignInOutcome::SignedIn(Box::new(session.commit(&request.edge, change).await?)))
}

/// A session whose change is not yet committed.
pub(in crate::identity) struct PendingSession(NewSession);

/// Adds a browser's session for an authenticated user, its audit event, and the email about a browser that the account
/// does not know. `action` is the operation's id.
///
/// # Errors
/// [`Error::Database`].
pub(in crate::identity) async fn start_session(
    change: &mut Change,
    request: &BrowserRequest,
    user_id: &UserId,
    action: &'static str,
) -> Result<PendingSession, Error> {
    let session = start_first_session(change, request, user_id, action);
    new_device::notify(change, request, user_id, &session.0.id, new_device::method_of(action)).await?;
    Ok(session)
}

/// The same for a user who has just signed up, whose account knows no browser.
pub(super) fn start_first_session(
    change: &mut Change,
    request: &BrowserRequest,
    user_id: &UserId,
    action: &'static str,
) -> PendingSession {
    let session = new_session(request, user_id, SessionKind::Browser);
    change.run(session.insert.clone());
    let session = PendingSession(session);
    change.audit(&session.audit_event(action, user_id));
    session
}

/// The same for a user who has signed in with a connection of single sign-on. There is no email about an unknown browser: the
/// identity provider knows the browsers.
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
///
/// # Errors
/// [`Error::Database`].
pub(super) async fn start_verified_session(
    change: &mut Change,
    request: &BrowserRequest,
    (user_id, sso_connection_id): (&UserId, Option<&SsoConnectionId>),
    method: FactorMethod,
) -> Result<PendingSession, Error> {
    let session = match sso_connection_id {
        Some(connection_id) => new_sso_session(request, user_id, connection_id),
        None => new_session(request, user_id, SessionKind::Browser),
    };
    change.run(session.insert.clone());
    let after = json!({ "sessionId": session.id, "method": method });
    let action = "auth.verifySecondFactor";
    change.audit(&AuditEvent::new(action, "user", user_id).after(after));
    new_device::notify(change, request, user_id, &session.id, new_device::method_of(action)).await?;
    Ok(PendingSession(session))
}

impl PendingSession {
    /// Of the start of the session by the operation `action`.
    pub(super) fn audit_event(&self, action: &'static str, user_id: &UserId) -> AuditEvent {
        AuditEvent::new(action, "user", user_id).after(json!({ "sessionId": self.0.id }))
    }

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
