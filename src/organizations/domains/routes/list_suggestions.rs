//! `user.listSuggestions`

use crate::api::{self, Reply};
use crate::identity::scope::PersonOnly;
use crate::organizations::domains::joining;
use crate::organizations::domains::model::Suggestions;
use steward_macros::operation;

/// Lists the organizations that the caller can join, or ask to join, by the domain of their verified email address.
#[operation(GET "/api/user/suggestions", id = "user.listSuggestions", tag = "domains")]
async fn list_suggestions(scope: PersonOnly) -> Reply<Suggestions> {
    api::ok(joining::suggestions(&scope).await?)
}
