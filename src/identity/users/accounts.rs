//! The ways in which a user can sign in.

use serde_json::json;
use steward_kernel::error::{ConflictCode, Error};
use steward_kernel::id::{AccountId, UserId};

use super::model::{Account, Accounts};
use super::store;
use crate::edge::Edge;
use crate::edge::database::{assert_changed, is_precondition_failed};
use crate::identity::scope::Caller;
use crate::platform::audit::{self, Entry};

/// A user's ways to sign in, oldest first.
///
/// # Errors
/// [`Error::Database`].
pub async fn list(edge: &Edge, user_id: &UserId) -> Result<Accounts, Error> {
    let mut items: Vec<Account> = edge.database()?.all(crate::bind!(store::LIST_ACCOUNTS, user_id)).await?;
    items.sort_by(|one, other| one.id.cmp(&other.id));
    Ok(Accounts { items })
}

/// Takes a way to sign in away. The last one stays, also when two are taken away at once.
///
/// # Errors
/// [`Error::ActingForSomebody`]; [`Error::NotFound`]; [`ConflictCode::LastAccount`].
pub async fn unlink(caller: &Caller, account_id: &AccountId) -> Result<(), Error> {
    caller.must_be_the_user()?;
    let edge = &caller.edge;
    let find = || async {
        let accounts = list(edge, &caller.user_id).await?.items;
        accounts.into_iter().find(|account| account.id == *account_id).ok_or(Error::NotFound)
    };
    let account = find().await?;
    let entry = Entry {
        action: "user.unlinkAccount",
        organization_id: None,
        estate_id: None,
        resource_type: "account",
        resource_id: account_id.as_ref(),
        detail: json!({ "before": { "provider": account.provider } }),
    };
    let statements = vec![
        crate::bind!(store::DELETE_ACCOUNT, account_id, caller.user_id),
        assert_changed(),
        audit::record(edge, &caller.origin(), &entry),
    ];
    match edge.database()?.batch(statements).await {
        // what is still there is the last one
        Err(error) if is_precondition_failed(&error) => find().await.and(Err(ConflictCode::LastAccount.into())),
        done => done.map(|_| ()),
    }
}
