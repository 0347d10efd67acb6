//! Creating, listing and returning organizations.

use serde_json::json;
use steward_kernel::error::{ConflictCode, Error};
use steward_kernel::from_json::FromJson;
use steward_kernel::id::{EstateId, MembershipId, OrganizationId, UserId};
use steward_kernel::page::{Page, PageQuery};
use steward_kernel::permission::Role;
use steward_kernel::{input, slug};

use super::model::{CreateOrganization, CreatedOrganization, EstateReference, Organization, OrganizationReference};
use super::{slugs, store};
use crate::edge::Edge;
use crate::edge::text::nfkc;
use crate::identity::scope::Caller;
use crate::organizations::estates;
use crate::platform::change::{AuditEvent, Change, Tenant};

/// A new organization and its first estate.
#[derive(Debug)]
pub struct Provisioned {
    pub organization_id: OrganizationId,
    pub estate_id: EstateId,
}

/// Adds a new organization with its owner and its first estate to a change, and sets them as its tenant. The statement
/// itself derives the slug from the name, so that organizations created at the same time get different ones.
pub fn provision(change: &mut Change, owner: &UserId, name: &str, estate_name: &str) -> Provisioned {
    let slugs = slug::candidates(&nfkc(name), change.edge().random());
    provision_as(change, owner, name, &slugs, estate_name)
}

fn provision_as(change: &mut Change, owner: &UserId, name: &str, slugs: &[String], estate_name: &str) -> Provisioned {
    let edge = change.edge();
    let (organization_id, membership_id) = (edge.id(OrganizationId::new), edge.id(MembershipId::new));
    let now = edge.now();
    change.set_tenant(Tenant::organization(&organization_id));
    change.run(crate::bind!(store::INSERT, organization_id, name, slugs::with_hashes(slugs), now));
    change.run(crate::bind!(store::INSERT_SLUG, organization_id, now));
    change.run(crate::bind!(store::INSERT_MEMBERSHIP, membership_id, organization_id, owner, Role::Owner, now));
    change.audit(
        &AuditEvent::new("organization.create", "organization", &organization_id).after(json!({ "name": name })),
    );
    let estate_id = estates::service::provision(change, &organization_id, estate_name);
    // the organization and its default estate refer to each other, so this comes last
    change.run(crate::bind!(store::SET_DEFAULT_ESTATE, organization_id, estate_id));
    Provisioned { organization_id, estate_id }
}

#[derive(FromJson)]
struct SlugRow {
    slug: String,
}

/// Creates an organization with a first estate. The caller becomes its owner.
///
/// # Errors
/// [`Error::Validation`]; [`ConflictCode::SlugTaken`] for a slug that another organization has or had.
pub async fn create(caller: &Caller, body: &CreateOrganization) -> Result<CreatedOrganization, Error> {
    const FIRST_ESTATE: &str = "Default";
    let name = input::name("name", &body.name)?;
    let slugs = match &body.slug {
        Some(text) => vec![slug::parse("slug", text)?],
        None => slug::candidates(&nfkc(&name), caller.edge.random()),
    };
    let mut change = Change::new(caller);
    let Provisioned { organization_id, estate_id } =
        provision_as(&mut change, &caller.user_id, &name, &slugs, FIRST_ESTATE);
    estates::service::confirm_organization_name(&mut change, &organization_id, &estate_id);
    let created = change.commit_and_read(crate::bind!(store::SELECT_SLUG, organization_id)).await;
    let created = created.map_err(|error| match error {
        Error::Database(detail) if detail.contains(store::NO_SLUG) => ConflictCode::SlugTaken.into(),
        other => other,
    })?;
    let row: Option<SlugRow> = created.first()?;
    let slug = row.ok_or_else(|| Error::internal("the created organization is missing"))?.slug;
    Ok(CreatedOrganization {
        organization: OrganizationReference { id: organization_id, name, slug },
        estate: EstateReference { id: estate_id, name: FIRST_ESTATE.to_owned() },
    })
}

/// The current slug of an organization.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn slug(edge: &Edge, organization_id: &OrganizationId) -> Result<String, Error> {
    let row: Option<SlugRow> = edge.database()?.first(crate::bind!(store::SELECT_SLUG, organization_id)).await?;
    Ok(row.ok_or(Error::NotFound)?.slug)
}

/// Lists the caller's organizations, oldest first.
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

/// Returns one of the caller's organizations, or that of a service account.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn get(caller: &Caller, organization_id: &OrganizationId) -> Result<Organization, Error> {
    let statement = match caller.service_account_id() {
        None => crate::bind!(store::SELECT, caller.user_id, organization_id),
        Some(id) => crate::bind!(store::SELECT_FOR_SERVICE_ACCOUNT, id, organization_id),
    };
    caller.edge.database()?.first(statement).await?.ok_or(Error::NotFound)
}

/// Returns one of the caller's organizations by a current or former slug.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn get_by_slug(caller: &Caller, slug: &str) -> Result<Organization, Error> {
    let statement = crate::bind!(store::SELECT_BY_SLUG, caller.user_id, slug);
    caller.edge.database()?.first(statement).await?.ok_or(Error::NotFound)
}
