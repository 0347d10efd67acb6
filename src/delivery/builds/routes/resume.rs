//! `estate.resumeActivation`

use crate::api::{self, EmptyReply};
use crate::delivery::builds::activation;
use crate::identity::permission::ManageBuilds;
use crate::identity::scope::InEstate;
use steward_macros::operation;

/// Ends a rollback: the newest complete build that was triggered since then becomes active, and so do later ones.
#[operation(POST "/api/estates/{estateId}/activation/resume", id = "estate.resumeActivation", tag = "builds")]
async fn resume_activation(scope: InEstate<ManageBuilds>) -> EmptyReply {
    activation::resume(&scope).await?;
    api::no_content()
}
