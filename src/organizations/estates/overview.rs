//! The overview of an organization's estates: each with its repository, its newest and its active build.

use serde::Serialize;
use serde_json::json;
use steward_kernel::build::BuildStatus;
use steward_kernel::error::Error;
use steward_kernel::from_json::FromJson;
use steward_kernel::id::{BuildId, EstateId, TypeId};
use steward_kernel::input;
use steward_kernel::page::PageQuery;
use steward_kernel::time::Timestamp;
use utoipa::{IntoParams, ToSchema};

use super::store;
use crate::edge::database::parameter;
use crate::identity::permission::SeeEstates;
use crate::identity::scope::{InOrganization, PageStatement};

/// The most ids of a filter.
const MAXIMUM_IDS: usize = 20;

/// The state of an estate.
#[derive(Debug, Clone, Copy, Serialize, FromJson, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum EstateState {
    /// The newest build failed.
    Failed,
    /// The newest build is queued or running.
    Building,
    /// The newest build is active.
    Live,
}

/// Filters the overview of estates.
#[derive(Debug, FromJson, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct OverviewFilter {
    /// Part of the name.
    #[param(max_length = 100)]
    q: Option<String>,
    /// Only estates in this state.
    #[param(inline)]
    state: Option<EstateState>,
    /// Only these estates: up to 20 ids, separated by commas. Other ids are ignored.
    #[param(
        max_length = 619,
        pattern = "^est_[0-7][0-9a-hjkmnp-tv-z]{25}(,est_[0-7][0-9a-hjkmnp-tv-z]{25}){0,19}$",
        example = "est_01k9zqt3m8e7tbm3hz0c3x6w5r"
    )]
    ids: Option<String>,
}

/// An estate in the overview.
#[derive(Debug, ToSchema)]
#[schema(rename_all = "camelCase")]
#[expect(dead_code, reason = "SQLite writes it; this is its schema")]
pub struct EstateOverview {
    id: EstateId,
    name: String,
    created_at: Timestamp,
    repository: Option<OverviewRepository>,
    /// The newest build.
    last_build: Option<OverviewBuild>,
    active_build: Option<OverviewActiveBuild>,
}

/// The repository that an estate is connected to.
#[derive(Debug, ToSchema)]
#[schema(rename_all = "camelCase")]
#[expect(dead_code, reason = "SQLite writes it; this is its schema")]
pub struct OverviewRepository {
    /// `owner/name`
    full_name: String,
    html_url: String,
    branch: String,
}

/// The newest build of an estate.
#[derive(Debug, ToSchema)]
#[schema(rename_all = "camelCase")]
#[expect(dead_code, reason = "SQLite writes it; this is its schema")]
pub struct OverviewBuild {
    id: BuildId,
    number: i64,
    status: BuildStatus,
    commit_hash: String,
    /// The first line of the commit's message, at most 200 characters.
    commit_subject: String,
    commit_author: Option<String>,
    branch: Option<String>,
    created_at: Timestamp,
}

/// The build whose configuration is active.
#[derive(Debug, ToSchema)]
#[schema(rename_all = "camelCase")]
#[expect(dead_code, reason = "SQLite writes it; this is its schema")]
pub struct OverviewActiveBuild {
    id: BuildId,
    number: i64,
    activated_at: Timestamp,
    /// Whether a rollback pauses automatic activation.
    is_rolled_back: bool,
}

/// A page of the overview, oldest estate first, as JSON. Guests see only the estates granted to them.
///
/// # Errors
/// [`Error::Validation`] for the query.
pub async fn list(
    scope: &InOrganization<SeeEstates>,
    filter: &OverviewFilter,
    page: &PageQuery,
) -> Result<String, Error> {
    let limit = page.limit()?;
    let after = page.after()?.unwrap_or_default();
    let granted_to = scope.granted_to();
    let name = input::search_text("q", filter.q.as_deref())?;
    let own = [parameter(&after), parameter(&granted_to), parameter(&name), parameter(&filter.state)];
    let list = match filter.ids.as_deref().map(estate_ids).transpose()? {
        None => PageStatement::new(store::LIST_OVERVIEWS, limit, own),
        Some(ids) => {
            let ids = parameter(&json!(ids).to_string());
            PageStatement::new(store::LIST_OVERVIEWS_BY_IDS, limit, own.into_iter().chain([ids]))
        }
    };
    scope.page(list).await
}

/// The ids of a filter.
fn estate_ids(text: &str) -> Result<Vec<EstateId>, Error> {
    let invalid = || Error::field("ids", "Use up to 20 ids of estates, separated by commas.");
    let ids: Vec<EstateId> = text.split(',').map(EstateId::parse).collect::<Result<_, _>>().map_err(|_| invalid())?;
    if ids.len() > MAXIMUM_IDS { Err(invalid()) } else { Ok(ids) }
}
