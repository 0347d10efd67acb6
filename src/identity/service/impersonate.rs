//! An administrator in somebody's place: a session of an hour that leads back to their own.

use serde_json::json;
use steward_kernel::error::Error;
use steward_kernel::id::UserId;

use super::me;
use crate::edge::database::Outcome;
use crate::identity::model::Me;
use crate::identity::scope::Caller;
use crate::identity::session::{self, Token, ended, new_impersonation};
use crate::identity::store;
use crate::platform::audit::{self, Entry};
use crate::platform::outbox;

/// Gives an administrator's browser a session in a user's place. That the user may be impersonated, the caller knows.
///
/// # Errors
/// [`Error::Database`], nothing was written then.
pub async fn impersonate(administrator: &Caller, user_id: &UserId) -> Result<Me, Error> {
    let edge = &administrator.edge;
    let new = new_impersonation(administrator, user_id)?;
    let entry = Entry {
        action: "admin.impersonate",
        organization_id: None,
        estate_id: None,
        resource_type: "user",
        resource_id: user_id.as_ref(),
        detail: json!({ "sessionId": new.id }),
    };
    let statements = vec![
        new.statement.clone(),
        audit::record(edge, &administrator.origin(), &entry),
        me::by_cookie(edge, &new.token),
    ];
    let outcomes = edge.database()?.batch(statements).await?;
    let row: Option<me::Row> = outcomes.last().map(Outcome::first).transpose()?.flatten();
    let me = row.ok_or_else(|| Error::internal("the session is not there"))?.shown(edge)?;
    new.set_cookie(edge);
    Ok(me)
}

/// Ends it, and gives the browser the administrator's own session back, by a new token.
///
/// # Errors
/// [`Error::Conflict`] when nobody is impersonated; [`Error::Unauthenticated`] when the administrator's own session
/// has ended meanwhile.
pub async fn stop_impersonating(caller: &Caller) -> Result<Me, Error> {
    let edge = &caller.edge;
    if caller.impersonated_by.is_none() {
        return Err(Error::Conflict("you are acting as yourself already"));
    }
    let (session_id, token) = (caller.session_id()?, Token::new(edge));
    let entry = Entry {
        action: "auth.stopImpersonating",
        organization_id: None,
        estate_id: None,
        resource_type: "user",
        resource_id: caller.user_id.as_ref(),
        detail: json!({ "sessionId": session_id }),
    };
    let recorded = outbox::record(edge, vec![ended(&caller.user_id, std::slice::from_ref(session_id))]);
    let mut statements = vec![
        crate::bind!(store::RETURN_TO_IMPERSONATOR, session_id, token.hash(), edge.now()),
        crate::bind!(store::DELETE_SESSION, session_id),
        audit::record(edge, &caller.origin(), &entry),
    ];
    statements.extend(recorded.statements.iter().cloned());
    statements.push(me::by_cookie(edge, &token));
    let outcomes = edge.database()?.batch(statements).await?;
    outbox::dispatch(edge, recorded);
    let row: Option<me::Row> = outcomes.last().map(Outcome::first).transpose()?.flatten();
    let Some(row) = row else {
        session::clear(edge);
        return Err(Error::Unauthenticated);
    };
    token.set(edge);
    row.shown(edge)
}
