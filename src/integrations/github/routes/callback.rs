//! `github.callback`

use axum::response::{IntoResponse, Response};
use http::header::LOCATION;
use http::{HeaderValue, StatusCode};

use crate::api::{Failure, Routes};
use crate::edge::extract::Query;
use crate::identity::scope::SignedIn;
use crate::integrations::github::installation::{self, Returned};

pub(super) fn routes(routes: Routes) -> Routes {
    crate::operation!(routes, callback)
}

/// The way back from GitHub after the App was installed. Browsers come here, so every answer is a page to go to:
/// the estate's, or the one that the state does not tell, with `?error=CODE` when it did not go well.
#[utoipa::path(get, path = "/api/integrations/github/callback", operation_id = "github.callback", tag = "github",
    params(
        ("code" = Option<String>, Query, description = "To be exchanged for the user's tokens."),
        ("installation_id" = Option<String>, Query, description = "The installation."),
        ("state" = Option<String>, Query, description = "What the installation was started with."),
        ("setup_action" = Option<String>, Query, description = "`install`, `update` or `request`."),
    ),
    responses((status = 303, description = "To the estate's repository page.",
        headers(("Location" = String, description = "A path on this site.")))))]
#[worker::send]
pub async fn callback(
    caller: Result<SignedIn, Failure>,
    query: Result<Query<Returned>, Failure>,
) -> Result<Response, Failure> {
    let page = match (caller, query) {
        (Ok(caller), Ok(Query(returned))) => installation::finish(&caller, &returned).await,
        (Err(Failure(error)), _) | (_, Err(Failure(error))) => installation::page_with_error("/", &error),
    };
    let mut response = StatusCode::SEE_OTHER.into_response();
    let location =
        HeaderValue::try_from(page).map_err(|error| Failure(steward_kernel::error::Error::internal(error)))?;
    response.headers_mut().insert(LOCATION, location);
    Ok(response)
}
