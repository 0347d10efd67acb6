//! The token endpoint: codes and refresh tokens become tokens.

use serde_json::json;
use steward_kernel::error::Error;
use steward_kernel::from_json::FromJson;
use steward_kernel::id::{AuthorizationCodeId, OAuthClientId, OAuthConsentId, SessionId};
use steward_kernel::signature::{code_challenge, is_same, token_hash};

use super::client_authentication::{ClientCredentials, authenticate};
use super::clients::ClientRow;
use super::grant::{Issue, RefreshGrant, UserRow};
use super::model::{IssuedTokens, TokenParameters};
use super::scopes::{OFFLINE_ACCESS, Scopes};
use super::store;
use crate::edge::database::is_precondition_failed;
use crate::identity::api_clients::device;
use crate::identity::api_clients::form::OAuthError;
use crate::identity::api_clients::model::{OAuthTokens, TokenRequest};
use crate::identity::api_clients::tokens::{NewRefreshToken, REFRESH_LIFETIME_MS, rotate};
use crate::identity::scope::BrowserRequest;
use crate::identity::sessions::{SessionEnded, Token, access_token};
use crate::platform::change::{AuditEvent, Tenant};

/// RFC 6749, 4.1.3.
pub const AUTHORIZATION_CODE_GRANT: &str = "authorization_code";
/// RFC 8707, 2.
const INVALID_TARGET: OAuthError = OAuthError::Code("invalid_target", "The tokens are for another resource.");
/// The characters of a code verifier (RFC 7636, 4.1).
const VERIFIER_CHARACTERS: std::ops::RangeInclusive<usize> = 43..=128;

/// Issues tokens for a code or a refresh token of an app, or for one of the platform's own clients.
///
/// # Errors
/// The errors of RFC 6749, 5.2.
pub async fn token(
    request: &BrowserRequest,
    authorization: &str,
    parameters: TokenParameters,
) -> Result<IssuedTokens, OAuthError> {
    if authorization.is_empty() && parameters.client_id.as_deref().is_some_and(device::is_known) {
        return own_client(request, parameters).await;
    }
    let credentials = ClientCredentials {
        authorization,
        id: parameters.client_id.as_deref(),
        secret: parameters.client_secret.as_deref(),
    };
    let client = authenticate(&request.edge, &credentials).await?;
    match parameters.grant_type.as_str() {
        AUTHORIZATION_CODE_GRANT => exchange(request, &client, &parameters).await,
        device::REFRESH_TOKEN_GRANT => refresh(request, &client, &parameters).await,
        _ => Err(OAuthError::UNSUPPORTED_GRANT_TYPE),
    }
}

/// The device flow's endpoint does the same.
async fn own_client(request: &BrowserRequest, parameters: TokenParameters) -> Result<IssuedTokens, OAuthError> {
    let TokenParameters { grant_type, client_id, device_code, refresh_token, .. } = parameters;
    let grant = TokenRequest { grant_type, client_id, device_code, refresh_token };
    let OAuthTokens { access_token, token_type, expires_in, refresh_token } = device::token(request, &grant).await?;
    let refresh_token = Some(refresh_token);
    Ok(IssuedTokens { access_token, token_type, expires_in, refresh_token, id_token: None, scope: None })
}

#[derive(FromJson)]
struct CodeRow {
    id: AuthorizationCodeId,
    consent_id: OAuthConsentId,
    client_id: OAuthClientId,
    redirect_uri: String,
    code_challenge: String,
    scopes: String,
    resource: String,
    nonce: Option<String>,
    authenticated_at: i64,
    used_at: Option<i64>,
    granted_session_id: Option<SessionId>,
    expires_at: i64,
    #[serde(deserialize_with = "flag")]
    is_allowed: bool,
    #[serde(flatten)]
    user: UserRow,
}

impl CodeRow {
    async fn find(request: &BrowserRequest, client: &ClientRow, code: &str) -> Result<Self, OAuthError> {
        let edge = &request.edge;
        let statement = crate::bind!(store::SELECT_CODE, token_hash(code), edge.now());
        let row: Option<Self> = edge.database()?.first(statement).await?;
        row.filter(|row| row.client_id == client.id).ok_or(OAuthError::INVALID_GRANT)
    }

    /// Whether the verifier is the one that the challenge was made from (RFC 7636, 4.6).
    fn is_proven_by(&self, verifier: &str) -> bool {
        VERIFIER_CHARACTERS.contains(&verifier.len()) && is_same(code_challenge(verifier), &self.code_challenge)
    }

    /// Ends what the first use of the code made (RFC 6749, 4.1.2): one of the two uses is an attacker's.
    async fn end_first_use(self, request: &BrowserRequest, client: &ClientRow) -> Result<(), OAuthError> {
        let Some(session_id) = self.granted_session_id else { return Ok(()) };
        let user_id = self.user.user_id;
        let mut change = request.change_by(&user_id);
        change.run(crate::bind!(store::DELETE_SESSION, session_id));
        change.emit(&SessionEnded { user_id, session_ids: vec![session_id.clone()] });
        change.set_tenant(Tenant::organization(&client.organization_id));
        let before = json!({ "clientId": client.id, "name": client.name, "sessionId": session_id });
        change.audit(&AuditEvent::new("oauth.codeReused", "oauth_client", &client.id).before(before));
        Ok(change.commit().await?)
    }
}

async fn exchange(
    request: &BrowserRequest,
    client: &ClientRow,
    parameters: &TokenParameters,
) -> Result<IssuedTokens, OAuthError> {
    let (Some(code), Some(verifier)) = (&parameters.code, &parameters.code_verifier) else {
        return Err(OAuthError::INVALID_REQUEST);
    };
    let edge = &request.edge;
    let row = CodeRow::find(request, client, code).await?;
    if row.used_at.is_some() {
        row.end_first_use(request, client).await?;
        return Err(OAuthError::INVALID_GRANT);
    }
    let is_same_place = parameters.redirect_uri.as_ref() == Some(&row.redirect_uri);
    if row.expires_at <= edge.now() || !row.is_allowed || !is_same_place || !row.is_proven_by(verifier) {
        return Err(OAuthError::INVALID_GRANT);
    }
    if parameters.resource.as_ref().is_some_and(|resource| *resource != row.resource) {
        return Err(INVALID_TARGET);
    }
    let scopes = Scopes::stored(&row.scopes).common(&client.scopes());
    let session_id = edge.id(SessionId::new);
    let refresh = match scopes.contains(OFFLINE_ACCESS) {
        true => Some(NewRefreshToken::of(edge, &session_id)?),
        false => None,
    };
    let lifetime_ms = if refresh.is_some() { REFRESH_LIFETIME_MS } else { access_token::LIFETIME_MS };
    let now = edge.now();
    let mut change = request.change_by(&row.user.user_id);
    change.must_change(crate::bind!(store::USE_CODE, row.id, session_id, now));
    change.run(crate::bind!(
        store::INSERT_SESSION,
        session_id,
        // no cookie has it
        Token::new(edge).hash(),
        row.user.user_id,
        request.ip_address,
        request.location,
        request.user_agent,
        now + lifetime_ms,
        now,
        row.authenticated_at,
        row.consent_id,
        row.scopes,
        row.resource,
        row.id,
    ));
    let refresh_token = refresh.map(|NewRefreshToken { token, insert, .. }| {
        change.run(insert);
        token
    });
    change.set_tenant(Tenant::organization(&client.organization_id));
    let after = json!({ "clientId": client.id, "name": client.name, "scopes": scopes.names() });
    change.audit(&AuditEvent::new("oauth.token", "session", &session_id).after(after));
    match change.commit().await {
        Ok(()) => {}
        // a concurrent request used the code
        Err(error) if is_precondition_failed(&error) => {
            CodeRow::find(request, client, code).await?.end_first_use(request, client).await?;
            return Err(OAuthError::INVALID_GRANT);
        }
        // the consent was revoked meanwhile
        Err(Error::Database(detail)) if detail.contains("FOREIGN KEY") => return Err(OAuthError::INVALID_GRANT),
        Err(error) => return Err(error.into()),
    }
    let issue = Issue {
        client_id: &client.id,
        session_id: &session_id,
        user: &row.user,
        scopes,
        resource: &row.resource,
        authenticated_at: row.authenticated_at,
        nonce: row.nonce.as_deref(),
        refresh_token,
    };
    Ok(issue.tokens(edge).await?)
}

async fn refresh(
    request: &BrowserRequest,
    client: &ClientRow,
    parameters: &TokenParameters,
) -> Result<IssuedTokens, OAuthError> {
    let refresh_token = parameters.refresh_token.as_deref().ok_or(OAuthError::INVALID_REQUEST)?;
    let edge = &request.edge;
    let found = RefreshGrant::find(edge, refresh_token).await?;
    let RefreshGrant { grant, .. } =
        found.filter(|found| found.grant.client_id == client.id).ok_or(OAuthError::INVALID_GRANT)?;
    let granted = grant.scopes();
    let scopes = match parameters.scope.as_deref() {
        Some(text) => Scopes::parse(text).filter(|scopes| scopes.is_within(&granted)),
        None => Some(granted),
    };
    let scopes = scopes.filter(|scopes| !scopes.is_empty()).ok_or(OAuthError::INVALID_SCOPE)?;
    if parameters.resource.as_ref().is_some_and(|resource| *resource != grant.resource) {
        return Err(INVALID_TARGET);
    }
    let successor = match rotate(request, refresh_token, &client.id).await {
        Ok(token) => token,
        Err(Error::Unauthenticated) => return Err(OAuthError::INVALID_GRANT),
        Err(error) => return Err(error.into()),
    };
    let issue = Issue {
        client_id: &client.id,
        session_id: &grant.session_id,
        user: &grant.user,
        scopes,
        resource: &grant.resource,
        authenticated_at: grant.authenticated_at,
        nonce: None,
        refresh_token: Some(successor),
    };
    Ok(issue.tokens(edge).await?)
}
