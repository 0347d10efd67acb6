//! `organization.delete`

use crate::api::{self, EmptyReply, Json};
use crate::identity::permission::DeleteOrganization;
use crate::identity::scope::InOrganization;
use crate::organizations::estates::Confirmation;
use crate::organizations::organizations::deletion;
use steward_macros::operation;

/// Ends the organization with all that is in it; its slug is typed to confirm it.
#[operation(
    DELETE "/api/organizations/{organizationId}",
    id = "organization.delete",
    tag = "organizations",
    answer = "It is gone.",
)]
async fn delete_organization(scope: InOrganization<DeleteOrganization>, Json(body): Json<Confirmation>) -> EmptyReply {
    deletion::delete(&scope, &body.confirmation).await?;
    api::no_content()
}
