//! Sessions. A browser's is an opaque token in a cookie, its SHA-256 in the database, seven days, moved forward once a
//! day. A program's is the row behind its tokens. An administrator's in somebody's place lasts an hour.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::HeaderMap;
use serde::{Deserialize, Serialize};
use serde_json::json;
use steward_kernel::error::Error;
use steward_kernel::id::{SessionId, UserId};
use steward_kernel::signature::token_hash;
use steward_kernel::time::{DAY, HOUR};
use utoipa::ToSchema;

use super::cookie::SESSION;
use super::scope::{BrowserRequest, Caller};
use super::store;
use crate::edge::Edge;
use crate::edge::database::Statement;
use crate::platform::outbox::{Event, EventName};

/// How long a session lasts that is not used.
pub const LIFETIME_MS: i64 = 7 * DAY;
/// A session that is used is moved forward when this has passed.
pub const REFRESH_MS: i64 = DAY;
/// How long an administrator is in somebody's place.
pub const IMPERSONATION_MS: i64 = HOUR;

/// The cookie's text; shown to nobody.
pub struct Token(String);

impl Token {
    /// A new token, 256 bits.
    #[must_use]
    pub fn new(edge: &Edge) -> Self {
        Self(URL_SAFE_NO_PAD.encode(edge.random::<32>()))
    }

    /// What is stored.
    #[must_use]
    pub fn hash(&self) -> String {
        token_hash(&self.0)
    }

    /// The token of a request's cookie, if there is one that could be ours.
    #[must_use]
    pub fn of_request(headers: &HeaderMap, edge: &Edge) -> Option<Self> {
        SESSION.token(headers, edge).map(Self)
    }

    /// Sets the cookie for as long as a session lasts.
    pub fn set(&self, edge: &Edge) {
        SESSION.set(edge, &self.0, LIFETIME_MS);
    }
}

/// Takes the cookie away.
pub fn clear(edge: &Edge) {
    SESSION.clear(edge);
}

/// What a session is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum SessionKind {
    /// A browser's, by its cookie.
    Browser,
    /// A program's, behind its access and refresh tokens.
    Api,
}

/// A session that is about to be written.
pub struct NewSession {
    /// Its id.
    pub id: SessionId,
    /// For the batch.
    pub statement: Statement,
    /// The cookie's text. A program's session is found by its id; nobody ever has this.
    pub token: Token,
    lifetime_ms: i64,
}

impl NewSession {
    /// Sets the cookie, once the batch is committed.
    pub fn set_cookie(&self, edge: &Edge) {
        SESSION.set(edge, &self.token.0, self.lifetime_ms);
    }
}

/// Prepares a session of whoever has just been let in.
#[must_use]
pub fn new_session(request: &BrowserRequest, user_id: &UserId, kind: SessionKind) -> NewSession {
    let nobody: Option<&str> = None;
    let (edge, now) = (&*request.edge, request.edge.now());
    let (id, token) = (edge.id(SessionId::new), Token::new(edge));
    let statement = crate::bind!(
        store::INSERT_SESSION,
        id,
        token.hash(),
        user_id,
        kind,
        request.ip_address,
        request.place,
        request.user_agent,
        now + LIFETIME_MS,
        now,
        nobody,
        nobody,
    );
    NewSession { id, statement, token, lifetime_ms: LIFETIME_MS }
}

/// Prepares a session in which an administrator acts in somebody's place. It ends with the administrator's own.
///
/// # Errors
/// [`Error::ApiKeyRefused`] for a key.
pub fn new_impersonation(administrator: &Caller, user_id: &UserId) -> Result<NewSession, Error> {
    let (edge, now) = (&*administrator.edge, administrator.edge.now());
    let (id, token) = (edge.id(SessionId::new), Token::new(edge));
    let statement = crate::bind!(
        store::INSERT_SESSION,
        id,
        token.hash(),
        user_id,
        SessionKind::Browser,
        administrator.ip_address,
        administrator.place,
        administrator.user_agent,
        now + IMPERSONATION_MS,
        now,
        administrator.user_id,
        administrator.session_id()?,
    );
    Ok(NewSession { id, statement, token, lifetime_ms: IMPERSONATION_MS })
}

/// Sessions that are about to end.
pub struct Ending {
    /// For the batch.
    pub statement: Statement,
    /// For the outbox: their sockets are closed.
    pub events: Vec<Event>,
}

#[derive(Deserialize)]
struct IdRow {
    id: SessionId,
}

/// Prepares the end of a user's sessions, of browsers and of programs, all but `kept`.
///
/// # Errors
/// [`Error::Database`].
pub async fn end_all(edge: &Edge, user_id: &UserId, kept: Option<&SessionId>) -> Result<Ending, Error> {
    let open: Vec<IdRow> = edge.database()?.all(crate::bind!(store::LIST_OPEN_SESSIONS, user_id, edge.now())).await?;
    let ids: Vec<SessionId> = open.into_iter().map(|row| row.id).filter(|id| Some(id) != kept).collect();
    let mut events = impersonations(edge, user_id, kept, None).await?;
    events.push(ended(user_id, &ids));
    Ok(Ending { statement: crate::bind!(store::DELETE_SESSIONS, user_id, kept), events })
}

/// What is told when one session of a user ends.
///
/// # Errors
/// [`Error::Database`].
pub async fn end_one(edge: &Edge, user_id: &UserId, session_id: &SessionId) -> Result<Vec<Event>, Error> {
    let mut events = impersonations(edge, user_id, None, Some(session_id)).await?;
    events.push(ended(user_id, std::slice::from_ref(session_id)));
    Ok(events)
}

#[derive(Deserialize)]
struct ActingRow {
    id: SessionId,
    user_id: UserId,
}

/// That sessions in somebody's place end along with an administrator's own: with `ending`, or with all but `kept`.
async fn impersonations(
    edge: &Edge,
    user_id: &UserId,
    kept: Option<&SessionId>,
    ending: Option<&SessionId>,
) -> Result<Vec<Event>, Error> {
    let statement = crate::bind!(store::LIST_IMPERSONATIONS, user_id, kept, ending);
    let rows: Vec<ActingRow> = edge.database()?.all(statement).await?;
    Ok(rows.iter().map(|row| ended(&row.user_id, std::slice::from_ref(&row.id))).collect())
}

/// That sessions of a user have ended.
#[must_use]
pub fn ended(user_id: &UserId, session_ids: &[SessionId]) -> Event {
    Event {
        name: EventName::SessionEnded,
        organization_id: None,
        estate_id: None,
        payload: json!({ "userId": user_id, "sessionIds": session_ids }),
    }
}
