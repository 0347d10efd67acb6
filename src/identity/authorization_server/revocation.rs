//! Revoking (RFC 7009) and introspecting (RFC 7662) tokens of apps, and the claims behind one (OpenID Connect Core, 5.3).

use serde_json::json;
use steward_kernel::time::SECOND;

use super::client_authentication::{ClientCredentials, authenticate};
use super::grant::{Grant, RefreshGrant};
use super::model::{Introspection, TokenReference, UserClaims};
use super::scopes::{OPENID, Scopes};
use super::store;
use crate::edge::Edge;
use crate::identity::api_clients::form::OAuthError;
use crate::identity::scope::BrowserRequest;
use crate::identity::sessions::credential::Credential;
use crate::identity::sessions::{SessionEnded, access_token};
use crate::platform::change::{AuditEvent, Tenant};
use crate::platform::limits;

impl TokenReference {
    fn credentials<'a>(&'a self, authorization: &'a str) -> ClientCredentials<'a> {
        let (id, secret) = (self.client_id.as_deref(), self.client_secret.as_deref());
        ClientCredentials { authorization, id, secret }
    }
}

/// A valid token of an app.
enum Found {
    Access { grant: Grant, scopes: Scopes, issued_at: i64, expires_at: i64 },
    Refresh(RefreshGrant),
}

impl Found {
    async fn by(edge: &Edge, token: &str) -> Result<Option<Self>, OAuthError> {
        let Some(access) = access_token::read(edge, token) else {
            let found = RefreshGrant::find(edge, token).await?;
            return Ok(found
                .filter(|found| found.used_at.is_none() && found.expires_at > edge.now())
                .map(Self::Refresh));
        };
        let Some(app) = access.app else { return Ok(None) };
        let grant = Grant::find(edge, &access.session_id).await?;
        Ok(grant.map(|grant| {
            let scopes = Scopes::stored(&app.scope).common(&grant.scopes());
            Self::Access { grant, scopes, issued_at: access.issued_at, expires_at: access.expires_at }
        }))
    }

    const fn grant(&self) -> &Grant {
        match self {
            Self::Access { grant, .. } => grant,
            Self::Refresh(found) => &found.grant,
        }
    }
}

/// Ends the session of one of the app's tokens. A token that is not valid, or not the app's, is none of its business.
///
/// # Errors
/// `invalid_client`.
pub async fn revoke(request: &BrowserRequest, authorization: &str, body: &TokenReference) -> Result<(), OAuthError> {
    let edge = &request.edge;
    let client = authenticate(edge, &body.credentials(authorization)).await?;
    let found = Found::by(edge, &body.token).await?;
    let Some(found) = found.filter(|found| found.grant().client_id == client.id) else { return Ok(()) };
    let Grant { session_id, user, .. } = found.grant();
    let mut change = request.change_by(&user.user_id);
    change.run(crate::bind!(store::DELETE_SESSION, session_id));
    change.emit(&SessionEnded { user_id: user.user_id.clone(), session_ids: vec![session_id.clone()] });
    change.set_tenant(Tenant::organization(&client.organization_id));
    let before = json!({ "clientId": client.id, "name": client.name });
    change.audit(&AuditEvent::new("oauth.revoke", "session", session_id).before(before));
    Ok(change.commit().await?)
}

/// Says what a token of an app of the same organization is. The client must have a secret.
///
/// # Errors
/// `invalid_client`.
pub async fn introspect(
    request: &BrowserRequest,
    authorization: &str,
    body: &TokenReference,
) -> Result<Introspection, OAuthError> {
    let edge = &request.edge;
    let client = authenticate(edge, &body.credentials(authorization)).await?;
    if !client.is_confidential() {
        return Err(OAuthError::ClientRefused);
    }
    let found = Found::by(edge, &body.token).await?;
    let Some(found) = found.filter(|found| found.grant().organization_id == client.organization_id) else {
        return Ok(Introspection::default());
    };
    let (scopes, token_type, issued_at, expires_at) = match &found {
        Found::Access { scopes, issued_at, expires_at, .. } => {
            (scopes.clone(), Some("Bearer"), *issued_at, *expires_at)
        }
        Found::Refresh(found) => (found.grant.scopes(), None, found.created_at / SECOND, found.expires_at / SECOND),
    };
    let grant = found.grant();
    Ok(Introspection {
        active: true,
        scope: Some(scopes.text()),
        client_id: Some(grant.client_id.clone()),
        token_type,
        exp: Some(expires_at),
        iat: Some(issued_at),
        sub: Some(grant.user.user_id.clone()),
        aud: Some(grant.resource.clone()),
        iss: Some(edge.public_url()?),
    })
}

/// The claims about the user of an app's access token.
///
/// # Errors
/// `invalid_token` and `insufficient_scope`, RFC 6750, 3.1.
pub async fn user_info(request: &BrowserRequest) -> Result<UserClaims, OAuthError> {
    let edge = &request.edge;
    let Some(Credential::AccessToken(token)) = request.credential.as_deref() else {
        return Err(OAuthError::InvalidToken);
    };
    limits::api(edge, token.session_id.as_ref()).await?;
    let Some(app) = &token.app else { return Err(OAuthError::InsufficientScope) };
    let grant = Grant::find(edge, &token.session_id).await?.ok_or(OAuthError::InvalidToken)?;
    let scopes = Scopes::stored(&app.scope).common(&grant.scopes());
    if !scopes.contains(OPENID) {
        return Err(OAuthError::InsufficientScope);
    }
    Ok(grant.user.claims(edge, &scopes)?)
}
