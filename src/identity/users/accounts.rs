//! A user's sign-in methods: a password, or an account at an OAuth provider.

use serde_json::json;
use steward_kernel::error::{ConflictCode, Error};
use steward_kernel::id::{AccountId, UserId};

use super::model::{Account, Accounts};
use super::store;
use crate::edge::Edge;
use crate::edge::database::is_precondition_failed;
use crate::identity::scope::Caller;
use crate::identity::token_revocation;
use crate::platform::change::{AuditEvent, Change};

/// A user's accounts, oldest first.
///
/// # Errors
/// [`Error::Database`].
pub async fn list(edge: &Edge, user_id: &UserId) -> Result<Accounts, Error> {
    let mut items: Vec<Account> = edge.database()?.all(crate::bind!(store::LIST_ACCOUNTS, user_id)).await?;
    items.sort_by(|one, other| one.id.cmp(&other.id));
    Ok(Accounts { items })
}

/// Unlinks an account, and revokes its tokens at the provider afterwards. The last one cannot be unlinked, even when two are unlinked at the same time.
///
/// # Errors
/// [`Error::NotFound`]; [`ConflictCode::LastAccount`].
pub async fn unlink(caller: &Caller, account_id: &AccountId) -> Result<(), Error> {
    let find = || async {
        let accounts = list(&caller.edge, &caller.user_id).await?.items;
        accounts.into_iter().find(|account| account.id == *account_id).ok_or(Error::NotFound)
    };
    let account = find().await?;
    let mut change = Change::new(caller);
    token_revocation::revoke_after(&mut change, &caller.user_id, Some(account_id)).await?;
    change.must_change(crate::bind!(store::DELETE_ACCOUNT, account_id, caller.user_id));
    let before = json!({ "provider": account.provider });
    change.audit(&AuditEvent::new("user.unlinkAccount", "account", account_id).before(before));
    match change.commit().await {
        // the account still exists, so it is the last one
        Err(error) if is_precondition_failed(&error) => find().await.and(Err(ConflictCode::LastAccount.into())),
        done => done,
    }
}
