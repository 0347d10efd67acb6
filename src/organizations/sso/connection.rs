//! The connection of an organization to its identity provider.

use serde_json::{Value, json};
use steward_kernel::error::Error;
use steward_kernel::from_json::FromJson;
use steward_kernel::id::{OrganizationId, SsoConnectionId};
use steward_kernel::sealing::AssociatedData;
use steward_kernel::time::Timestamp;

use super::model::{RoleMapping, Sso, SsoCheck, SsoCheckName, SsoConnection, SsoOwner, SsoRole, SsoTest, SsoUpdate};
use super::store;
use crate::edge::Edge;
use crate::edge::database::{Outcome, is_precondition_failed, violates};
use crate::identity::permission::ManageSecurity;
use crate::identity::scope::InOrganization;
use crate::identity::sso::{Registration, discover, test};
use crate::organizations::organizations::events::OrganizationChanged;
use crate::platform::change::{AuditEvent, Change};

const MAX_MAPPINGS: usize = 100;
const MAX_GROUP_CHARACTERS: usize = 200;
const MAX_ID_BYTES: usize = 500;
const MAX_SECRET_BYTES: usize = 2_000;
const MAX_CLAIM_BYTES: usize = 100;
const DEFAULT_GROUPS_CLAIM: &str = "groups";

pub(super) const NOT_CONNECTED: Error = Error::Conflict("Connect an identity provider first.");

pub(super) type Scope = InOrganization<ManageSecurity>;

/// A connection as it is stored.
#[derive(FromJson)]
pub(super) struct Row {
    pub id: SsoConnectionId,
    pub organization_id: OrganizationId,
    issuer: String,
    client_id: String,
    client_secret_sealed: String,
    groups_claim: String,
    role_mappings: String,
    pub default_role: SsoRole,
    pub enforced_at: Option<Timestamp>,
    updated_at: Timestamp,
    revision: i64,
}

impl Row {
    pub async fn find(edge: &Edge, organization_id: &OrganizationId) -> Result<Option<Self>, Error> {
        edge.database()?.first(crate::bind!(store::SELECT, organization_id)).await
    }

    pub fn mappings(&self) -> Result<Vec<RoleMapping>, Error> {
        steward_kernel::from_json::read(&self.role_mappings).map_err(Error::internal)
    }

    /// The registration, with the opened secret.
    pub fn registration(&self, edge: &Edge) -> Result<Registration, Error> {
        let opened = edge.key_ring()?.open(associated_data(&self.id), &self.client_secret_sealed);
        Ok(Registration {
            connection_id: self.id.clone(),
            issuer: self.issuer.clone(),
            client_id: self.client_id.clone(),
            client_secret: opened.map_err(Error::internal)?,
            groups_claim: self.groups_claim.clone(),
        })
    }

    pub(super) fn to_connection(&self) -> Result<SsoConnection, Error> {
        Ok(SsoConnection {
            id: self.id.clone(),
            issuer: self.issuer.clone(),
            client_id: self.client_id.clone(),
            groups_claim: self.groups_claim.clone(),
            role_mappings: self.mappings()?,
            default_role: self.default_role,
            enforced_at: self.enforced_at,
            updated_at: self.updated_at,
            revision: self.revision,
        })
    }
}

fn associated_data(id: &SsoConnectionId) -> AssociatedData<'_> {
    AssociatedData { table: "sso_connection", column: "client_secret_sealed", row: id.as_ref() }
}

/// The redirect URI of an organization. Each has its own, so that no provider's callback is taken for another one's
/// (RFC 9700, 4.4.2).
pub(super) fn callback_url(edge: &Edge, organization_id: &str) -> Result<String, Error> {
    Ok(format!("{}/api/auth/sso/{organization_id}/callback", edge.public_url()?))
}

#[derive(FromJson)]
struct DomainRow {
    domain: String,
}

/// Returns the single sign-on of an organization.
///
/// # Errors
/// [`Error::Database`].
pub async fn get(scope: &Scope) -> Result<Sso, Error> {
    let (edge, id) = (&scope.caller.edge, &scope.organization_id);
    let statements = vec![
        crate::bind!(store::SELECT, id),
        crate::bind!(store::LIST_DOMAINS, id),
        crate::bind!(store::LIST_OWNERS, id),
    ];
    let outcomes = edge.database()?.batch(statements).await?;
    let connection: Option<Row> = outcomes.first().map(Outcome::first).transpose()?.flatten();
    let domains: Vec<DomainRow> = outcomes.get(1).map(Outcome::rows).transpose()?.unwrap_or_default();
    let owners: Vec<SsoOwner> = outcomes.get(2).map(Outcome::rows).transpose()?.unwrap_or_default();
    Ok(Sso {
        connection: connection.map(|row| row.to_connection()).transpose()?,
        callback_url: callback_url(edge, id.as_ref())?,
        domains: domains.into_iter().map(|row| row.domain).collect(),
        owners,
    })
}

/// Creates or replaces the connection. The issuer's configuration is read first. Another issuer makes another connection:
/// nobody is linked to it yet, and sessions of the former one no longer count as single sign-on.
///
/// # Errors
/// [`Error::Validation`], also for an issuer whose configuration cannot be read; [`Error::Conflict`] when another request
/// changes it at the same time.
pub async fn put(scope: &Scope, body: &SsoUpdate) -> Result<Sso, Error> {
    let edge = &scope.caller.edge;
    let organization_id = &scope.organization_id;
    validate(body)?;
    let metadata = discover(edge, body.issuer.trim()).await.map_err(|sentence| Error::field("issuer", sentence))?;
    let before = Row::find(edge, organization_id).await?;
    let kept = before.as_ref().filter(|row| row.issuer == metadata.issuer);
    let id = kept.map_or_else(|| edge.id(SsoConnectionId::new), |row| row.id.clone());
    let secret = match (&body.client_secret, kept) {
        (Some(secret), _) => secret.clone(),
        (None, Some(row)) => row.registration(edge)?.client_secret,
        (None, None) => return Err(Error::field("clientSecret", "Enter the client secret.")),
    };
    let ring = edge.key_ring()?;
    let sealed = ring.seal(associated_data(&id), &secret, edge.random()).map_err(Error::internal)?;
    let groups_claim = body.groups_claim.as_deref().unwrap_or(DEFAULT_GROUPS_CLAIM).trim();
    let mappings = serde_json::to_string(&body.role_mappings).map_err(Error::internal)?;
    let (client_id, default_role, now) = (body.client_id.trim(), body.default_role, edge.now());
    let mut change = Change::new(scope);
    let mut event = AuditEvent::new("organization.updateSso", "sso_connection", &id).after(json!({
        "issuer": metadata.issuer,
        "clientId": client_id,
        "clientSecretChanged": body.client_secret.is_some(),
        "groupsClaim": groups_claim,
        "roleMappings": body.role_mappings,
        "defaultRole": default_role,
    }));
    match &before {
        None => change.run(crate::bind!(
            store::INSERT,
            organization_id,
            id,
            metadata.issuer,
            client_id,
            sealed,
            groups_claim,
            mappings,
            default_role,
            now
        )),
        Some(row) => {
            event = event.before(described(row)?);
            change.must_change(crate::bind!(
                store::UPDATE,
                organization_id,
                id,
                metadata.issuer,
                client_id,
                sealed,
                groups_claim,
                mappings,
                default_role,
                now,
                row.id,
                row.updated_at.0
            ));
        }
    }
    change.audit(&event);
    change.emit(&OrganizationChanged {});
    match change.commit().await {
        Ok(()) => get(scope).await,
        Err(error) if is_precondition_failed(&error) || violates(&error, "sso_connection.organization_id") => {
            Err(Error::Conflict("Single sign-on changed at the same time: reload it and try again."))
        }
        Err(error) => Err(error),
    }
}

/// For the audit log.
fn described(row: &Row) -> Result<Value, Error> {
    Ok(json!({
        "issuer": row.issuer,
        "clientId": row.client_id,
        "groupsClaim": row.groups_claim,
        "roleMappings": row.mappings()?,
        "defaultRole": row.default_role,
    }))
}

fn validate(body: &SsoUpdate) -> Result<(), Error> {
    let is_text = |text: &str, limit: usize| {
        let text = text.trim();
        !text.is_empty() && text.len() <= limit && !text.chars().any(char::is_control)
    };
    if !is_text(&body.client_id, MAX_ID_BYTES) {
        return Err(Error::field("clientId", "Enter the client id, at most 500 characters."));
    }
    if body.client_secret.as_deref().is_some_and(|secret| !is_text(secret, MAX_SECRET_BYTES)) {
        return Err(Error::field("clientSecret", "Enter the client secret, at most 2,000 characters."));
    }
    if body.groups_claim.as_deref().is_some_and(|claim| !is_text(claim, MAX_CLAIM_BYTES)) {
        return Err(Error::field("groupsClaim", "Enter the name of a claim, at most 100 characters."));
    }
    if body.role_mappings.len() > MAX_MAPPINGS {
        return Err(Error::field("roleMappings", "Map at most 100 groups."));
    }
    for (index, mapping) in body.role_mappings.iter().enumerate() {
        let group = &mapping.group;
        if group.trim().is_empty()
            || group.chars().count() > MAX_GROUP_CHARACTERS
            || group.chars().any(char::is_control)
        {
            return Err(Error::field(
                format!("roleMappings[{index}].group"),
                "Enter the name of a group, at most 200 characters.",
            ));
        }
        if body.role_mappings.iter().take(index).any(|other| other.group == *group) {
            return Err(Error::field(format!("roleMappings[{index}].group"), "Map each group once."));
        }
    }
    Ok(())
}

/// Removes the connection. Members remain members and sign in another way. Repeating it has no effect.
///
/// # Errors
/// [`Error::Database`].
pub async fn remove(scope: &Scope) -> Result<(), Error> {
    let edge = &scope.caller.edge;
    let Some(before) = Row::find(edge, &scope.organization_id).await? else { return Ok(()) };
    let mut change = Change::new(scope);
    change.must_change(crate::bind!(store::DELETE, scope.organization_id, before.id));
    let event = AuditEvent::new("organization.removeSso", "sso_connection", &before.id).before(described(&before)?);
    change.audit(&event);
    change.emit(&OrganizationChanged {});
    match change.commit().await {
        // removed by another request meanwhile
        Err(error) if is_precondition_failed(&error) => Ok(()),
        done => done,
    }
}

/// Tests the stored connection with the identity provider.
///
/// # Errors
/// [`Error::Conflict`] when there is none.
pub async fn check(scope: &Scope) -> Result<SsoTest, Error> {
    let edge = &scope.caller.edge;
    let row = Row::find(edge, &scope.organization_id).await?.ok_or(NOT_CONNECTED)?;
    let redirect_uri = callback_url(edge, scope.organization_id.as_ref())?;
    let found = test(edge, &row.registration(edge)?, &redirect_uri).await;
    let check = |name, result: Result<(), String>| SsoCheck { name, problem: result.err() };
    let mut checks = vec![check(SsoCheckName::Discovery, found.discovery)];
    checks.extend(found.keys.map(|result| check(SsoCheckName::Keys, result)));
    checks.extend(found.client.map(|result| check(SsoCheckName::Client, result)));
    Ok(SsoTest { checks })
}
