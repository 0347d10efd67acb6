//! The signed-in user.

use serde_json::value::RawValue;
use steward_kernel::error::Error;
use steward_kernel::from_json::FromJson;
use steward_kernel::id::{SessionId, UserId};
use steward_kernel::time::Timestamp;

use crate::edge::Edge;
use crate::edge::database::{Outcome, Statement};
use crate::identity::model::{CurrentSession, Impersonator, Me, User};
use crate::identity::scope::{self, BrowserRequest};
use crate::identity::sessions::credential::Credential;
use crate::identity::sessions::{SessionKind, Token};
use crate::identity::store;
use crate::platform::limits;

#[derive(FromJson)]
pub(super) struct Row {
    session_id: SessionId,
    /// Only where a request has several session cookies.
    token_hash: Option<String>,
    kind: SessionKind,
    expires_at: i64,
    refreshed_at: i64,
    impersonator_id: Option<UserId>,
    impersonator_name: Option<String>,
    impersonator_email: Option<String>,
    #[serde(flatten)]
    user: User,
    organizations: String,
}

impl Row {
    pub(super) fn into_me(self, edge: &Edge) -> Result<Me, Error> {
        let impersonated_by = match (self.impersonator_id, self.impersonator_name, self.impersonator_email) {
            (Some(id), Some(name), Some(email)) => Some(Impersonator { id, name, email }),
            _ => None,
        };
        Ok(Me {
            user: self.user.with_role(edge),
            session: CurrentSession {
                id: self.session_id,
                kind: self.kind,
                expires_at: Timestamp(self.expires_at),
                impersonated_by,
            },
            organizations: RawValue::from_string(self.organizations).map_err(Error::internal)?,
        })
    }
}

pub(super) fn by_cookie(edge: &Edge, token: &Token) -> Statement {
    crate::bind!(store::SELECT_ME_BY_COOKIE, token.hash(), edge.now())
}

/// Returns the response from the result of [`by_cookie`], right after the session was inserted.
pub(super) fn of_new_session(edge: &Edge, outcome: Outcome) -> Result<Me, Error> {
    let row: Option<Row> = outcome.first()?;
    row.ok_or_else(|| Error::internal("the new session was not found"))?.into_me(edge)
}

/// Returns the session of the request, its user and the user's organizations, with one statement.
///
/// # Errors
/// [`Error::Unauthenticated`] when the session has ended; [`Error::ApiKeyRefused`] for an API key;
/// [`Error::ProgramRefused`] for an app; [`steward_kernel::error::ConflictCode::AccountSwitched`].
pub async fn me(request: &BrowserRequest) -> Result<Me, Error> {
    let edge = &request.edge;
    let statement = match request.credential.as_deref() {
        Some(Credential::Cookie(tokens)) => match tokens.only() {
            Some(token) => by_cookie(edge, token),
            None => crate::bind!(store::SELECT_ME_BY_COOKIES, tokens.hashes(), edge.now()),
        },
        // an app sees one organization, not the user's others
        Some(Credential::AccessToken(token)) if token.app.is_some() => return Err(Error::ProgramRefused),
        Some(Credential::AccessToken(token)) => {
            crate::bind!(store::SELECT_ME_BY_SESSION, token.session_id, edge.now())
        }
        Some(Credential::ApiKey(_)) => return Err(Error::ApiKeyRefused),
        Some(Credential::Unknown) | None => return Err(scope::unauthenticated(request).await),
    };
    let row: Option<Row> = edge.database()?.first(statement).await?;
    let Some(row) = row else { return Err(scope::unauthenticated(request).await) };
    limits::api(edge, row.session_id.as_ref()).await?;
    request.must_be_of_page(&row.user.id)?;
    if let Some(tokens) = request.cookie() {
        let token = tokens.valid(row.token_hash.as_deref());
        tokens.clear_stale(edge, Some((token, row.expires_at - edge.now())));
        if row.impersonator_id.is_none() {
            scope::extend_session(edge, token, &row.session_id, row.refreshed_at);
        }
    }
    row.into_me(edge)
}
