//! The session of an app, what it was granted, and the claims about its user.

use serde::Serialize;
use steward_kernel::error::Error;
use steward_kernel::from_json::FromJson;
use steward_kernel::id::{OAuthClientId, OrganizationId, SessionId, UserId};
use steward_kernel::signature::{access_token_hash, token_hash};
use steward_kernel::time::{HOUR, SECOND};

use super::model::{IssuedTokens, UserClaims};
use super::scopes::{EMAIL, OPENID, PROFILE, Scopes};
use super::{signing_keys, store};
use crate::edge::Edge;
use crate::identity::sessions::access_token::{self, AppClaims};

/// How long an id_token lasts.
const ID_TOKEN_LIFETIME_MS: i64 = HOUR;

/// The columns of a user that claims are made of.
#[derive(FromJson)]
pub(super) struct UserRow {
    pub user_id: UserId,
    user_name: String,
    user_email: String,
    #[serde(deserialize_with = "flag")]
    user_email_verified: bool,
    user_image: Option<String>,
}

impl UserRow {
    /// The claims that the scopes give.
    ///
    /// # Errors
    /// [`Error::Internal`] when the platform's address is not configured.
    pub(super) fn claims(&self, edge: &Edge, scopes: &Scopes) -> Result<UserClaims, Error> {
        let (has_profile, has_email) = (scopes.contains(PROFILE), scopes.contains(EMAIL));
        let picture = match self.user_image.as_deref().filter(|_| has_profile) {
            Some(path) if path.starts_with('/') => Some(format!("{}{path}", edge.public_url()?)),
            image => image.map(str::to_owned),
        };
        Ok(UserClaims {
            sub: self.user_id.clone(),
            name: has_profile.then(|| self.user_name.clone()),
            picture,
            email: has_email.then(|| self.user_email.clone()),
            email_verified: has_email.then_some(self.user_email_verified),
        })
    }
}

/// An open session of an app that may still act for its user.
#[derive(FromJson)]
pub(super) struct Grant {
    pub session_id: SessionId,
    pub client_id: OAuthClientId,
    pub organization_id: OrganizationId,
    pub resource: String,
    pub authenticated_at: i64,
    granted_scopes: String,
    client_scopes: String,
    #[serde(flatten)]
    pub user: UserRow,
}

/// A refresh token with its grant.
#[derive(FromJson)]
pub(super) struct RefreshGrant {
    pub used_at: Option<i64>,
    pub expires_at: i64,
    pub created_at: i64,
    #[serde(flatten)]
    pub grant: Grant,
}

impl Grant {
    /// The grant of a session.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub(super) async fn find(edge: &Edge, session_id: &SessionId) -> Result<Option<Self>, Error> {
        edge.database()?.first(crate::bind!(store::SELECT_GRANT, session_id, edge.now())).await
    }

    /// What it was granted, as far as the app may still have it.
    pub(super) fn scopes(&self) -> Scopes {
        Scopes::stored(&self.granted_scopes).common(&Scopes::stored(&self.client_scopes))
    }
}

impl RefreshGrant {
    /// The grant of a refresh token.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub(super) async fn find(edge: &Edge, refresh_token: &str) -> Result<Option<Self>, Error> {
        let hash = token_hash(refresh_token);
        edge.database()?.first(crate::bind!(store::SELECT_GRANT_BY_REFRESH_TOKEN, hash, edge.now())).await
    }
}

/// The claims of an id_token (OpenID Connect Core, 2).
#[derive(Serialize)]
struct IdClaims<'a> {
    iss: &'a str,
    aud: &'a str,
    iat: i64,
    exp: i64,
    auth_time: i64,
    at_hash: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    nonce: Option<&'a str>,
    #[serde(flatten)]
    user: UserClaims,
}

/// What tokens are issued for.
pub(super) struct Issue<'a> {
    pub client_id: &'a OAuthClientId,
    pub session_id: &'a SessionId,
    pub user: &'a UserRow,
    pub scopes: Scopes,
    pub resource: &'a str,
    pub authenticated_at: i64,
    pub nonce: Option<&'a str>,
    pub refresh_token: Option<String>,
}

impl Issue<'_> {
    /// Makes the access token and, with the scope `openid`, the id_token.
    ///
    /// # Errors
    /// [`Error::Database`]; [`Error::Internal`] without a key.
    pub(super) async fn tokens(self, edge: &Edge) -> Result<IssuedTokens, Error> {
        let scope = self.scopes.text();
        let app = AppClaims { aud: self.resource.to_owned(), client_id: self.client_id.clone(), scope: scope.clone() };
        let access_token = access_token::issue(edge, &self.user.user_id, self.session_id, Some(app))?;
        let id_token = match self.scopes.contains(OPENID) {
            true => Some(self.id_token(edge, &access_token).await?),
            false => None,
        };
        Ok(IssuedTokens {
            access_token,
            token_type: "Bearer",
            expires_in: access_token::LIFETIME_MS / SECOND,
            refresh_token: self.refresh_token,
            id_token,
            scope: Some(scope),
        })
    }

    async fn id_token(&self, edge: &Edge, access_token: &str) -> Result<String, Error> {
        let now = edge.now();
        let claims = IdClaims {
            iss: &edge.public_url()?,
            aud: self.client_id.as_ref(),
            iat: now / SECOND,
            exp: (now + ID_TOKEN_LIFETIME_MS) / SECOND,
            auth_time: self.authenticated_at / SECOND,
            at_hash: access_token_hash(access_token),
            nonce: self.nonce,
            user: self.user.claims(edge, &self.scopes)?,
        };
        signing_keys::sign(edge, &claims).await
    }
}
