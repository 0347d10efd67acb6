//! Organizations, estates and builds of all tenants.

use steward_kernel::build::BuildStatus;
use steward_kernel::error::Error;
use steward_kernel::from_json::FromJson;
use steward_kernel::id::{BuildId, EstateId, OrganizationId};
use steward_kernel::input;
use steward_kernel::page::{Page, PageQuery};
use steward_kernel::time::Timestamp;

use super::model::{AdminBuild, AdminEstate, AdminOrganization, LastBuild, NamedEstate, NamedOrganization, OwnSession};
use super::store;
use crate::delivery::builds::{self, Build, BuildRequest};
use crate::edge::Edge;
use crate::identity::scope::Administrator;

/// Sorts after every id: no id contains this character.
pub(super) const FIRST: &str = "~";

/// A page of all organizations, newest first.
///
/// # Errors
/// [`Error::Validation`] for the query.
pub async fn organizations(edge: &Edge, q: Option<&str>, page: &PageQuery) -> Result<Page<AdminOrganization>, Error> {
    let limit = page.limit()?;
    let before = page.after()?.unwrap_or_else(|| FIRST.to_owned());
    let statement = crate::bind!(store::LIST_ORGANIZATIONS, before, limit + 1, input::search_text("q", q)?);
    let rows: Vec<AdminOrganization> = edge.database()?.all(statement).await?;
    Ok(Page::new(rows, limit, |row| row.id.to_string()))
}

#[derive(FromJson)]
struct EstateRow {
    id: EstateId,
    name: String,
    created_at: Timestamp,
    organization_id: OrganizationId,
    organization_name: String,
    repository: Option<String>,
    build_id: Option<BuildId>,
    build_status: Option<BuildStatus>,
    build_created_at: Option<Timestamp>,
}

impl From<EstateRow> for AdminEstate {
    fn from(row: EstateRow) -> Self {
        let last_build = match (row.build_id, row.build_status, row.build_created_at) {
            (Some(id), Some(status), Some(created_at)) => Some(LastBuild { id, status, created_at }),
            _ => None,
        };
        Self {
            id: row.id,
            name: row.name,
            organization: NamedOrganization { id: row.organization_id, name: row.organization_name },
            repository: row.repository,
            last_build,
            created_at: row.created_at,
        }
    }
}

/// A page of all estates, newest first.
///
/// # Errors
/// [`Error::Validation`] for the query.
pub async fn estates(edge: &Edge, q: Option<&str>, page: &PageQuery) -> Result<Page<AdminEstate>, Error> {
    let limit = page.limit()?;
    let before = page.after()?.unwrap_or_else(|| FIRST.to_owned());
    let statement = crate::bind!(store::LIST_ESTATES, before, limit + 1, input::search_text("q", q)?);
    let rows: Vec<EstateRow> = edge.database()?.all(statement).await?;
    Ok(Page::new(rows.into_iter().map(AdminEstate::from).collect(), limit, |row: &AdminEstate| row.id.to_string()))
}

#[derive(FromJson)]
struct BuildRow {
    id: BuildId,
    status: BuildStatus,
    commit_hash: String,
    created_at: Timestamp,
    started_at: Option<Timestamp>,
    completed_at: Option<Timestamp>,
    estate_id: EstateId,
    estate_name: String,
    organization_id: OrganizationId,
    organization_name: String,
}

impl From<BuildRow> for AdminBuild {
    fn from(row: BuildRow) -> Self {
        Self {
            id: row.id,
            status: row.status,
            estate: NamedEstate { id: row.estate_id, name: row.estate_name },
            organization: NamedOrganization { id: row.organization_id, name: row.organization_name },
            commit_hash: row.commit_hash,
            created_at: row.created_at,
            started_at: row.started_at,
            completed_at: row.completed_at,
        }
    }
}

/// A page of all builds, newest first.
///
/// # Errors
/// [`Error::Validation`] for the query.
pub async fn builds(edge: &Edge, status: Option<BuildStatus>, page: &PageQuery) -> Result<Page<AdminBuild>, Error> {
    let limit = page.limit()?;
    let before = page.after()?.unwrap_or_else(|| FIRST.to_owned());
    let statement = crate::bind!(store::LIST_BUILDS, before, limit + 1, status);
    let rows: Vec<BuildRow> = edge.database()?.all(statement).await?;
    Ok(Page::new(rows.into_iter().map(AdminBuild::from).collect(), limit, |row: &AdminBuild| row.id.to_string()))
}

#[derive(FromJson)]
struct OrganizationRow {
    organization_id: OrganizationId,
}

/// Builds the latest commit of an estate's branch again.
///
/// # Errors
/// [`Error::NotFound`], and the errors of a build that a member triggers.
pub async fn rebuild(scope: &Administrator, estate_id: &EstateId) -> Result<Build, Error> {
    let found: Option<OrganizationRow> =
        scope.edge.database()?.first(crate::bind!(store::SELECT_ESTATE, estate_id)).await?;
    let organization_id = found.ok_or(Error::NotFound)?.organization_id;
    builds::trigger_in(scope, (&organization_id, estate_id), BuildRequest::default()).await
}

/// The administrator's own session and request.
///
/// # Errors
/// None for a session; [`Error::ApiKeyRefused`] for a key.
pub fn own_session(scope: &Administrator) -> Result<OwnSession, Error> {
    Ok(OwnSession {
        user_id: scope.user_id.clone(),
        name: scope.user_name.clone(),
        email: scope.user_email.clone(),
        session_id: scope.session_id()?.clone(),
        ip_address: scope.ip_address.clone(),
        location: scope.location.clone(),
        user_agent: scope.user_agent.clone(),
        environment: scope.edge.config().site()?.environment.clone(),
        version: env!("CARGO_PKG_VERSION"),
    })
}
