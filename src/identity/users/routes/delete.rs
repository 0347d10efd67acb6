//! `user.delete`

use http::StatusCode;

use crate::api::{self, Failure, Routes};
use crate::edge::extract::Json;
use crate::identity::scope::SignedIn;
use crate::identity::session;
use crate::identity::users::deletion::{self, Deletion};
use crate::identity::users::model::DeletionConfirmation;

pub(super) fn routes(routes: Routes) -> Routes {
    crate::operation!(routes, delete)
}

/// Ends the account for good. Organizations that nobody else belongs to go along.
#[utoipa::path(post, path = "/api/user/deletion", operation_id = "user.delete", tag = "account",
    request_body = DeletionConfirmation,
    responses((status = 204, description = "It is gone."), api::BodyErrors))]
#[worker::send]
pub async fn delete(scope: SignedIn, Json(body): Json<DeletionConfirmation>) -> Result<StatusCode, Failure> {
    scope.must_be_the_user()?;
    let (origin, user_id) = (scope.origin(), &scope.user_id);
    let wanted = Deletion { action: "user.delete", origin: &origin, user_id, confirmation: &body.email };
    deletion::delete(&scope.edge, wanted).await?;
    if scope.has_cookie {
        session::clear(&scope.edge);
    }
    Ok(StatusCode::NO_CONTENT)
}
