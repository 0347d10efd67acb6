//! Making, listing and showing organizations.

use serde::Deserialize;
use serde_json::json;
use steward_kernel::error::{ConflictCode, Error};
use steward_kernel::id::{EstateId, MembershipId, OrganizationId, UserId};
use steward_kernel::page::{Page, PageQuery};
use steward_kernel::permission::Role;
use steward_kernel::{input, slug};

use super::model::{EstateReference, MakeOrganization, NewOrganization, Organization, OrganizationReference};
use super::store;
use crate::edge::Edge;
use crate::edge::database::{Outcome, Statement};
use crate::identity::scope::Caller;
use crate::organizations::estates;
use crate::platform::audit::{self, Entry, Origin};
use crate::platform::outbox::{self, Event};

pub use super::deletion::{Removal, prepare_removal};

/// An organization that is about to be written.
#[derive(Debug)]
pub struct Provisioned {
    /// Its id.
    pub organization_id: OrganizationId,
    /// Its first estate's id.
    pub estate_id: EstateId,
    /// For the batch.
    pub statements: Vec<Statement>,
    /// For the outbox.
    pub events: Vec<Event>,
}

/// Prepares an organization with its owner and its first estate. Its slug is made of its name by the batch itself, so
/// that of two at once each gets one of its own.
#[must_use]
pub fn provision(edge: &Edge, origin: &Origin, owner: &UserId, name: &str, estate_name: &str) -> Provisioned {
    provision_as(edge, origin, owner, name, &slug::candidates(name, edge.random()), estate_name)
}

fn provision_as(
    edge: &Edge,
    origin: &Origin,
    owner: &UserId,
    name: &str,
    slugs: &[String],
    estate_name: &str,
) -> Provisioned {
    let organization_id = edge.id(OrganizationId::new);
    let now = edge.now();
    let entry = Entry {
        action: "organization.create",
        organization_id: Some(&organization_id),
        estate_id: None,
        resource_type: "organization",
        resource_id: organization_id.as_ref(),
        detail: json!({ "after": { "name": name } }),
    };
    let mut statements = vec![
        crate::bind!(store::INSERT, organization_id, name, json!(slugs).to_string(), now),
        crate::bind!(store::INSERT_SLUG, organization_id, now),
        crate::bind!(store::INSERT_MEMBERSHIP, edge.id(MembershipId::new), organization_id, owner, Role::Owner, now),
        audit::record(edge, origin, &entry),
    ];
    let estate = estates::service::provision(edge, origin, &organization_id, estate_name);
    statements.extend(estate.statements);
    // the organization and its default estate name each other: first the one, then the other, then this
    statements.push(crate::bind!(store::SET_DEFAULT_ESTATE, organization_id, estate.estate_id));
    Provisioned { organization_id, estate_id: estate.estate_id, statements, events: vec![estate.event] }
}

#[derive(Deserialize)]
struct SlugRow {
    slug: String,
}

/// Makes an organization with its first estate; the caller owns it.
///
/// # Errors
/// [`Error::Validation`]; [`ConflictCode::SlugTaken`] for a slug that somebody has or had.
pub async fn create(caller: &Caller, body: &MakeOrganization) -> Result<NewOrganization, Error> {
    const FIRST_ESTATE: &str = "Default";
    let edge = &caller.edge;
    let name = input::name("name", &body.name)?;
    let slugs = match &body.slug {
        Some(text) => vec![slug::parse("slug", text)?],
        None => slug::candidates(&name, edge.random()),
    };
    let made = provision_as(edge, &caller.origin(), &caller.user_id, &name, &slugs, FIRST_ESTATE);
    let recorded = outbox::record(edge, made.events);
    let mut statements = made.statements;
    statements.extend(recorded.statements.iter().cloned());
    statements.push(crate::bind!(store::SELECT_SLUG, made.organization_id));
    let outcomes = edge.database()?.batch(statements).await.map_err(|error| match error {
        Error::Database(detail) if detail.contains(store::NO_SLUG) => ConflictCode::SlugTaken.into(),
        other => other,
    })?;
    outbox::dispatch(edge, recorded);
    let row = outcomes.last().map(Outcome::first::<SlugRow>).transpose()?.flatten();
    let slug = row.ok_or_else(|| Error::internal("the new organization is not there"))?.slug;
    Ok(NewOrganization {
        organization: OrganizationReference { id: made.organization_id, name, slug },
        estate: EstateReference { id: made.estate_id, name: FIRST_ESTATE.to_owned() },
    })
}

/// The caller's organizations, oldest first.
///
/// # Errors
/// [`Error::Validation`] for the query.
pub async fn list(caller: &Caller, page: &PageQuery) -> Result<Page<Organization>, Error> {
    let limit = page.limit()?;
    let after = page.after()?.unwrap_or_default();
    let statement = crate::bind!(store::LIST, caller.user_id, after, limit + 1);
    let rows: Vec<Organization> = caller.edge.database()?.all(statement).await?;
    Ok(Page::new(rows, limit, |row| row.id.to_string()))
}

/// One organization as the caller sees it.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn get(caller: &Caller, organization_id: &OrganizationId) -> Result<Organization, Error> {
    let statement = crate::bind!(store::SELECT, caller.user_id, organization_id);
    caller.edge.database()?.first(statement).await?.ok_or(Error::NotFound)
}

/// The organization of the caller's that has, or had, this slug.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn get_by_slug(caller: &Caller, slug: &str) -> Result<Organization, Error> {
    let statement = crate::bind!(store::SELECT_BY_SLUG, caller.user_id, slug);
    caller.edge.database()?.first(statement).await?.ok_or(Error::NotFound)
}

#[derive(Deserialize)]
struct IdRow {
    organization_id: OrganizationId,
}

/// Where a user belongs, whatever the role.
///
/// # Errors
/// [`Error::Database`].
pub async fn ids_of(edge: &Edge, user_id: &UserId) -> Result<Vec<OrganizationId>, Error> {
    let rows: Vec<IdRow> = edge.database()?.all(crate::bind!(store::LIST_IDS, user_id)).await?;
    Ok(rows.into_iter().map(|row| row.organization_id).collect())
}
