//! `user.listSuggestions`

use crate::api::{self, Reply, Routes};
use crate::identity::scope::SignedIn;
use crate::organizations::domains::joining;
use crate::organizations::domains::model::Suggestions;

pub(super) fn routes(routes: Routes) -> Routes {
    crate::operation!(routes, list_suggestions)
}

/// Organizations that the caller may join by the domain of their proven address.
#[utoipa::path(get, path = "/api/user/suggestions", operation_id = "user.listSuggestions", tag = "domains",
     responses((status = 200, body = Suggestions), api::ReadErrors))]
#[worker::send]
pub async fn list_suggestions(scope: SignedIn) -> Reply<Suggestions> {
    api::ok(joining::suggestions(&scope).await?)
}
