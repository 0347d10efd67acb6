//! The apps of an organization.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use steward_kernel::error::Error;
use steward_kernel::from_json::FromJson;
use steward_kernel::id::{OAuthClientId, OrganizationId};
use steward_kernel::page::{Page, PageQuery};
use steward_kernel::signature::token_hash;
use steward_kernel::time::{DAY, Timestamp};
use steward_kernel::{input, redirect_uri};

use super::events::OauthClientsChanged;
use super::model::{NewOAuthClient, OAuthClient, OAuthClientUpdate, OAuthClientWithSecret};
use super::scopes::Scopes;
use super::store;
use crate::edge::Edge;
use crate::edge::database::is_precondition_failed;
use crate::identity::permission::ManageOauthClients;
use crate::identity::scope::InOrganization;
use crate::platform::change::{AuditEvent, Change};

/// The prefix of every secret, by which secret scanners recognize a leaked one.
const SECRET_PREFIX: &str = "steward_app_";
/// How long the secret before a rotation works.
const OVERLAP_MS: i64 = DAY;
const MAX_REDIRECT_URIS: usize = 10;

type Scope = InOrganization<ManageOauthClients>;

/// An app as it is stored.
#[derive(FromJson)]
pub(super) struct ClientRow {
    pub id: OAuthClientId,
    pub organization_id: OrganizationId,
    pub name: String,
    redirect_uris: String,
    scopes: String,
    pub secret_hash: Option<String>,
    pub previous_secret_hash: Option<String>,
    pub previous_secret_expires_at: Option<Timestamp>,
    pub disabled_at: Option<Timestamp>,
    created_at: Timestamp,
    revision: i64,
}

impl ClientRow {
    /// The app with this id, if it is enabled.
    pub(super) async fn find(edge: &Edge, id: &str) -> Result<Option<Self>, Error> {
        use steward_kernel::id::TypeId;
        let Ok(id) = OAuthClientId::parse(id) else { return Ok(None) };
        let row: Option<Self> = edge.database()?.first(crate::bind!(store::SELECT_CLIENT, id)).await?;
        Ok(row.filter(|row| row.disabled_at.is_none()))
    }

    pub(super) fn redirect_uris(&self) -> Result<Vec<String>, Error> {
        steward_kernel::from_json::read(&self.redirect_uris).map_err(Error::internal)
    }

    pub(super) fn scopes(&self) -> Scopes {
        Scopes::stored(&self.scopes)
    }

    pub(super) const fn is_confidential(&self) -> bool {
        self.secret_hash.is_some()
    }

    fn into_client(self, now: i64) -> Result<OAuthClient, Error> {
        Ok(OAuthClient {
            redirect_uris: self.redirect_uris()?,
            scopes: self.scopes().names(),
            confidential: self.is_confidential(),
            previous_secret_expires_at: self.previous_secret_expires_at.filter(|end| end.0 > now),
            id: self.id,
            name: self.name,
            disabled_at: self.disabled_at,
            created_at: self.created_at,
            revision: self.revision,
        })
    }

    /// What the audit log has of it.
    fn audited(&self) -> Result<Value, Error> {
        let disabled = self.disabled_at.is_some();
        let (uris, scopes) = (self.redirect_uris()?, self.scopes().names());
        Ok(json!({ "name": self.name, "redirectUris": uris, "scopes": scopes, "disabled": disabled }))
    }
}

fn check_redirect_uris(uris: &[String]) -> Result<(), Error> {
    if uris.is_empty() || uris.len() > MAX_REDIRECT_URIS {
        return Err(Error::field("redirectUris", "Enter 1 to 10 redirect URIs."));
    }
    for uri in uris {
        redirect_uri::check(uri).map_err(|message| Error::field("redirectUris", message))?;
    }
    Ok(())
}

/// A page of an organization's apps, oldest first.
///
/// # Errors
/// [`Error::Validation`] for the query.
pub async fn list(scope: &Scope, page: &PageQuery) -> Result<Page<OAuthClient>, Error> {
    let limit = page.limit()?;
    let after = page.after()?.unwrap_or_default();
    let edge = &scope.caller.edge;
    let statement = crate::bind!(store::LIST_CLIENTS, scope.organization_id, after, limit + 1);
    let rows: Vec<ClientRow> = edge.database()?.all(statement).await?;
    let page = Page::new(rows, limit, |row| row.id.to_string());
    let items = page.items.into_iter().map(|row| row.into_client(edge.now())).collect::<Result<_, _>>()?;
    Ok(Page { items, next_cursor: page.next_cursor })
}

async fn find(scope: &Scope, id: &OAuthClientId) -> Result<ClientRow, Error> {
    let statement = crate::bind!(store::SELECT_CLIENT_OF_ORGANIZATION, id, scope.organization_id);
    scope.caller.edge.database()?.first(statement).await?.ok_or(Error::NotFound)
}

/// An app of the organization.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn get(scope: &Scope, id: &OAuthClientId) -> Result<OAuthClient, Error> {
    find(scope, id).await?.into_client(scope.caller.edge.now())
}

fn new_secret(edge: &Edge) -> String {
    format!("{SECRET_PREFIX}{}", URL_SAFE_NO_PAD.encode(edge.random::<32>()))
}

/// Registers an app. Only the SHA-256 of its secret is stored.
///
/// # Errors
/// [`Error::Validation`].
pub async fn create(scope: &Scope, body: &NewOAuthClient) -> Result<OAuthClientWithSecret, Error> {
    let edge = &scope.caller.edge;
    let secret = body.confidential.then(|| new_secret(edge));
    check_redirect_uris(&body.redirect_uris)?;
    let row = ClientRow {
        id: edge.id(OAuthClientId::new),
        organization_id: scope.organization_id.clone(),
        name: input::name("name", &body.name)?,
        redirect_uris: json!(body.redirect_uris).to_string(),
        scopes: Scopes::of_names(&body.scopes)?.text(),
        secret_hash: secret.as_deref().map(token_hash),
        previous_secret_hash: None,
        previous_secret_expires_at: None,
        disabled_at: None,
        created_at: Timestamp(edge.now()),
        revision: 1,
    };
    let mut change = Change::new(scope);
    change.run(crate::bind!(
        store::INSERT_CLIENT,
        row.id,
        row.organization_id,
        row.name,
        row.redirect_uris,
        row.scopes,
        row.secret_hash,
        edge.now(),
    ));
    change.audit(&AuditEvent::new("oauthClient.create", "oauth_client", &row.id).after(row.audited()?));
    change.emit(&OauthClientsChanged {});
    change.commit().await?;
    Ok(OAuthClientWithSecret { client: row.into_client(edge.now())?, secret })
}

/// Changes an app. Disabling it ends its tokens.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Validation`].
pub async fn update(scope: &Scope, id: &OAuthClientId, body: &OAuthClientUpdate) -> Result<OAuthClient, Error> {
    let edge = &scope.caller.edge;
    let mut row = find(scope, id).await?;
    let before = row.audited()?;
    if let Some(name) = &body.name {
        row.name = input::name("name", name)?;
    }
    if let Some(uris) = &body.redirect_uris {
        check_redirect_uris(uris)?;
        row.redirect_uris = json!(uris).to_string();
    }
    if let Some(names) = &body.scopes {
        row.scopes = Scopes::of_names(names)?.text();
    }
    match body.disabled {
        Some(true) => row.disabled_at = row.disabled_at.or(Some(Timestamp(edge.now()))),
        Some(false) => row.disabled_at = None,
        None => {}
    }
    let mut change = Change::new(scope);
    change.must_change(crate::bind!(
        store::UPDATE_CLIENT,
        row.id,
        row.organization_id,
        row.name,
        row.redirect_uris,
        row.scopes,
        row.disabled_at.map(|moment| moment.0),
        edge.now(),
    ));
    if row.disabled_at.is_some() {
        change.run(crate::bind!(store::DELETE_SESSIONS_OF_CLIENT, row.id));
    }
    let event = AuditEvent::new("oauthClient.update", "oauth_client", id).before(before).after(row.audited()?);
    change.audit(&event);
    change.emit(&OauthClientsChanged {});
    change.commit().await.map_err(missing)?;
    row.revision += 1;
    row.into_client(edge.now())
}

/// Gives an app a new secret. The one before works for another day.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Conflict`] for an app without a secret.
pub async fn rotate_secret(scope: &Scope, id: &OAuthClientId) -> Result<OAuthClientWithSecret, Error> {
    let edge = &scope.caller.edge;
    let (secret, now) = (new_secret(edge), edge.now());
    let mut row = find(scope, id).await?;
    if !row.is_confidential() {
        return Err(Error::Conflict("This app has no secret: it proves itself by PKCE alone."));
    }
    let end = Timestamp(now + OVERLAP_MS);
    let mut change = Change::new(scope);
    let hash = token_hash(&secret);
    change.must_change(crate::bind!(store::ROTATE_SECRET, id, scope.organization_id, now, hash, end.0));
    let after = json!({ "name": row.name, "previousSecretExpiresAt": end });
    change.audit(&AuditEvent::new("oauthClient.rotateSecret", "oauth_client", id).after(after));
    change.emit(&OauthClientsChanged {});
    change.commit().await.map_err(missing)?;
    row.previous_secret_expires_at = Some(end);
    row.revision += 1;
    Ok(OAuthClientWithSecret { client: row.into_client(now)?, secret: Some(secret) })
}

/// Deletes an app with its consents and tokens.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn delete(scope: &Scope, id: &OAuthClientId) -> Result<(), Error> {
    let row = find(scope, id).await?;
    let mut change = Change::new(scope);
    change.must_change(crate::bind!(store::DELETE_CLIENT, id, scope.organization_id));
    change.audit(&AuditEvent::new("oauthClient.delete", "oauth_client", id).before(row.audited()?));
    change.emit(&OauthClientsChanged {});
    change.commit().await.map_err(missing)
}

/// The app was deleted meanwhile.
fn missing(error: Error) -> Error {
    if is_precondition_failed(&error) { Error::NotFound } else { error }
}
