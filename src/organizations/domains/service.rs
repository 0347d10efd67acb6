//! An organization's domains.

use serde::Deserialize;
use serde_json::{Value, json};
use steward_kernel::domain;
use steward_kernel::error::{ConflictCode, Error};
use steward_kernel::id::{DomainId, OrganizationId};
use steward_kernel::signature::encode_hex;
use steward_kernel::time::Timestamp;

use super::model::{Domain, DomainChange, DomainRecord, DomainRole, Domains};
use super::{record, store};
use crate::edge::database::{Outcome, Statement, assert_changed, flag, is_precondition_failed, violates};
use crate::identity::permission::ManageDomains;
use crate::identity::scope::InOrganization;
use crate::platform::audit::{self, Entry};
use crate::platform::outbox::{self, Event, EventName};

/// Domains of one organization, at the most.
const MOST: u32 = 50;

#[derive(Deserialize)]
struct Row {
    id: DomainId,
    domain: String,
    challenge: String,
    verified_at: Option<Timestamp>,
    #[serde(deserialize_with = "flag")]
    auto_join: bool,
    role: DomainRole,
}

impl From<Row> for Domain {
    fn from(row: Row) -> Self {
        Self {
            id: row.id,
            record: DomainRecord {
                name: format!("_steward.{}", row.domain),
                value: format!("steward-verification={}", row.challenge),
            },
            domain: row.domain,
            verified_at: row.verified_at,
            auto_join: row.auto_join,
            role: row.role,
        }
    }
}

type Scope = InOrganization<ManageDomains>;

/// The organization's domains, by name.
///
/// # Errors
/// [`Error::Database`].
pub async fn list(scope: &Scope) -> Result<Domains, Error> {
    let statement = crate::bind!(store::LIST, scope.organization_id, MOST);
    let rows: Vec<Row> = scope.caller.edge.database()?.all(statement).await?;
    Ok(Domains { items: rows.into_iter().map(Domain::from).collect() })
}

async fn find(scope: &Scope, id: &DomainId) -> Result<Domain, Error> {
    let statement = crate::bind!(store::SELECT, scope.organization_id, id);
    let row: Option<Row> = scope.caller.edge.database()?.first(statement).await?;
    row.map(Domain::from).ok_or(Error::NotFound)
}

/// Writes a change with its line in the audit log and its event; gives the domain as it is then.
async fn write(
    scope: &Scope,
    id: &DomainId,
    action: &'static str,
    detail: Value,
    change: Statement,
) -> Result<Option<Domain>, Error> {
    let edge = &scope.caller.edge;
    let organization_id: &OrganizationId = &scope.organization_id;
    let entry = Entry {
        action,
        organization_id: Some(organization_id),
        estate_id: None,
        resource_type: "organization_domain",
        resource_id: id.as_ref(),
        detail,
    };
    let event = Event {
        name: EventName::OrganizationChanged,
        organization_id: Some(organization_id.clone()),
        estate_id: None,
        payload: json!({}),
    };
    let recorded = outbox::record(edge, vec![event]);
    let mut statements = vec![change, assert_changed(), audit::record(edge, &scope.caller.origin(), &entry)];
    statements.extend(recorded.statements.iter().cloned());
    statements.push(crate::bind!(store::SELECT, organization_id, id));
    let outcomes = edge.database()?.batch(statements).await?;
    outbox::dispatch(edge, recorded);
    Ok(outcomes.last().map(Outcome::first::<Row>).transpose()?.flatten().map(Domain::from))
}

/// Begins to prove a domain.
///
/// # Errors
/// [`Error::Validation`]; [`Error::Conflict`] when it is there already, or there are fifty;
/// [`ConflictCode::DomainTaken`] when another organization has proven it.
pub async fn add(scope: &Scope, name: &str) -> Result<Domain, Error> {
    let edge = &scope.caller.edge;
    let name = domain::parse("domain", name)?;
    let id = edge.id(DomainId::new);
    let challenge = encode_hex(&edge.random::<16>());
    let insert = crate::bind!(store::INSERT, scope.organization_id, id, name, challenge, edge.now(), MOST);
    let detail = json!({ "after": { "domain": name } });
    match write(scope, &id, "organization.addDomain", detail, insert).await {
        Ok(domain) => domain.ok_or(Error::NotFound),
        Err(error) if violates(&error, "organization_domain.domain") => {
            Err(Error::Conflict("the organization has this domain already"))
        }
        Err(error) if is_precondition_failed(&error) => {
            let statement = crate::bind!(store::SELECT_TAKEN, scope.organization_id, name);
            let taken: Option<Value> = edge.database()?.first(statement).await?;
            Err(match taken {
                Some(_) => ConflictCode::DomainTaken.into(),
                None => Error::Conflict("an organization has at most fifty domains"),
            })
        }
        Err(error) => Err(error),
    }
}

/// Looks the record up. What is proven stays proven.
///
/// # Errors
/// [`Error::NotFound`], [`ConflictCode::DomainNotVerified`], [`ConflictCode::DomainTaken`]; [`Error::ExternalApi`] when the
/// record could not be looked up.
pub async fn verify(scope: &Scope, id: &DomainId) -> Result<Domain, Error> {
    let before = find(scope, id).await?;
    if before.verified_at.is_some() {
        return Ok(before);
    }
    let edge = &scope.caller.edge;
    if !record::says(edge, &before.record.name, &before.record.value).await? {
        return Err(ConflictCode::DomainNotVerified.into());
    }
    let detail = json!({
        "before": { "verified": false }, "after": { "verified": true, "domain": before.domain },
    });
    let change = crate::bind!(store::VERIFY, scope.organization_id, id, edge.now());
    match write(scope, id, "organization.verifyDomain", detail, change).await {
        Ok(domain) => domain.ok_or(Error::NotFound),
        Err(error) if violates(&error, "organization_domain.domain") => Err(ConflictCode::DomainTaken.into()),
        // proven or removed in the meantime
        Err(error) if is_precondition_failed(&error) => find(scope, id).await,
        Err(error) => Err(error),
    }
}

/// Says whether people of the domain may join by themselves, and as what.
///
/// # Errors
/// [`Error::NotFound`], [`ConflictCode::DomainNotVerified`], [`Error::Conflict`] when somebody else changes it.
pub async fn update(scope: &Scope, id: &DomainId, change: &DomainChange) -> Result<Domain, Error> {
    let before = find(scope, id).await?;
    if before.verified_at.is_none() {
        return Err(ConflictCode::DomainNotVerified.into());
    }
    let auto_join = change.auto_join.unwrap_or(before.auto_join);
    let role = change.role.unwrap_or(before.role);
    let detail = json!({
        "before": { "autoJoin": before.auto_join, "role": before.role },
        "after": { "autoJoin": auto_join, "role": role, "domain": before.domain },
    });
    let statement = crate::bind!(
        store::UPDATE,
        scope.organization_id,
        id,
        u8::from(auto_join),
        role,
        scope.caller.edge.now(),
        u8::from(before.auto_join),
        before.role
    );
    match write(scope, id, "organization.updateDomain", detail, statement).await {
        Ok(domain) => domain.ok_or(Error::NotFound),
        Err(error) if is_precondition_failed(&error) => {
            Err(Error::Conflict("somebody else changed the domain at the same time: look again"))
        }
        Err(error) => Err(error),
    }
}

/// Removes a domain; who came by it stays.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn remove(scope: &Scope, id: &DomainId) -> Result<(), Error> {
    let before = find(scope, id).await?;
    let detail = json!({ "before": { "domain": before.domain, "verified": before.verified_at.is_some() } });
    let statement = crate::bind!(store::DELETE, scope.organization_id, id);
    match write(scope, id, "organization.removeDomain", detail, statement).await {
        Ok(_) => Ok(()),
        Err(error) if is_precondition_failed(&error) => Err(Error::NotFound),
        Err(error) => Err(error),
    }
}
