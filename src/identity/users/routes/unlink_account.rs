//! `user.unlinkAccount`

use steward_kernel::id::AccountId;

use crate::api::{self, EmptyReply, PathId, PathParameter};
use crate::identity::scope::{StepUp, UserOnly};
use crate::identity::users::accounts;
use steward_macros::operation;

impl PathParameter for AccountId {
    const NAME: &'static str = "accountId";
}

/// Unlinks a sign-in method. The last one cannot be unlinked.
#[operation(
    DELETE "/api/user/accounts/{accountId}",
    id = "user.unlinkAccount",
    tag = "account",
    answer = "The sign-in method is unlinked.",
)]
async fn unlink_account(scope: StepUp<UserOnly>, PathId(account_id): PathId<AccountId>) -> EmptyReply {
    accounts::unlink(&scope, &account_id).await?;
    api::no_content()
}
