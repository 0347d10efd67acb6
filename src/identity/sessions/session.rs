//! Creating and revoking sessions.
//!
//! A browser's session is an opaque token in a cookie, with its SHA-256 in the database. It lasts seven days and is
//! extended once a day while it is used, for thirty days at most. An API client's session is the row that its tokens refer to. An impersonation
//! lasts one hour.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use steward_kernel::error::Error;
use steward_kernel::from_json::FromJson;
use steward_kernel::id::{SessionId, SsoConnectionId, UserId};
use steward_kernel::signature::{is_same, token_hash};
use steward_kernel::time::{DAY, HOUR};

use super::cookie::{Cookie, SESSION};
use super::{SessionEnded, SessionKind, store};
use crate::edge::Edge;
use crate::edge::database::Statement;
use crate::edge::headers::Headers;
use crate::identity::scope::{BrowserRequest, Caller};
use crate::platform::change::Change;

/// How long an unused session lasts.
pub const LIFETIME_MS: i64 = 7 * DAY;
/// The age after which a session in use is extended.
pub const REFRESH_MS: i64 = DAY;
/// How long an impersonation lasts.
pub const IMPERSONATION_MS: i64 = HOUR;

/// The secret in the session cookie.
pub struct Token(String);

impl Token {
    /// A new token of 256 random bits.
    #[must_use]
    pub fn new(edge: &Edge) -> Self {
        Self(URL_SAFE_NO_PAD.encode(edge.random::<32>()))
    }

    /// The token in a cookie of a request, when it has the form of one.
    #[must_use]
    pub fn in_cookie(cookie: Cookie, headers: &Headers, edge: &Edge) -> Option<Self> {
        cookie.token(headers, edge).map(Self)
    }

    /// Sets a cookie for the rest of a session.
    pub fn set_in(&self, cookie: Cookie, edge: &Edge, remaining_ms: i64) {
        cookie.set(edge, &self.0, remaining_ms);
    }

    /// The SHA-256 that the database stores.
    #[must_use]
    pub fn hash(&self) -> String {
        token_hash(&self.0)
    }

    /// Sets the cookie for the lifetime of a session.
    pub fn set(&self, edge: &Edge) {
        SESSION.set(edge, &self.0, LIFETIME_MS);
    }
}

/// More cookies than these are not looked at.
const MAX_COOKIES: usize = 5;

/// The tokens in the session cookies of a request. Usually there is one. A browser sends another one that was set for a
/// parent domain or a path, and nothing says which of them is ours: the one that is valid counts.
pub struct CookieTokens {
    first: Token,
    others: Vec<Token>,
}

impl CookieTokens {
    /// The tokens in a request's cookies that have a valid form.
    #[must_use]
    pub fn of_request(headers: &Headers, edge: &Edge) -> Option<Self> {
        let mut tokens = SESSION.tokens(headers, edge).take(MAX_COOKIES).map(|text| Token(text.to_owned()));
        Some(Self { first: tokens.next()?, others: tokens.collect() })
    }

    /// The token, when there is one only.
    #[must_use]
    pub fn only(&self) -> Option<&Token> {
        self.others.is_empty().then_some(&self.first)
    }

    /// All of the tokens.
    pub fn all(&self) -> impl Iterator<Item = &Token> {
        std::iter::once(&self.first).chain(&self.others)
    }

    /// The hashes as a JSON array, for a statement over several.
    #[must_use]
    pub fn hashes(&self) -> String {
        serde_json::Value::from_iter(self.all().map(Token::hash)).to_string()
    }

    /// The token of the session that was found, by its hash; `None` where there is one token only.
    #[must_use]
    pub fn valid(&self, hash: Option<&str>) -> &Token {
        self.all().find(|token| hash.is_some_and(|hash| is_same(token.hash(), hash))).unwrap_or(&self.first)
    }

    /// Replaces the stale ones of several cookies: by the valid one, whose session ends in `remaining_ms`, or by none.
    pub fn clear_stale(&self, edge: &Edge, valid: Option<(&Token, i64)>) {
        match valid {
            _ if self.others.is_empty() => {}
            Some((token, remaining_ms)) => SESSION.set(edge, &token.0, remaining_ms.max(0)),
            None => SESSION.clear(edge),
        }
    }
}

/// Clears the session cookie.
pub fn clear(edge: &Edge) {
    SESSION.clear(edge);
}

/// A session that is not yet inserted.
pub struct NewSession {
    pub id: SessionId,
    pub insert: Statement,
    /// For the cookie. An API client's session is found by its id, so its token is never returned.
    pub token: Token,
    lifetime_ms: i64,
}

impl NewSession {
    /// Sets the cookie, after the commit.
    pub fn set_cookie(&self, edge: &Edge) {
        SESSION.set(edge, &self.token.0, self.lifetime_ms);
    }
}

/// Prepares a session for a user who has just signed in.
#[must_use]
pub fn new_session(request: &BrowserRequest, user_id: &UserId, kind: SessionKind) -> NewSession {
    new_session_by(request, user_id, kind, None)
}

/// Prepares a browser's session for a user who has just signed in with this connection.
#[must_use]
pub fn new_sso_session(request: &BrowserRequest, user_id: &UserId, connection_id: &SsoConnectionId) -> NewSession {
    new_session_by(request, user_id, SessionKind::Browser, Some(connection_id))
}

fn new_session_by(
    request: &BrowserRequest,
    user_id: &UserId,
    kind: SessionKind,
    sso_connection_id: Option<&SsoConnectionId>,
) -> NewSession {
    let nobody: Option<&str> = None;
    let (edge, now) = (&*request.edge, request.edge.now());
    let (id, token) = (edge.id(SessionId::new), Token::new(edge));
    let insert = crate::bind!(
        store::INSERT,
        id,
        token.hash(),
        user_id,
        kind,
        request.ip_address,
        request.location,
        request.user_agent,
        now + LIFETIME_MS,
        now,
        nobody,
        nobody,
        sso_connection_id,
    );
    NewSession { id, insert, token, lifetime_ms: LIFETIME_MS }
}

/// Prepares a session in which an administrator impersonates a user. It ends with the administrator's own session.
///
/// # Errors
/// [`Error::ApiKeyRefused`] for an API key.
pub fn new_impersonation(administrator: &Caller, user_id: &UserId) -> Result<NewSession, Error> {
    let no_connection: Option<&SsoConnectionId> = None;
    let (edge, now) = (&*administrator.edge, administrator.edge.now());
    let (id, token) = (edge.id(SessionId::new), Token::new(edge));
    let insert = crate::bind!(
        store::INSERT,
        id,
        token.hash(),
        user_id,
        SessionKind::Browser,
        administrator.ip_address,
        administrator.location,
        administrator.user_agent,
        now + IMPERSONATION_MS,
        now,
        administrator.user_id,
        administrator.session_id()?,
        no_connection,
    );
    Ok(NewSession { id, insert, token, lifetime_ms: IMPERSONATION_MS })
}

#[derive(FromJson)]
struct IdRow {
    id: SessionId,
}

/// Deletes all of a user's sessions except `kept`, and sign-ins that wait for a second factor, with the events that close their sockets. The change must have no
/// tenant. Returns the ids of the deleted sessions.
///
/// # Errors
/// [`Error::Database`].
pub async fn revoke_all(
    change: &mut Change,
    user_id: &UserId,
    kept: Option<&SessionId>,
) -> Result<Vec<SessionId>, Error> {
    let (database, now) = (change.edge().database()?, change.edge().now());
    let open: Vec<IdRow> = database.all(crate::bind!(store::LIST_OPEN_IDS, user_id, now)).await?;
    let session_ids: Vec<SessionId> = open.into_iter().map(|row| row.id).filter(|id| Some(id) != kept).collect();
    change.run(crate::bind!(store::DELETE_ALL, user_id, kept));
    change.run(crate::bind!(store::DELETE_CHALLENGES, user_id));
    emit_ended_impersonations(change, user_id, kept, None).await?;
    change.emit(&SessionEnded { user_id: user_id.clone(), session_ids: session_ids.clone() });
    Ok(session_ids)
}

/// Deletes a user's sessions that were started with a connection of single sign-on, also those of devices, with the events
/// that close their sockets. The change must have no tenant.
///
/// # Errors
/// [`Error::Database`].
pub async fn revoke_by_sso(
    change: &mut Change,
    user_id: &UserId,
    connection_id: &SsoConnectionId,
) -> Result<(), Error> {
    let statement = crate::bind!(store::LIST_BY_SSO, user_id, connection_id);
    let rows: Vec<IdRow> = change.edge().database()?.all(statement).await?;
    change.run(crate::bind!(store::DELETE_BY_SSO, user_id, connection_id));
    change.run(crate::bind!(store::DELETE_CHALLENGES_BY_SSO, user_id, connection_id));
    let session_ids = rows.into_iter().map(|row| row.id).collect();
    change.emit(&SessionEnded { user_id: user_id.clone(), session_ids });
    Ok(())
}

/// Adds the events that close the sockets of one session and of the impersonations started from it.
///
/// # Errors
/// [`Error::Database`].
pub async fn emit_ended(change: &mut Change, user_id: &UserId, session_id: &SessionId) -> Result<(), Error> {
    emit_ended_impersonations(change, user_id, None, Some(session_id)).await?;
    change.emit(&SessionEnded { user_id: user_id.clone(), session_ids: vec![session_id.clone()] });
    Ok(())
}

#[derive(FromJson)]
struct ImpersonationRow {
    id: SessionId,
    user_id: UserId,
}

/// Selects the impersonations that end with an administrator's own sessions: with `ending`, or with all except `kept`.
async fn emit_ended_impersonations(
    change: &mut Change,
    user_id: &UserId,
    kept: Option<&SessionId>,
    ending: Option<&SessionId>,
) -> Result<(), Error> {
    let statement = crate::bind!(store::LIST_IMPERSONATIONS, user_id, kept, ending);
    let rows: Vec<ImpersonationRow> = change.edge().database()?.all(statement).await?;
    for row in rows {
        change.emit(&SessionEnded { user_id: row.user_id, session_ids: vec![row.id] });
    }
    Ok(())
}
