//! `user.listSuggestions`

use crate::api::{self, Reply};
use crate::identity::scope::SignedIn;
use crate::organizations::domains::joining;
use crate::organizations::domains::model::Suggestions;
use steward_macros::operation;

/// Organizations that the caller may join by the domain of their proven address.
#[operation(GET "/api/user/suggestions", id = "user.listSuggestions", tag = "domains")]
async fn list_suggestions(scope: SignedIn) -> Reply<Suggestions> {
    api::ok(joining::suggestions(&scope).await?)
}
