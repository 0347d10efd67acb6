//! Accounts at providers that the platform uses on behalf of a user, and the states of their authorization flows.
//! Accounts for signing in belong to `oauth`.

mod store;
mod stored;

use steward_kernel::error::Error;
use steward_kernel::from_json::FromJson;
use steward_kernel::id::{AccountId, UserId, VerificationId};
use steward_kernel::sealing::AssociatedData;

use crate::edge::Edge;
use crate::platform::change::Change;
#[cfg(test)]
pub use store::STATEMENTS;
pub use stored::{StoredAccount, select_account};

const ACCESS_TOKEN: &str = "access_token_sealed";
const REFRESH_TOKEN: &str = "refresh_token_sealed";

/// A user's account at a provider, with the tokens that the provider issued.
pub struct ProviderAccount<'a> {
    pub id: &'a AccountId,
    pub user_id: &'a UserId,
    /// The provider with the account's purpose: `github-app`.
    pub provider_id: &'static str,
    /// The provider's id of the account.
    pub account_id: &'a str,
    /// What people call the account, such as a login.
    pub label: Option<&'a str>,
    /// `None` for an account that the platform does not act for.
    pub access_token: Option<&'a str>,
    pub refresh_token: Option<&'a str>,
    /// Milliseconds since 1970; `None` for a token that does not expire.
    pub access_token_expires_at: Option<i64>,
    pub refresh_token_expires_at: Option<i64>,
    pub scope: &'a str,
}

fn seal(edge: &Edge, id: &AccountId, column: &str, secret: Option<&str>) -> Result<Option<String>, Error> {
    let Some(secret) = secret else { return Ok(None) };
    let associated_data = AssociatedData { table: "account", column, row: id.as_ref() };
    edge.key_ring()?.seal(associated_data, secret, edge.random()).map(Some).map_err(Error::internal)
}

/// Inserts an account or updates its tokens, which are sealed.
///
/// # Errors
/// [`Error::Internal`] when the key ring has no key.
pub fn put_account(change: &mut Change, account: &ProviderAccount<'_>) -> Result<(), Error> {
    let edge = change.edge();
    let statement = crate::bind!(
        store::UPSERT_ACCOUNT,
        account.id,
        account.user_id,
        account.provider_id,
        account.account_id,
        seal(edge, account.id, ACCESS_TOKEN, account.access_token)?,
        seal(edge, account.id, REFRESH_TOKEN, account.refresh_token)?,
        account.access_token_expires_at,
        account.refresh_token_expires_at,
        account.scope,
        edge.now(),
        account.label,
    );
    change.run(statement);
    Ok(())
}

/// Makes an account the only one that its user has at the provider.
///
/// # Errors
/// As [`put_account`].
pub fn replace_account(change: &mut Change, account: &ProviderAccount<'_>) -> Result<(), Error> {
    change.run(crate::bind!(store::DELETE_ACCOUNTS, account.user_id, account.provider_id));
    put_account(change, account)
}

/// Adds a state that a provider returns once, before `expires_at`. `identifier` must not reveal the state itself.
pub fn put_state(change: &mut Change, identifier: &str, value: &str, expires_at: i64) -> VerificationId {
    let edge = change.edge();
    let id = edge.id(VerificationId::new);
    let statement = crate::bind!(store::INSERT_STATE, id, identifier, value, expires_at, edge.now());
    change.run(statement);
    id
}

#[derive(FromJson)]
struct StateRow {
    value: String,
}

/// Consumes a state and returns its value; `None` when it is unknown, consumed or expired.
///
/// # Errors
/// [`Error::Database`].
pub async fn take_state(edge: &Edge, identifier: &str) -> Result<Option<String>, Error> {
    let row: Option<StateRow> = edge.database()?.first(crate::bind!(store::TAKE_STATE, identifier, edge.now())).await?;
    Ok(row.map(|row| row.value))
}
