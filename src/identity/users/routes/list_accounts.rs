//! `user.listAccounts`

use crate::api::{self, Reply};
use crate::identity::scope::PersonOnly;
use crate::identity::users::accounts;
use crate::identity::users::model::Accounts;
use steward_macros::operation;

/// Lists the caller's sign-in methods, oldest first.
#[operation(GET "/api/user/accounts", id = "user.listAccounts", tag = "account")]
async fn list_accounts(scope: PersonOnly) -> Reply<Accounts> {
    api::ok(accounts::list(&scope.edge, &scope.user_id).await?)
}
