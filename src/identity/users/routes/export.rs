//! `user.export`

use axum::response::{IntoResponse, Response};
use http::header::CONTENT_DISPOSITION;
use http::{HeaderValue, StatusCode};

use crate::api::{self, Failure, JsonReply, Routes};
use crate::identity::scope::SignedIn;
use crate::identity::users::export;
use crate::identity::users::model::Export;

pub(super) fn routes(routes: Routes) -> Routes {
    crate::operation!(routes, export_account)
}

/// Everything that is kept of the account, without secrets, as a file.
#[utoipa::path(get, path = "/api/user/export", operation_id = "user.export", tag = "account",
    responses((status = 200, body = Export), api::ReadErrors))]
#[worker::send]
pub async fn export_account(scope: SignedIn) -> Result<Response, Failure> {
    let document = export::export(&scope.edge, &scope.user_id, scope.session_id()?).await?;
    let mut response = JsonReply::new(StatusCode::OK, document).into_response();
    let attachment = HeaderValue::from_static("attachment; filename=\"steward-account.json\"");
    response.headers_mut().insert(CONTENT_DISPOSITION, attachment);
    Ok(response)
}
