//! `user.listAccounts`

use crate::api::{self, Reply, Routes};
use crate::identity::scope::SignedIn;
use crate::identity::users::accounts;
use crate::identity::users::model::Accounts;

pub(super) fn routes(routes: Routes) -> Routes {
    crate::operation!(routes, list_accounts)
}

/// The ways in which the caller can sign in, oldest first.
#[utoipa::path(get, path = "/api/user/accounts", operation_id = "user.listAccounts", tag = "account",
    responses((status = 200, body = Accounts), api::ReadErrors))]
#[worker::send]
pub async fn list_accounts(scope: SignedIn) -> Reply<Accounts> {
    api::ok(accounts::list(&scope.edge, &scope.user_id).await?)
}
