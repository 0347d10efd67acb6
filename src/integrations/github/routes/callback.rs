//! `github.callback`

use crate::api::{Query, RawReply};
use crate::edge::response::Response;
use crate::identity::scope::SignedIn;
use crate::integrations::github::installation::{self, Returned};
use steward_kernel::error::Error;
use steward_macros::operation;

/// The way back from GitHub after the App was installed. Browsers come here, so every answer is a page to go to:
/// the estate's, or the one that the state does not tell, with `?error=CODE` when it did not go well.
#[operation(
    GET "/api/integrations/github/callback",
    id = "github.callback",
    tag = "github",
    params(("code" = Option<String>, Query, description = "To be exchanged for the user's tokens."), ("installation_id" = Option<String>, Query, description = "The installation."), ("state" = Option<String>, Query, description = "What the installation was started with."), ("setup_action" = Option<String>, Query, description = "`install`, `update` or `request`.")),
    responses((status = 303, description = "To the estate's repository page.", headers(("Location" = String, description = "A path on this site.")))),
    errors(),
)]
async fn callback(caller: Result<SignedIn, Error>, query: Result<Query<Returned>, Error>) -> RawReply {
    let page = match (caller, query) {
        (Ok(caller), Ok(Query(returned))) => installation::finish(&caller, &returned).await,
        (Err(error), _) | (_, Err(error)) => installation::page_with_error("/", &error),
    };
    Ok(Response::see_other(page))
}
