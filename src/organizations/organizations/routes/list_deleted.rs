//! `organization.listDeleted`

use steward_kernel::page::{Page, PageQuery};

use crate::api::{self, Query, Reply};
use crate::identity::scope::PersonOnly;
use crate::organizations::organizations::deletion;
use crate::organizations::organizations::model::DeletedOrganization;
use steward_macros::operation;

/// Lists the deleted organizations that the caller owned and can restore.
#[operation(GET "/api/deleted-organizations", id = "organization.listDeleted", tag = "organizations")]
async fn list_deleted_organizations(
    scope: PersonOnly,
    Query(page): Query<PageQuery>,
) -> Reply<Page<DeletedOrganization>> {
    api::ok(deletion::list(&scope, &page).await?)
}
