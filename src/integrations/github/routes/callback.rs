//! `github.callback`

use crate::api::{Query, RawReply};
use crate::edge::response::Response;
use crate::identity::scope::UserOnly;
use crate::integrations::github::callback::{self, Returned};
use steward_kernel::error::Error;
use steward_macros::operation;

/// Handles the callback of GitHub after an installation or authorization of the App. Browsers open this address, so it always redirects:
/// to the estate's repository page, or to the home page when the state does not identify the estate, with `?error=CODE`
/// on failure.
#[operation(
    GET "/api/integrations/github/callback",
    id = "github.callback",
    tag = "github",
    params(("code" = Option<String>, Query, description = "The authorization code."), ("installation_id" = Option<String>, Query, description = "The installation's id."), ("state" = Option<String>, Query, description = "The state that the installation or authorization was started with."), ("setup_action" = Option<String>, Query, description = "`install`, `update` or `request`.")),
    responses((status = 303, description = "Redirects to the estate's repository page.", headers(("Location" = String, description = "A path on this site.")))),
    errors(crate::api::AnonymousErrors),
)]
async fn callback(caller: Result<UserOnly, Error>, query: Result<Query<Returned>, Error>) -> RawReply {
    let page = match (caller, query) {
        (Ok(caller), Ok(Query(returned))) => callback::finish(&caller, &returned).await,
        (Err(error), _) | (_, Err(error)) => callback::page_with_error("/", &error),
    };
    Ok(Response::see_other(page))
}
