//! The end of every way in: a session, a line in the audit log, and who one is.

use serde_json::json;
use steward_kernel::error::Error;
use steward_kernel::id::{OrganizationId, UserId};

use super::me;
use crate::edge::database::{Outcome, Statement};
use crate::identity::model::Me;
use crate::identity::scope::BrowserRequest;
use crate::identity::session::{NewSession, SessionKind, new_session};
use crate::platform::audit::{self, Actor, Entry};

/// Somebody who is about to be let in by a browser.
pub struct Entrance {
    session: NewSession,
    /// For the end of the batch: session and audit line.
    pub statements: Vec<Statement>,
}

/// Prepares the session of somebody who has proven who they are. `action` is the operation's id.
#[must_use]
pub fn enter(
    request: &BrowserRequest,
    user_id: &UserId,
    organization_id: Option<&OrganizationId>,
    action: &'static str,
) -> Entrance {
    let session = new_session(request, user_id, SessionKind::Browser);
    let entry = Entry {
        action,
        organization_id,
        estate_id: None,
        resource_type: "user",
        resource_id: user_id.as_ref(),
        detail: json!({ "sessionId": session.id }),
    };
    let origin = request.origin(Actor::User { id: user_id.clone(), impersonated_by: None });
    let statements = vec![session.statement.clone(), audit::record(&request.edge, &origin, &entry)];
    Entrance { session, statements }
}

impl Entrance {
    /// Commits the batch, sets the cookie, and tells who has come in.
    ///
    /// # Errors
    /// [`Error::Database`], nothing was written then.
    pub async fn commit(self, request: &BrowserRequest, mut statements: Vec<Statement>) -> Result<Me, Error> {
        let edge = &request.edge;
        statements.extend(self.statements);
        statements.push(me::by_cookie(edge, &self.session.token));
        let outcomes = edge.database()?.batch(statements).await?;
        let row = outcomes.last().map(Outcome::first).transpose()?.flatten();
        let row: me::Row = row.ok_or_else(|| Error::internal("the session is not there"))?;
        self.session.set_cookie(edge);
        row.shown(edge)
    }
}
