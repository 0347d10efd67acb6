//! `organization.delete`

use crate::api::{self, EmptyReply, Json};
use crate::identity::permission::DeleteOrganization;
use crate::identity::scope::{InOrganization, StepUp};
use crate::organizations::estates::Confirmation;
use crate::organizations::organizations::deletion;
use steward_macros::operation;

/// Deletes an organization. Nobody can use it from then on; an owner can restore it for 14 days, and then all of its data
/// is deleted. The body repeats the slug as confirmation.
#[operation(
    DELETE "/api/organizations/{organizationId}",
    id = "organization.delete",
    tag = "organizations",
    revision(crate::organizations::organizations::REVISION),
    answer = "The organization is deleted.",
)]
async fn delete_organization(
    scope: StepUp<InOrganization<DeleteOrganization>>,
    Json(body): Json<Confirmation>,
) -> EmptyReply {
    deletion::delete(&scope, &body.confirmation).await?;
    api::no_content()
}
