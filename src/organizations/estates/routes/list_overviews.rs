//! `estates.listOverviews`

use steward_kernel::page::PageQuery;

use crate::api::{self, PageReply, Query};
use crate::identity::permission::SeeEstates;
use crate::identity::scope::InOrganization;
use crate::organizations::estates::overview::{self, EstateOverview, OverviewFilter};
use steward_macros::operation;

/// Lists the estates of an organization with their repositories, newest and active builds, oldest first. Guests see only
/// the estates granted to them.
#[operation(GET "/api/organizations/{organizationId}/estates/overview", id = "estates.listOverviews", tag = "estates")]
async fn list_estate_overviews(
    scope: InOrganization<SeeEstates>,
    Query(filter): Query<OverviewFilter>,
    Query(page): Query<PageQuery>,
) -> PageReply<EstateOverview> {
    api::page(overview::list(&scope, &filter, &page).await?)
}
