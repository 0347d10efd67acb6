//! Access and refresh tokens of programs.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Deserialize;
use serde_json::json;
use steward_kernel::error::Error;
use steward_kernel::id::{RefreshTokenId, SessionId, UserId};
use steward_kernel::signature::token_hash;
use steward_kernel::time::{DAY, SECOND};

use super::model::{Login, Tokens};
use super::store;
use crate::edge::Edge;
use crate::edge::database::{Statement, assert_changed, flag, is_precondition_failed};
use crate::identity::access_token;
use crate::identity::scope::BrowserRequest;
use crate::identity::service::{self as identity, SessionKind};
use crate::platform::audit::{self, Actor, Entry};
use crate::platform::outbox::{self, Event, EventName};

/// How long a refresh token is good.
const REFRESH_LIFETIME_MS: i64 = 7 * DAY;
/// Rows of one step of the clean-up.
const STEP: u32 = 500;

/// A pair of tokens that is about to be written.
struct Issued {
    tokens: Tokens,
    refresh_token_id: RefreshTokenId,
    statement: Statement,
}

fn issue(edge: &Edge, user_id: &UserId, session_id: &SessionId) -> Result<Issued, Error> {
    let now = edge.now();
    let refresh_token = URL_SAFE_NO_PAD.encode(edge.random::<32>());
    let id = edge.id(RefreshTokenId::new);
    let expires_at = now + REFRESH_LIFETIME_MS;
    let hash = token_hash(&refresh_token);
    let statement = crate::bind!(store::INSERT_REFRESH_TOKEN, id, hash, session_id, expires_at, now);
    let tokens = Tokens {
        access_token: access_token::issue(edge, user_id, session_id)?,
        token_type: "Bearer",
        expires_in: access_token::LIFETIME_MS / SECOND,
        refresh_token,
        refresh_expires_in: REFRESH_LIFETIME_MS / SECOND,
    };
    Ok(Issued { tokens, refresh_token_id: id, statement })
}

/// A program's session that is about to be written, with its first tokens.
pub(super) struct NewClient {
    pub session_id: SessionId,
    pub tokens: Tokens,
    pub statements: Vec<Statement>,
}

/// Prepares a program's session for a user.
///
/// # Errors
/// [`Error::Internal`] when there is no key to sign with.
pub(super) fn new_client(request: &BrowserRequest, user_id: &UserId, action: &'static str) -> Result<NewClient, Error> {
    let edge = &request.edge;
    let session = identity::new_session(request, user_id, SessionKind::Api);
    let issued = issue(edge, user_id, &session.id)?;
    let entry = Entry {
        action,
        organization_id: None,
        estate_id: None,
        resource_type: "session",
        resource_id: session.id.as_ref(),
        detail: json!({ "after": { "kind": "api" } }),
    };
    let origin = request.origin(Actor::User { id: user_id.clone(), impersonated_by: None });
    let statements = vec![session.statement, issued.statement, audit::record(edge, &origin, &entry)];
    Ok(NewClient { session_id: session.id, tokens: issued.tokens, statements })
}

/// Signs a program in by password.
///
/// # Errors
/// As signing in in a browser.
pub async fn login(request: &BrowserRequest, body: &Login) -> Result<Tokens, Error> {
    let user_id = identity::authenticate(request, &body.email, &body.password).await?;
    let client = new_client(request, &user_id, "auth.login")?;
    request.edge.database()?.batch(client.statements).await?;
    Ok(client.tokens)
}

#[derive(Deserialize)]
struct Row {
    id: RefreshTokenId,
    session_id: SessionId,
    user_id: UserId,
    used_at: Option<i64>,
    expires_at: i64,
    #[serde(deserialize_with = "flag")]
    is_banned: bool,
}

async fn find(edge: &Edge, refresh_token: &str) -> Result<Option<Row>, Error> {
    let hash = token_hash(refresh_token);
    edge.database()?.first(crate::bind!(store::SELECT_REFRESH_TOKEN, hash, edge.now())).await
}

/// Exchanges a refresh token for new tokens. One that was used before was stolen, then or now: its session ends
/// (RFC 9700, 4.14.2).
///
/// # Errors
/// [`Error::Unauthenticated`].
pub async fn refresh(request: &BrowserRequest, refresh_token: &str) -> Result<Tokens, Error> {
    let edge = &request.edge;
    let now = edge.now();
    let row = find(edge, refresh_token).await?.ok_or(Error::Unauthenticated)?;
    if row.used_at.is_some() {
        end(request, &row, "auth.refreshTokenReused").await?;
        return Err(Error::Unauthenticated);
    }
    if row.expires_at <= now || row.is_banned {
        return Err(Error::Unauthenticated);
    }
    let issued = issue(edge, &row.user_id, &row.session_id)?;
    let statements = vec![
        crate::bind!(store::USE_REFRESH_TOKEN, row.id, issued.refresh_token_id, now),
        assert_changed(),
        issued.statement,
        crate::bind!(store::EXTEND_SESSION, row.session_id, now + REFRESH_LIFETIME_MS, now),
    ];
    match edge.database()?.batch(statements).await {
        Ok(_) => Ok(issued.tokens),
        // two at once had the same token
        Err(error) if is_precondition_failed(&error) => {
            end(request, &row, "auth.refreshTokenReused").await?;
            Err(Error::Unauthenticated)
        }
        // the session ended meanwhile, and the token with it
        Err(Error::Database(detail)) if detail.contains("FOREIGN KEY") => Err(Error::Unauthenticated),
        Err(error) => Err(error),
    }
}

/// Ends the session behind a refresh token, used or not. One that is not known has ended already.
///
/// # Errors
/// [`Error::Database`].
pub async fn logout(request: &BrowserRequest, refresh_token: &str) -> Result<(), Error> {
    match find(&request.edge, refresh_token).await? {
        Some(row) => end(request, &row, "auth.logout").await,
        None => Ok(()),
    }
}

async fn end(request: &BrowserRequest, row: &Row, action: &'static str) -> Result<(), Error> {
    let edge = &request.edge;
    let entry = Entry {
        action,
        organization_id: None,
        estate_id: None,
        resource_type: "session",
        resource_id: row.session_id.as_ref(),
        detail: json!({ "before": { "kind": "api" } }),
    };
    let ended = Event {
        name: EventName::SessionEnded,
        organization_id: None,
        estate_id: None,
        payload: json!({ "userId": row.user_id, "sessionId": row.session_id }),
    };
    let recorded = outbox::record(edge, vec![ended]);
    let origin = request.origin(Actor::User { id: row.user_id.clone(), impersonated_by: None });
    let mut statements =
        vec![crate::bind!(store::DELETE_SESSION, row.session_id), audit::record(edge, &origin, &entry)];
    statements.extend(recorded.statements.iter().cloned());
    edge.database()?.batch(statements).await?;
    outbox::dispatch(edge, recorded);
    Ok(())
}

/// Clears away devices that nobody let in. Runs by cron; refresh tokens go with their sessions.
///
/// # Errors
/// [`Error::Database`].
pub async fn clear_expired(edge: &Edge) -> Result<(), Error> {
    let statement = crate::bind!(store::DELETE_EXPIRED_DEVICES, edge.now(), STEP);
    edge.database()?.run(statement).await.map(|_| ())
}
