//! Access and refresh tokens of API clients.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::json;
use steward_kernel::error::Error;
use steward_kernel::from_json::FromJson;
use steward_kernel::id::{OAuthClientId, RefreshTokenId, SessionId, UserId};
use steward_kernel::signature::{is_hash_of, token_hash};
use steward_kernel::time::{DAY, HOUR, SECOND};

use super::model::Tokens;
use super::{keys, store};
use crate::edge::Edge;
use crate::edge::database::{Statement, is_precondition_failed};
use crate::identity::model::SignIn;
use crate::identity::scope::BrowserRequest;
use crate::identity::sessions::known_browser::KnownBrowser;
use crate::identity::sessions::session::new_session;
use crate::identity::sessions::{SessionEnded, SessionKind, access_token};
use crate::identity::sign_in::{Authenticated, authenticate};
use crate::platform::change::{AuditEvent, Change};
use crate::platform::schedule::Job;

/// How long a used refresh token still gives its successor: tabs refresh at the same time, and answers get lost
/// (RFC 9700, 4.14.2 leaves it to the server).
const OVERLAP_MS: i64 = 30 * SECOND;
/// Refresh tokens are derived from their ids, so that a successor can be given again although only its hash is stored.
const PURPOSE: &str = "refresh-token";
/// How long a refresh token is valid.
pub(in crate::identity) const REFRESH_LIFETIME_MS: i64 = 7 * DAY;
/// Rows that one run of the clean-up deletes.
const CLEAN_UP_ROWS: u32 = 500;

/// A pair of tokens that is not yet written.
struct NewTokens {
    tokens: Tokens,
    insert: Statement,
}

impl NewTokens {
    fn issue(edge: &Edge, user_id: &UserId, session_id: &SessionId) -> Result<Self, Error> {
        let NewRefreshToken { token, insert, .. } = NewRefreshToken::of(edge, session_id)?;
        let tokens = tokens(edge, user_id, session_id, token)?;
        Ok(Self { tokens, insert })
    }
}

/// A refresh token that is not yet written.
pub(in crate::identity) struct NewRefreshToken {
    id: RefreshTokenId,
    pub token: String,
    pub insert: Statement,
}

impl NewRefreshToken {
    /// A new token of a session.
    ///
    /// # Errors
    /// [`Error::Internal`] when the key ring has no key.
    pub fn of(edge: &Edge, session_id: &SessionId) -> Result<Self, Error> {
        let now = edge.now();
        let id = edge.id(RefreshTokenId::new);
        let token = derive(edge, &id)?;
        let expires_at = now + REFRESH_LIFETIME_MS;
        let hash = token_hash(&token);
        let insert = crate::bind!(store::INSERT_REFRESH_TOKEN, id, hash, session_id, expires_at, now);
        Ok(Self { id, token, insert })
    }
}

/// The refresh token with this id, by the active key of the ring.
fn derive(edge: &Edge, id: &RefreshTokenId) -> Result<String, Error> {
    let ring = edge.key_ring()?;
    let key_id = ring.active_id().map_err(Error::internal)?;
    Ok(URL_SAFE_NO_PAD.encode(ring.derive(key_id, PURPOSE, id.as_ref()).map_err(Error::internal)?))
}

/// A refresh token with a new access token.
fn tokens(edge: &Edge, user_id: &UserId, session_id: &SessionId, refresh_token: String) -> Result<Tokens, Error> {
    Ok(Tokens {
        access_token: access_token::issue(edge, user_id, session_id, None)?,
        token_type: "Bearer",
        expires_in: access_token::LIFETIME_MS / SECOND,
        refresh_token,
        refresh_expires_in: REFRESH_LIFETIME_MS / SECOND,
    })
}

/// A client's session with its first tokens, not yet written.
pub(super) struct NewClientSession {
    pub session_id: SessionId,
    insert_session: Statement,
    tokens: NewTokens,
}

impl NewClientSession {
    /// Prepares a client's session for a user.
    ///
    /// # Errors
    /// [`Error::Internal`] when the key ring has no key.
    pub(super) fn prepare(request: &BrowserRequest, user_id: &UserId) -> Result<Self, Error> {
        let session = new_session(request, user_id, SessionKind::Api);
        let tokens = NewTokens::issue(&request.edge, user_id, &session.id)?;
        Ok(Self { session_id: session.id, insert_session: session.insert, tokens })
    }

    /// Adds the session and its audit event to a change, and returns the tokens.
    pub(super) fn add_to(self, change: &mut Change, action: &'static str) -> Tokens {
        change.run(self.insert_session);
        change.run(self.tokens.insert);
        change.audit(&AuditEvent::new(action, "session", &self.session_id).after(json!({ "kind": SessionKind::Api })));
        self.tokens.tokens
    }
}

/// Signs an API client in with a password.
///
/// # Errors
/// As signing in in a browser; [`Error::DeviceFlowRequired`] for a user with a second factor.
pub async fn login(request: &BrowserRequest, browser: &KnownBrowser, body: &SignIn) -> Result<Tokens, Error> {
    let Authenticated { user_id, has_second_factor } = authenticate(request, browser, body).await?;
    if has_second_factor {
        return Err(Error::DeviceFlowRequired);
    }
    let session = NewClientSession::prepare(request, &user_id)?;
    let mut change = request.change_by(&user_id);
    let tokens = session.add_to(&mut change, "auth.login");
    change.commit().await?;
    Ok(tokens)
}

#[derive(FromJson)]
struct Row {
    id: RefreshTokenId,
    session_id: SessionId,
    user_id: UserId,
    /// The app whose session it is.
    client_id: Option<OAuthClientId>,
    used_at: Option<i64>,
    expires_at: i64,
    successor_id: Option<RefreshTokenId>,
    successor_hash: Option<String>,
    #[serde(deserialize_with = "flag")]
    is_banned: bool,
}

/// The refresh token of an app, or of a client of the platform itself.
async fn find(edge: &Edge, refresh_token: &str, app: Option<&OAuthClientId>) -> Result<Option<Row>, Error> {
    let hash = token_hash(refresh_token);
    let row: Option<Row> = edge.database()?.first(crate::bind!(store::SELECT_REFRESH_TOKEN, hash, edge.now())).await?;
    Ok(row.filter(|row| row.client_id.as_ref() == app))
}

/// Exchanges a refresh token for new tokens. A token that is used again within half a minute gives the same refresh
/// token; later it was stolen, and its session ends (RFC 9700, 4.14.2).
///
/// # Errors
/// [`Error::Unauthenticated`].
pub async fn refresh(request: &BrowserRequest, refresh_token: &str) -> Result<Tokens, Error> {
    let (row, refresh_token) = exchange(request, refresh_token, None).await?;
    tokens(&request.edge, &row.user_id, &row.session_id, refresh_token)
}

/// Exchanges the refresh token of an app's session for its successor, as [`refresh`] does.
///
/// # Errors
/// [`Error::Unauthenticated`].
pub(in crate::identity) async fn rotate(
    request: &BrowserRequest,
    refresh_token: &str,
    app: &OAuthClientId,
) -> Result<String, Error> {
    Ok(exchange(request, refresh_token, Some(app)).await?.1)
}

/// The row of a refresh token, and its successor.
async fn exchange(
    request: &BrowserRequest,
    refresh_token: &str,
    app: Option<&OAuthClientId>,
) -> Result<(Row, String), Error> {
    let edge = &request.edge;
    let now = edge.now();
    let row = find(edge, refresh_token, app).await?.ok_or(Error::Unauthenticated)?;
    if row.used_at.is_some() {
        return again(request, row).await;
    }
    if row.expires_at <= now || row.is_banned {
        return Err(Error::Unauthenticated);
    }
    let new = NewRefreshToken::of(edge, &row.session_id)?;
    let mut change = request.change_by(&row.user_id);
    change.must_change(crate::bind!(store::USE_REFRESH_TOKEN, row.id, new.id, now));
    change.run(new.insert);
    change.run(crate::bind!(store::EXTEND_SESSION, row.session_id, now + REFRESH_LIFETIME_MS, now));
    match change.commit().await {
        Ok(()) => Ok((row, new.token)),
        // a concurrent request used the token
        Err(error) if is_precondition_failed(&error) => {
            let row = find(edge, refresh_token, app).await?.ok_or(Error::Unauthenticated)?;
            again(request, row).await
        }
        // the session ended meanwhile, and the token with it
        Err(Error::Database(detail)) if detail.contains("FOREIGN KEY") => Err(Error::Unauthenticated),
        Err(error) => Err(error),
    }
}

/// The successor of a refresh token that was used before, while both uses may be of the same client.
async fn again(request: &BrowserRequest, row: Row) -> Result<(Row, String), Error> {
    let edge = &request.edge;
    let is_recent = row.used_at.is_some_and(|used_at| edge.now() - used_at < OVERLAP_MS);
    if !is_recent {
        end_session(request, &row, "auth.refreshTokenReused").await?;
        return Err(Error::Unauthenticated);
    }
    let Some(successor) = row.successor_id.as_ref().filter(|_| !row.is_banned) else {
        return Err(Error::Unauthenticated);
    };
    let refresh_token = derive(edge, successor)?;
    // it was derived with another key, or its session has ended
    if !row.successor_hash.as_deref().is_some_and(|hash| is_hash_of(&refresh_token, hash)) {
        return Err(Error::Unauthenticated);
    }
    Ok((row, refresh_token))
}

/// Ends the session of a refresh token, used or not. The session of an unknown token has ended already.
///
/// # Errors
/// [`Error::Database`].
pub async fn logout(request: &BrowserRequest, refresh_token: &str) -> Result<(), Error> {
    match find(&request.edge, refresh_token, None).await? {
        Some(row) => end_session(request, &row, "auth.logout").await,
        None => Ok(()),
    }
}

async fn end_session(request: &BrowserRequest, row: &Row, action: &'static str) -> Result<(), Error> {
    let mut change = request.change_by(&row.user_id);
    change.run(crate::bind!(store::DELETE_SESSION, row.session_id));
    let before = json!({ "kind": SessionKind::Api });
    change.audit(&AuditEvent::new(action, "session", &row.session_id).before(before));
    change.emit(&SessionEnded { user_id: row.user_id.clone(), session_ids: vec![row.session_id.clone()] });
    change.commit().await
}

/// The periodic work of API clients.
pub const JOBS: &[Job] = &[
    crate::job!("apiClients.deleteExpired", 0, delete_expired),
    crate::job!("apiClients.deleteOldUsage", HOUR, keys::delete_old_usage),
];

/// Deletes expired devices. Refresh tokens are deleted with their sessions.
async fn delete_expired(edge: &Edge) -> Result<(), Error> {
    let statement = crate::bind!(store::DELETE_EXPIRED_DEVICES, edge.now(), CLEAN_UP_ROWS);
    edge.database()?.run(statement).await.map(|_| ())
}
