//! The bearer token of an organization, and the scope of a request with it.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Serialize;
use serde_json::json;
use steward_kernel::error::Error;
use steward_kernel::from_json::FromJson;
use steward_kernel::id::{OrganizationId, RequestId, ScimTokenId};
use steward_kernel::signature::token_hash;
use steward_kernel::time::{MINUTE, Timestamp};
use utoipa::ToSchema;
use worker::send::SendWrapper;

use super::error::ScimError;
use super::store;
use crate::api::{Argument, Audience, Input, Needs, header};
use crate::edge::Edge;
use crate::edge::database::Outcome;
use crate::identity::permission::ManageSecurity;
use crate::identity::scope::InOrganization;
use crate::organizations::organizations::events::OrganizationChanged;
use crate::platform::audit::{Actor, Origin};
use crate::platform::change::{self, AuditEvent, Change, Tenant};

/// By which secret scanners recognize a leaked token.
const PREFIX: &str = "steward_scim_";
/// Characters of a token that are shown, including the prefix.
const START_CHARACTERS: usize = PREFIX.len() + 6;
/// The time between two updates of a token's last use.
const USE_INTERVAL_MS: i64 = MINUTE;

/// The token of an organization, without its secret.
#[derive(Debug, Serialize, FromJson, ToSchema)]
#[serde(rename_all(serialize = "camelCase"))]
#[schema(rename_all = "camelCase")]
pub struct ScimToken {
    pub id: ScimTokenId,
    /// Its first characters.
    pub start: String,
    /// Precise to a minute.
    #[schema(required)]
    pub last_used_at: Option<Timestamp>,
    pub created_at: Timestamp,
}

/// The provisioning of an organization.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Scim {
    /// The base URL to enter at the identity provider.
    pub base_url: String,
    /// Null while there is none.
    #[schema(required)]
    pub token: Option<ScimToken>,
}

/// A new token.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CreatedScimToken {
    /// Shown only now.
    pub secret: String,
    pub token: ScimToken,
}

type Scope = InOrganization<ManageSecurity>;

/// The base URL of SCIM.
fn base_url(edge: &Edge) -> Result<String, Error> {
    Ok(format!("{}/scim/v2", edge.public_url()?))
}

async fn find(scope: &Scope) -> Result<Option<ScimToken>, Error> {
    scope.caller.edge.database()?.first(crate::bind!(store::SELECT_TOKEN_OF, scope.organization_id)).await
}

/// Returns the provisioning of an organization.
///
/// # Errors
/// [`Error::Database`].
pub async fn get(scope: &Scope) -> Result<Scim, Error> {
    Ok(Scim { base_url: base_url(&scope.caller.edge)?, token: find(scope).await? })
}

/// Creates the organization's token, in place of the former one, which ends.
///
/// # Errors
/// [`Error::Database`].
pub async fn create(scope: &Scope) -> Result<CreatedScimToken, Error> {
    let edge = &scope.caller.edge;
    let before = find(scope).await?;
    let secret = format!("{PREFIX}{}", URL_SAFE_NO_PAD.encode(edge.random::<32>()));
    let (id, now) = (edge.id(ScimTokenId::new), edge.now());
    let start: String = secret.chars().take(START_CHARACTERS).collect();
    let mut change = Change::new(scope);
    change.run(crate::bind!(store::PUT_TOKEN, scope.organization_id, id, token_hash(&secret), start, now));
    let event = AuditEvent::new("organization.createScimToken", "scim_token", &id);
    let event = event.before(json!({ "id": before.map(|token| token.id) }));
    change.audit(&event.after(json!({ "id": id, "start": start })));
    change.emit(&OrganizationChanged {});
    change.commit().await?;
    Ok(CreatedScimToken { secret, token: ScimToken { id, start, last_used_at: None, created_at: Timestamp(now) } })
}

/// Revokes the organization's token. Repeating it has no effect.
///
/// # Errors
/// [`Error::Database`].
pub async fn revoke(scope: &Scope) -> Result<(), Error> {
    let Some(before) = find(scope).await? else { return Ok(()) };
    let mut change = Change::new(scope);
    change.run(crate::bind!(store::DELETE_TOKEN, scope.organization_id));
    let event = AuditEvent::new("organization.revokeScimToken", "scim_token", &before.id);
    change.audit(&event.before(json!({ "start": before.start })));
    change.emit(&OrganizationChanged {});
    change.commit().await
}

/// A request of an identity provider, whose token is not yet checked.
pub struct ScimRequest {
    edge: SendWrapper<Edge>,
    request_id: RequestId,
    ip_address: Option<String>,
    user_agent: Option<String>,
    token: Option<String>,
    /// The query of the URL.
    pub query: String,
}

impl Argument for ScimRequest {
    const NEEDS: Needs = Needs::audience(Audience::Provisioner);

    fn take(input: &mut Input) -> Result<Self, Error> {
        let text = |name| Some(header(&input.head.headers, name)).filter(|text| !text.is_empty());
        let token = text("authorization").and_then(|text| {
            let (scheme, token) = text.split_once(' ')?;
            scheme.eq_ignore_ascii_case("bearer").then(|| token.trim().to_owned())
        });
        Ok(Self {
            edge: input.incoming.edge.clone(),
            request_id: input.incoming.request_id.clone(),
            ip_address: text("cf-connecting-ip").map(ToOwned::to_owned),
            user_agent: text("user-agent").map(|text| text.chars().take(300).collect()),
            token,
            query: input.head.query.clone(),
        })
    }
}

#[derive(FromJson)]
struct Row {
    organization_id: OrganizationId,
}

/// The identity provider of an organization.
pub struct Provisioner {
    pub edge: SendWrapper<Edge>,
    pub organization_id: OrganizationId,
    origin: Origin,
    base_url: String,
}

impl ScimRequest {
    /// Finds the organization of the token.
    ///
    /// # Errors
    /// [`ScimError::Unauthenticated`].
    pub async fn authenticate(self) -> Result<Provisioner, ScimError> {
        let token = self.token.filter(|token| token.starts_with(PREFIX)).ok_or(ScimError::Unauthenticated)?;
        let (hash, now) = (token_hash(&token), self.edge.now());
        let statements = vec![
            crate::bind!(store::SELECT_TOKEN, hash),
            crate::bind!(store::UPDATE_TOKEN_USE, hash, now, now - USE_INTERVAL_MS),
        ];
        let outcomes = self.edge.database()?.batch(statements).await?;
        let row: Option<Row> = outcomes.first().map(Outcome::first).transpose()?.flatten();
        let Row { organization_id } = row.ok_or(ScimError::Unauthenticated)?;
        let origin = Origin {
            actor: Actor::System("scim"),
            ip_address: self.ip_address,
            user_agent: self.user_agent,
            request_id: Some(self.request_id),
        };
        Ok(Provisioner { base_url: base_url(&self.edge)?, edge: self.edge, organization_id, origin })
    }
}

impl Provisioner {
    /// The address of a resource.
    #[must_use]
    pub fn location(&self, resource: &str, id: &str) -> String {
        format!("{}/{resource}/{id}", self.base_url)
    }
}

impl change::Scope for Provisioner {
    fn edge(&self) -> &Edge {
        &self.edge
    }

    fn origin(&self) -> Origin {
        self.origin.clone()
    }

    fn tenant(&self) -> Tenant {
        Tenant::organization(&self.organization_id)
    }
}
