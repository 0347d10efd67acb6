//! `integrations.disconnectGithubRepo`

use crate::api::{self, EmptyReply};
use crate::delivery::repositories::service;
use crate::identity::permission::ManageRepository;
use crate::identity::scope::InEstate;
use steward_macros::operation;

/// Disconnects an estate from its repository. Pushes are no longer built; existing builds and the active configuration
/// are kept.
#[operation(
    DELETE "/api/estates/{estateId}/repository",
    id = "integrations.disconnectGithubRepo",
    tag = "estates",
    answer = "The repository is disconnected.",
)]
async fn disconnect_repository(scope: InEstate<ManageRepository>) -> EmptyReply {
    service::disconnect(&scope).await?;
    api::no_content()
}
