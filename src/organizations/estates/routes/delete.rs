//! `estate.delete`

use crate::api::{self, EmptyReply, Json};
use crate::identity::permission::DeleteEstates;
use crate::identity::scope::{InEstate, StepUp};
use crate::organizations::estates::Confirmation;
use crate::organizations::estates::delete;
use steward_macros::operation;

/// Deletes an estate with all of its data. The body repeats the estate's name as confirmation. The default estate
/// cannot be deleted.
#[operation(
    POST "/api/estates/{estateId}/deletion",
    id = "estate.delete",
    tag = "estates",
    revision(crate::organizations::estates::REVISION),
    answer = "The estate is deleted.",
)]
async fn delete_estate(scope: StepUp<InEstate<DeleteEstates>>, Json(body): Json<Confirmation>) -> EmptyReply {
    delete::delete(&scope, &body.confirmation).await?;
    api::no_content()
}
