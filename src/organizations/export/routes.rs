//! The export over HTTP.

use super::service;
use crate::api::{Operation, RawReply};
use crate::identity::permission::ManageSecurity;
use crate::identity::scope::{InOrganization, StepUp};
use steward_macros::operation;

/// The operations of this feature.
pub const OPERATIONS: &[Operation] = &[EXPORT];

/// Exports all data of the organization, without secrets, as a file: one JSON object a line, each with a `type` and the
/// `data`. The last line has the type `end` and the number of the lines before it; a file without it is not complete.
#[operation(
    GET "/api/organizations/{organizationId}/export",
    id = "organization.export",
    tag = "organizations",
    responses((status = 200, description = "The file.", body = String, content_type = "application/x-ndjson")),
)]
async fn export(scope: StepUp<InOrganization<ManageSecurity>>) -> RawReply {
    service::export(&scope).await
}
