//! `integrations.disconnectGithubRepo`

use crate::api::{self, EmptyReply};
use crate::delivery::repositories::service;
use crate::identity::permission::ManageRepository;
use crate::identity::scope::InEstate;
use steward_macros::operation;

/// Ends the connection: pushes are no longer built. The builds so far and the active configuration stay.
#[operation(
    DELETE "/api/estates/{estateId}/repository",
    id = "integrations.disconnectGithubRepo",
    tag = "estates",
    answer = "Disconnected.",
)]
async fn disconnect_repository(scope: InEstate<ManageRepository>) -> EmptyReply {
    service::disconnect(&scope).await?;
    api::no_content()
}
