//! Accounts at providers that the platform uses on behalf of a user, and the states of their authorization flows.
//! Accounts for signing in belong to `oauth`.

mod store;

use steward_kernel::error::Error;
use steward_kernel::from_json::FromJson;
use steward_kernel::id::{AccountId, UserId, VerificationId};
use steward_kernel::sealing::AssociatedData;

use crate::edge::Edge;
use crate::platform::change::Change;
#[cfg(test)]
pub use store::STATEMENTS;

/// A user's account at a provider, with the tokens that the provider issued.
pub struct ProviderAccount<'a> {
    pub id: &'a AccountId,
    pub user_id: &'a UserId,
    /// The provider with the account's purpose: `github-app`.
    pub provider_id: &'static str,
    /// The provider's id of the account.
    pub account_id: &'a str,
    pub access_token: &'a str,
    pub refresh_token: Option<&'a str>,
    /// Milliseconds since 1970; `None` for a token that does not expire.
    pub access_token_expires_at: Option<i64>,
    pub refresh_token_expires_at: Option<i64>,
    pub scope: &'a str,
}

impl ProviderAccount<'_> {
    fn seal(&self, edge: &Edge, column: &str, secret: &str) -> Result<String, Error> {
        let associated_data = AssociatedData { table: "account", column, row: self.id.as_ref() };
        edge.key_ring()?.seal(associated_data, secret, edge.random()).map_err(Error::internal)
    }
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
        account.seal(edge, "access_token_sealed", account.access_token)?,
        account.refresh_token.map(|token| account.seal(edge, "refresh_token_sealed", token)).transpose()?,
        account.access_token_expires_at,
        account.refresh_token_expires_at,
        account.scope,
        edge.now(),
    );
    change.run(statement);
    Ok(())
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
