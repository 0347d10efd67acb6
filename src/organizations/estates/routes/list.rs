//! `estates.list`

use steward_kernel::page::{Page, PageQuery};

use crate::api::{self, Query, Reply};
use crate::identity::permission::SeeEstates;
use crate::identity::scope::InOrganization;
use crate::organizations::estates::model::{EstateFilter, EstateSummary};
use crate::organizations::estates::service;
use steward_macros::operation;

/// Lists the estates of an organization, oldest first. Guests see only the estates granted to them.
#[operation(GET "/api/organizations/{organizationId}/estates", id = "estates.list", tag = "estates")]
async fn list_estates(
    scope: InOrganization<SeeEstates>,
    Query(filter): Query<EstateFilter>,
    Query(page): Query<PageQuery>,
) -> Reply<Page<EstateSummary>> {
    api::ok(service::list(&scope, &filter, &page).await?)
}
