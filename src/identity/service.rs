//! Signing up, in and out.

use serde::Deserialize;
use serde_json::value::RawValue;
use steward_kernel::error::Error;
use steward_kernel::id::{AccountId, SessionId, UserId};
use steward_kernel::input;
use steward_kernel::time::Timestamp;

use super::limiter::{Attempt, WINDOW_MS};
use super::model::{CurrentSession, Me, SignIn, SignUp, User};
use super::scope::Visitor;
use super::session::{self, LIFETIME_MS, Token};
use super::{password, store};
use crate::audit::{self, Actor, Entry, Origin};
use crate::edge::Edge;
use crate::edge::database::{Statement, violates};
use crate::organizations;
use crate::outbox::{self, Event, EventName};

/// Rows of one step of the clean-up.
const STEP: u32 = 500;

/// Makes the user, their organization with its first estate, and a session; all of it or nothing.
///
/// # Errors
/// [`Error::Validation`], [`Error::EmailTaken`].
pub async fn sign_up(visitor: &Visitor, body: SignUp) -> Result<Me, Error> {
    let edge = &visitor.edge;
    let email = input::email("email", &body.email)?;
    input::new_password("password", &body.password)?;
    let name = input::name("name", &body.name)?;
    let now = edge.now();
    let hash = password::hash(&body.password, edge.random())?;
    let user_id = edge.id(UserId::new);
    let origin = visitor.origin(Actor::User { id: user_id.clone(), impersonated_by: None });

    let home = organizations::service::provision(edge, &origin, &user_id, &organization_name(&name), "Default");
    let recorded = outbox::record(edge, home.events);
    let (token, session) = new_session(visitor, &user_id);
    let entry = Entry {
        action: "auth.signUp",
        organization_id: Some(&home.organization_id),
        estate_id: None,
        resource_type: "user",
        resource_id: user_id.as_ref(),
        detail: serde_json::json!({}),
    };
    let mut statements = vec![
        crate::bind!(store::INSERT_USER, user_id, name, email, now),
        crate::bind!(store::INSERT_CREDENTIAL, edge.id(AccountId::new), user_id, hash, now),
    ];
    statements.extend(home.statements);
    statements.push(session);
    statements.push(audit::record(edge, &origin, &entry));
    statements.extend(recorded.statements.iter().cloned());
    edge.database()?
        .batch(statements)
        .await
        .map_err(|error| if violates(&error, "user.email") { Error::EmailTaken } else { error })?;
    token.set(edge);
    outbox::dispatch(edge, recorded);
    me(edge, &token).await
}

/// `Demo Owner` gets `Demo Owner's organization`, cut to what an organization's name may be.
fn organization_name(name: &str) -> String {
    const SUFFIX: &str = "'s organization";
    name.chars().take(100 - SUFFIX.len()).chain(SUFFIX.chars()).collect()
}

#[derive(Deserialize)]
struct Credential {
    user_id: UserId,
    password_hash: Option<String>,
}

/// Makes a session for whoever knows the password.
///
/// # Errors
/// [`Error::InvalidCredentials`], after as much work for an unknown account as for a wrong password;
/// [`Error::RateLimited`] after five failures for the account or twenty from the address in fifteen minutes.
pub async fn sign_in(visitor: &Visitor, body: SignIn) -> Result<Me, Error> {
    let edge = &visitor.edge;
    // what is no address belongs to nobody; which of the two it is, is not said
    let email = input::email("email", &body.email).unwrap_or_default();
    let now = edge.now();
    let attempt = Attempt::new(&email, visitor.ip_address.as_deref(), now);
    let database = edge.database()?;
    let mut statements = attempt.statements();
    statements.push(crate::bind!(store::SELECT_CREDENTIAL, email, now));
    let outcomes = database.batch(statements).await?;
    attempt.check(&outcomes)?;
    let credential = match outcomes.last() {
        Some(outcome) => outcome.first::<Credential>()?,
        None => None,
    };
    let stored = credential.as_ref().and_then(|found| found.password_hash.as_deref());
    let right = body.password.len() <= 1_024 && password::verify(&body.password, stored);
    let Some(credential) = credential.filter(|_| right) else { return Err(Error::InvalidCredentials) };

    let origin = visitor.origin(Actor::User { id: credential.user_id.clone(), impersonated_by: None });
    let (token, session) = new_session(visitor, &credential.user_id);
    let entry = Entry {
        action: "auth.signIn",
        organization_id: None,
        estate_id: None,
        resource_type: "user",
        resource_id: credential.user_id.as_ref(),
        detail: serde_json::json!({}),
    };
    let mut statements = attempt.forget();
    statements.push(session);
    statements.push(audit::record(edge, &origin, &entry));
    database.batch(statements).await?;
    token.set(edge);
    me(edge, &token).await
}

fn new_session(visitor: &Visitor, user_id: &UserId) -> (Token, Statement) {
    let edge = &visitor.edge;
    let token = Token::new(edge);
    let now = edge.now();
    let statement = crate::bind!(
        store::INSERT_SESSION,
        edge.id(SessionId::new),
        token.hash(),
        user_id,
        visitor.ip_address,
        visitor.user_agent,
        now + LIFETIME_MS,
        now,
    );
    (token, statement)
}

/// Ends the session and takes the cookie away.
///
/// # Errors
/// [`Error::Database`].
pub async fn sign_out(edge: &Edge, origin: &Origin, user_id: &UserId, session_id: &SessionId) -> Result<(), Error> {
    let entry = Entry {
        action: "auth.signOut",
        organization_id: None,
        estate_id: None,
        resource_type: "session",
        resource_id: session_id.as_ref(),
        detail: serde_json::json!({}),
    };
    let ended = Event {
        name: EventName::SessionEnded,
        organization_id: None,
        estate_id: None,
        payload: serde_json::json!({ "userId": user_id, "sessionId": session_id }),
    };
    let recorded = outbox::record(edge, vec![ended]);
    let mut statements = vec![crate::bind!(store::DELETE_SESSION, session_id), audit::record(edge, origin, &entry)];
    statements.extend(recorded.statements.iter().cloned());
    edge.database()?.batch(statements).await?;
    session::clear(edge);
    outbox::dispatch(edge, recorded);
    Ok(())
}

#[derive(Deserialize)]
struct MeRow {
    session_id: SessionId,
    expires_at: i64,
    refreshed_at: i64,
    #[serde(flatten)]
    user: User,
    organizations: String,
}

/// Who the token's session belongs to, in one statement.
///
/// # Errors
/// [`Error::Unauthenticated`] when the session has ended.
pub async fn me(edge: &Edge, token: &Token) -> Result<Me, Error> {
    let row: Option<MeRow> = edge.database()?.first(crate::bind!(store::SELECT_ME, token.hash(), edge.now())).await?;
    let row = row.ok_or(Error::Unauthenticated)?;
    super::scope::refresh(edge, token, &row.session_id, row.refreshed_at);
    Ok(Me {
        user: row.user,
        session: CurrentSession { id: row.session_id, expires_at: Timestamp(row.expires_at) },
        organizations: RawValue::from_string(row.organizations).map_err(Error::internal)?,
    })
}

/// Clears away sessions, proofs and attempts that no longer count. Runs by cron.
///
/// # Errors
/// [`Error::Database`].
pub async fn clear_expired(edge: &Edge) -> Result<(), Error> {
    let now = edge.now();
    let statements = vec![
        crate::bind!(store::DELETE_EXPIRED_SESSIONS, now, STEP),
        crate::bind!(store::DELETE_EXPIRED_VERIFICATIONS, now, STEP),
        crate::bind!(store::DELETE_OLD_ATTEMPTS, now - WINDOW_MS, STEP),
    ];
    edge.database()?.batch(statements).await.map(|_| ())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn organizations_are_named_after_their_maker() {
        assert_eq!(organization_name("Demo Owner"), "Demo Owner's organization");
        assert_eq!(organization_name(&"ä".repeat(100)).chars().count(), 100);
    }
}
