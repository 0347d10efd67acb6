//! Creating, listing and returning estates.

use serde_json::json;
use serde_json::value::RawValue;
use steward_kernel::error::Error;
use steward_kernel::from_json::FromJson;
use steward_kernel::id::{BuildId, EstateId, OnboardingEventId, OrganizationId};
use steward_kernel::input;
use steward_kernel::page::{Page, PageQuery};
use steward_kernel::permission::Permissions;

use super::events::EstateCreated;
use super::model::{Estate, EstateFilter, EstateOrganization, EstateSummary};
use super::store;
use crate::identity::permission::{CreateEstates, SeeEstates};
use crate::identity::scope::{InEstate, InOrganization};
use crate::platform::change::{AuditEvent, Change, Tenant};

/// Adds a new estate to a change and sets it as the change's tenant.
pub fn provision(change: &mut Change, organization_id: &OrganizationId, name: &str) -> EstateId {
    let edge = change.edge();
    let (id, now) = (edge.id(EstateId::new), edge.now());
    change.set_tenant(Tenant::estate(organization_id, &id));
    change.run(crate::bind!(store::INSERT, id, organization_id, name, now));
    add_onboarding_event(change, organization_id, &id, ("EstateCreated", "system"));
    change.audit(&AuditEvent::new("estate.create", "estate", &id).after(json!({ "name": name })));
    change.emit(&EstateCreated { estate_id: id.clone() });
    id
}

/// Adds to a change that a user has chosen the organization's name, so that no onboarding asks for it.
pub fn confirm_organization_name(change: &mut Change, organization_id: &OrganizationId, estate_id: &EstateId) {
    add_onboarding_event(change, organization_id, estate_id, ("OrgNameConfirmed", "user"));
}

fn add_onboarding_event(
    change: &mut Change,
    organization_id: &OrganizationId,
    estate_id: &EstateId,
    (event_type, category): (&str, &str),
) {
    let edge = change.edge();
    let (id, now) = (edge.id(OnboardingEventId::new), edge.now());
    let statement = store::INSERT_ONBOARDING_EVENT;
    change.run(crate::bind!(statement, id, estate_id, organization_id, event_type, category, now));
}

/// Creates an estate in an organization.
///
/// # Errors
/// [`Error::Validation`].
pub async fn create(scope: &InOrganization<CreateEstates>, name: &str) -> Result<EstateSummary, Error> {
    let name = input::name("name", name)?;
    let mut change = Change::new(scope);
    let id = provision(&mut change, &scope.organization_id, &name);
    let outcome = change.commit_and_read(crate::bind!(store::SELECT, id, scope.organization_id)).await?;
    outcome.first()?.ok_or_else(|| Error::internal("the created estate is missing"))
}

/// Lists a page of an organization's estates, oldest first. Guests see only the estates granted to them.
///
/// # Errors
/// [`Error::Validation`] for the query.
pub async fn list(
    scope: &InOrganization<SeeEstates>,
    filter: &EstateFilter,
    page: &PageQuery,
) -> Result<Page<EstateSummary>, Error> {
    let limit = page.limit()?;
    let after = page.after()?.unwrap_or_default();
    let granted_to = scope.granted_to();
    let name = input::search_text("q", filter.q.as_deref())?;
    let statement = crate::bind!(store::LIST, scope.organization_id, after, limit + 1, granted_to, name);
    let rows: Vec<EstateSummary> = scope.caller.edge.database()?.all(statement).await?;
    Ok(Page::new(rows, limit, |row| row.id.to_string()))
}

#[derive(FromJson)]
struct RepositoryRow {
    repository: String,
}

#[derive(FromJson)]
struct ActiveBuildRow {
    build_id: BuildId,
    rollback: Option<String>,
}

/// Returns an estate with its repository and its active build.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn get(scope: &InEstate<SeeEstates>) -> Result<Estate, Error> {
    let statements = vec![
        crate::bind!(store::SELECT, scope.estate_id, scope.organization_id),
        crate::bind!(store::SELECT_REPOSITORY, scope.estate_id),
        crate::bind!(store::SELECT_ACTIVE_BUILD, scope.estate_id),
    ];
    let outcomes = scope.caller.edge.database()?.batch(statements).await?;
    let [estate, repository, active] = outcomes.as_slice() else {
        return Err(Error::internal("D1 returned fewer than three results"));
    };
    let repository: Option<RepositoryRow> = repository.first()?;
    let repository =
        repository.map(|row| RawValue::from_string(row.repository)).transpose().map_err(Error::internal)?;
    let active: Option<ActiveBuildRow> = active.first()?;
    let (active_build_id, rollback) = active.map_or((None, None), |active| (Some(active.build_id), active.rollback));
    Ok(Estate {
        summary: estate.first()?.ok_or(Error::NotFound)?,
        organization: EstateOrganization { id: scope.organization_id.clone(), name: scope.organization_name.clone() },
        role: scope.role,
        permissions: scope.custom_permissions.map(Permissions::names),
        repository,
        active_build_id,
        rollback: rollback.map(RawValue::from_string).transpose().map_err(Error::internal)?,
    })
}
