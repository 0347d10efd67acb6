//! `estate.delete`

use crate::api::{self, EmptyReply, Json};
use crate::identity::permission::DeleteEstates;
use crate::identity::scope::InEstate;
use crate::organizations::estates::Confirmation;
use crate::organizations::estates::delete;
use steward_macros::operation;

/// Ends an estate with all that is in it; its name is typed to confirm it. The default estate stays.
#[operation(POST "/api/estates/{estateId}/deletion", id = "estate.delete", tag = "estates", answer = "It is gone.")]
async fn delete_estate(scope: InEstate<DeleteEstates>, Json(body): Json<Confirmation>) -> EmptyReply {
    delete::delete(&scope, &body.confirmation).await?;
    api::no_content()
}
