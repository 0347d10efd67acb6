//! `organization.list`

use steward_kernel::page::{Page, PageQuery};

use crate::api::{self, Query, Reply};
use crate::identity::scope::SignedIn;
use crate::organizations::organizations::model::Organization;
use crate::organizations::organizations::service;
use steward_macros::operation;

/// Lists the organizations of which the caller is a member.
#[operation(GET "/api/organizations", id = "organization.list", tag = "organizations")]
async fn list_organizations(scope: SignedIn, Query(page): Query<PageQuery>) -> Reply<Page<Organization>> {
    api::ok(service::list(&scope, &page).await?)
}
