//! Making, listing and showing estates.

use serde_json::json;
use steward_kernel::error::Error;
use steward_kernel::id::{EstateId, OnboardingEventId, OrganizationId};
use steward_kernel::input;
use steward_kernel::page::{Page, PageQuery};
use steward_kernel::permission::Role;

use super::model::{Estate, EstateOrganization, EstateSummary};
use super::store;
use crate::delivery::{builds, repositories};
use crate::edge::Edge;
use crate::edge::database::Statement;
use crate::identity::permission::{CreateEstates, SeeEstates};
use crate::identity::scope::{InEstate, InOrganization};
use crate::platform::audit::{self, Entry, Origin};
use crate::platform::outbox::{self, Event, EventName};

/// An estate that is about to be written.
#[derive(Debug)]
pub struct Provisioned {
    /// Its id.
    pub estate_id: EstateId,
    /// For the batch.
    pub statements: Vec<Statement>,
    /// For the outbox.
    pub event: Event,
}

/// Prepares an estate.
#[must_use]
pub fn provision(edge: &Edge, origin: &Origin, organization_id: &OrganizationId, name: &str) -> Provisioned {
    let estate_id = edge.id(EstateId::new);
    let now = edge.now();
    let entry = Entry {
        action: "estate.create",
        organization_id: Some(organization_id),
        estate_id: Some(&estate_id),
        resource_type: "estate",
        resource_id: estate_id.as_ref(),
        detail: json!({ "name": name }),
    };
    let statements = vec![
        crate::bind!(store::INSERT, estate_id, organization_id, name, now),
        crate::bind!(
            store::INSERT_ONBOARDING_EVENT,
            edge.id(OnboardingEventId::new),
            estate_id,
            organization_id,
            "EstateCreated",
            "system",
            now
        ),
        audit::record(edge, origin, &entry),
    ];
    let event = Event {
        name: EventName::EstateCreated,
        organization_id: Some(organization_id.clone()),
        estate_id: Some(estate_id.clone()),
        payload: json!({ "estateId": estate_id }),
    };
    Provisioned { estate_id, statements, event }
}

/// That an estate is gone, for the batch that ends it: its objects and its build manager are to go as well.
#[must_use]
pub fn deleted(organization_id: &OrganizationId, estate_id: &EstateId) -> Event {
    Event {
        name: EventName::EstateDeleted,
        organization_id: Some(organization_id.clone()),
        estate_id: Some(estate_id.clone()),
        payload: json!({ "estateId": estate_id }),
    }
}

/// Makes an estate in an organization.
///
/// # Errors
/// [`Error::Validation`].
pub async fn create(scope: &InOrganization<CreateEstates>, name: &str) -> Result<EstateSummary, Error> {
    let edge = &scope.caller.edge;
    let name = input::name("name", name)?;
    let made = provision(edge, &scope.caller.origin(), &scope.organization_id, &name);
    let recorded = outbox::record(edge, vec![made.event]);
    let mut statements = made.statements;
    statements.extend(recorded.statements.iter().cloned());
    statements.push(crate::bind!(store::SELECT, made.estate_id, scope.organization_id));
    let outcomes = edge.database()?.batch(statements).await?;
    outbox::dispatch(edge, recorded);
    let estate = outcomes.last().map(crate::edge::database::Outcome::first).transpose()?.flatten();
    estate.ok_or_else(|| Error::internal("the new estate is not there"))
}

/// A page of an organization's estates, oldest first; for a guest of those that were granted.
///
/// # Errors
/// [`Error::Validation`] for the query.
pub async fn list(scope: &InOrganization<SeeEstates>, page: &PageQuery) -> Result<Page<EstateSummary>, Error> {
    let limit = page.limit()?;
    let after = page.after()?.unwrap_or_default();
    let granted_to = Some(&scope.membership_id).filter(|_| scope.role == Role::Guest);
    let statement = crate::bind!(store::LIST, scope.organization_id, after, limit + 1, granted_to);
    let rows: Vec<EstateSummary> = scope.caller.edge.database()?.all(statement).await?;
    Ok(Page::new(rows, limit, |row| row.id.to_string()))
}

/// An estate with its repository and its active build.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn get(scope: &InEstate<SeeEstates>) -> Result<Estate, Error> {
    let statements = vec![
        crate::bind!(store::SELECT, scope.estate_id, scope.organization_id),
        repositories::select_source(&scope.estate_id),
        builds::select_active(&scope.estate_id),
    ];
    let outcomes = scope.caller.edge.database()?.batch(statements).await?;
    let [estate, source, active] = outcomes.as_slice() else { return Err(Error::internal("three results were due")) };
    Ok(Estate {
        summary: estate.first()?.ok_or(Error::NotFound)?,
        organization: EstateOrganization { id: scope.organization_id.clone(), name: scope.organization_name.clone() },
        role: scope.role,
        repository: repositories::read_source(source)?,
        active_build_id: builds::read_active(active)?.map(|active| active.build_id),
    })
}
