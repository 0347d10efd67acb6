//! An organization's domains.

use serde_json::{Value, json};
use steward_kernel::error::{ConflictCode, DomainRecords, Error};
use steward_kernel::from_json::FromJson;
use steward_kernel::id::DomainId;
use steward_kernel::time::Timestamp;

use super::model::{Domain, DomainRecord, DomainRole, DomainUpdate, Domains};
use super::{record, store};
use crate::edge::Edge;
use crate::edge::database::{Statement, is_precondition_failed, violates};
use crate::edge::text;
use crate::identity::permission::ManageDomains;
use crate::identity::scope::InOrganization;
use crate::organizations::organizations::events::OrganizationChanged;
use crate::platform::change::{AuditEvent, Change};

/// The maximum of domains per organization.
const MAXIMUM_DOMAINS: u32 = 50;

#[derive(FromJson)]
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

/// Lists the organization's domains, ordered by name.
///
/// # Errors
/// [`Error::Database`].
pub async fn list(scope: &Scope) -> Result<Domains, Error> {
    let statement = crate::bind!(store::LIST, scope.organization_id, MAXIMUM_DOMAINS);
    let rows: Vec<Row> = scope.caller.edge.database()?.all(statement).await?;
    Ok(Domains { items: rows.into_iter().map(Domain::from).collect() })
}

async fn find(scope: &Scope, id: &DomainId) -> Result<Domain, Error> {
    let statement = crate::bind!(store::SELECT, scope.organization_id, id);
    let row: Option<Row> = scope.caller.edge.database()?.first(statement).await?;
    row.map(Domain::from).ok_or(Error::NotFound)
}

/// Writes a change of a domain and returns the domain after it.
async fn write(
    scope: &Scope,
    id: &DomainId,
    statement: Statement,
    audit_event: &AuditEvent,
) -> Result<Option<Domain>, Error> {
    let mut change = Change::new(scope);
    change.must_change(statement);
    change.audit(audit_event);
    change.emit(&OrganizationChanged {});
    let outcome = change.commit_and_read(crate::bind!(store::SELECT, scope.organization_id, id)).await?;
    Ok(outcome.first::<Row>()?.map(Domain::from))
}

fn audit_event(action: &'static str, id: &DomainId) -> AuditEvent {
    AuditEvent::new(action, "organization_domain", id)
}

/// Adds a domain to verify.
///
/// # Errors
/// [`Error::Validation`]; [`Error::Conflict`] when the organization already has it, or has 50;
/// [`ConflictCode::DomainTaken`] when another organization has verified it.
pub async fn add(scope: &Scope, name: &str) -> Result<Domain, Error> {
    let edge = &scope.caller.edge;
    let name = text::domain("domain", name)?;
    let id = edge.id(DomainId::new);
    let challenge = hex::encode(edge.random::<16>());
    let insert = crate::bind!(store::INSERT, scope.organization_id, id, name, challenge, edge.now(), MAXIMUM_DOMAINS);
    let event = audit_event("organization.addDomain", &id).after(json!({ "domain": name }));
    match write(scope, &id, insert, &event).await {
        Ok(domain) => domain.ok_or(Error::NotFound),
        Err(error) if violates(&error, "organization_domain.domain") => {
            Err(Error::Conflict("The organization already has this domain."))
        }
        Err(error) if is_precondition_failed(&error) => {
            let statement = crate::bind!(store::SELECT_TAKEN, scope.organization_id, name);
            let taken: Option<Value> = edge.database()?.first(statement).await?;
            Err(match taken {
                Some(_) => ConflictCode::DomainTaken.into(),
                None => Error::Conflict("The organization has 50 domains: remove one of them first."),
            })
        }
        Err(error) => Err(error),
    }
}

/// Verifies a domain by its TXT record. A verified domain stays verified.
///
/// # Errors
/// [`Error::NotFound`], [`ConflictCode::DomainNotVerified`], [`ConflictCode::DomainTaken`]; [`Error::ExternalApi`] when
/// the record cannot be looked up.
pub async fn verify(scope: &Scope, id: &DomainId) -> Result<Domain, Error> {
    let before = find(scope, id).await?;
    if before.verified_at.is_some() {
        return Ok(before);
    }
    let edge = &scope.caller.edge;
    look_up(edge, &before).await?;
    let event = audit_event("organization.verifyDomain", id)
        .before(json!({ "verified": false }))
        .after(json!({ "verified": true, "domain": before.domain }));
    match write(scope, id, crate::bind!(store::VERIFY, scope.organization_id, id, edge.now()), &event).await {
        Ok(domain) => domain.ok_or(Error::NotFound),
        Err(error) if violates(&error, "organization_domain.domain") => Err(ConflictCode::DomainTaken.into()),
        // verified or removed meanwhile
        Err(error) if is_precondition_failed(&error) => find(scope, id).await,
        Err(error) => Err(error),
    }
}

/// Looks the record up, and where it is by mistake.
///
/// # Errors
/// [`ConflictCode::DomainNotVerified`] with what was found; [`Error::ExternalApi`].
async fn look_up(edge: &Edge, domain: &Domain) -> Result<(), Error> {
    let DomainRecord { name, value } = &domain.record;
    let found = record::texts(edge, name).await?;
    if record::contain(&found, value) {
        return Ok(());
    }
    let mut records = DomainRecords { name: name.clone(), expected: value.clone(), found, found_at: None };
    for other in [domain.domain.clone(), format!("{name}.{}", domain.domain)] {
        // a resolver that fails here explains nothing, and the answer stands without it
        if record::texts(edge, &other).await.is_ok_and(|texts| record::contain(&texts, value)) {
            records.found_at = Some(other);
            break;
        }
    }
    Err(ConflictCode::DomainNotVerified(Some(records)).into())
}

/// Updates whether users of the domain can join without an invitation, and with which role.
///
/// # Errors
/// [`Error::NotFound`], [`ConflictCode::DomainNotVerified`], [`Error::Conflict`] when another request changes it at the
/// same time.
pub async fn update(scope: &Scope, id: &DomainId, update: &DomainUpdate) -> Result<Domain, Error> {
    let before = find(scope, id).await?;
    if before.verified_at.is_none() {
        return Err(ConflictCode::DomainNotVerified(None).into());
    }
    let auto_join = update.auto_join.unwrap_or(before.auto_join);
    let role = update.role.unwrap_or(before.role);
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
    let event = audit_event("organization.updateDomain", id)
        .before(json!({ "autoJoin": before.auto_join, "role": before.role }))
        .after(json!({ "autoJoin": auto_join, "role": role, "domain": before.domain }));
    match write(scope, id, statement, &event).await {
        Ok(domain) => domain.ok_or(Error::NotFound),
        Err(error) if is_precondition_failed(&error) => {
            Err(Error::Conflict("The domain changed at the same time: reload it and try again."))
        }
        Err(error) => Err(error),
    }
}

/// Removes a domain. Members who joined by it remain members.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn remove(scope: &Scope, id: &DomainId) -> Result<(), Error> {
    let before = find(scope, id).await?;
    let event = audit_event("organization.removeDomain", id)
        .before(json!({ "domain": before.domain, "verified": before.verified_at.is_some() }));
    match write(scope, id, crate::bind!(store::DELETE, scope.organization_id, id), &event).await {
        Ok(_) => Ok(()),
        Err(error) if is_precondition_failed(&error) => Err(Error::NotFound),
        Err(error) => Err(error),
    }
}
