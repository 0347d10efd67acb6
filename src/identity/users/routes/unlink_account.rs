//! `user.unlinkAccount`

use http::StatusCode;
use steward_kernel::id::AccountId;

use crate::api::{self, Failure, Routes};
use crate::edge::extract::{PathId, PathParameter};
use crate::identity::scope::SignedIn;
use crate::identity::users::accounts;

impl PathParameter for AccountId {
    const NAME: &'static str = "accountId";
}

pub(super) fn routes(routes: Routes) -> Routes {
    crate::operation!(routes, unlink_account)
}

/// Takes a way to sign in away; the last one stays.
#[utoipa::path(delete, path = "/api/user/accounts/{accountId}", operation_id = "user.unlinkAccount", tag = "account",
    params(("accountId" = AccountId, Path, description = "The way to sign in.")),
    responses((status = 204, description = "It is gone."), api::ChangeErrors))]
#[worker::send]
pub async fn unlink_account(scope: SignedIn, PathId(account_id): PathId<AccountId>) -> Result<StatusCode, Failure> {
    accounts::unlink(&scope, &account_id).await?;
    Ok(StatusCode::NO_CONTENT)
}
