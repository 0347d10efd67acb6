//! Revoking a provider's tokens when their account is unlinked or deleted. The token is kept, sealed, in a row of its own
//! until the provider has revoked it; an event carries the row's id, so that a provider that fails is asked again and
//! nobody waits for it.

mod consumers;
mod revoke;
mod store;

use serde::Serialize;
use steward_kernel::error::Error;
use steward_kernel::from_json::FromJson;
use steward_kernel::id::{AccountId, UserId};
use steward_kernel::sealing::AssociatedData;
use steward_kernel::time::DAY;

use crate::edge::database::Statement;
use crate::edge::{Edge, log};
use crate::platform::change::{Change, Event};
pub use consumers::CONSUMERS;
#[cfg(test)]
pub use store::STATEMENTS;

/// A token that could not be revoked for this long is forgotten; most have expired by then.
const RETENTION_MS: i64 = 30 * DAY;

/// A user has no longer an account at a provider.
#[derive(Debug, Serialize, FromJson)]
#[serde(rename_all = "camelCase")]
pub struct AccountUnlinked {
    pub account_id: AccountId,
}

impl Event for AccountUnlinked {
    const NAME: &'static str = "account:unlinked";
}

#[derive(FromJson)]
struct AccountRow {
    id: AccountId,
    provider_id: String,
    access_token_sealed: String,
    refresh_token_sealed: Option<String>,
}

impl AccountRow {
    /// The token by which the provider ends the grant. Google issues access tokens for an hour, and ends the grant with
    /// either; the others take the access token.
    fn token(&self, edge: &Edge) -> Result<String, Error> {
        let (column, sealed) = match (self.provider_id.as_str(), &self.refresh_token_sealed) {
            ("google", Some(sealed)) => ("refresh_token_sealed", sealed),
            _ => ("access_token_sealed", &self.access_token_sealed),
        };
        let associated_data = AssociatedData { table: "account", column, row: self.id.as_ref() };
        edge.key_ring()?.open(associated_data, sealed).map_err(Error::internal)
    }
}

const fn associated_data(row: &str) -> AssociatedData<'_> {
    AssociatedData { table: "token_revocation", column: "token_sealed", row }
}

/// Adds the revocation of the tokens of one account, or of all accounts of a user, to the change that deletes them.
///
/// # Errors
/// [`Error::Database`].
pub async fn revoke_after(change: &mut Change, user_id: &UserId, account_id: Option<&AccountId>) -> Result<(), Error> {
    let edge = change.edge().clone();
    let rows: Vec<AccountRow> =
        edge.database()?.all(crate::bind!(store::LIST_ACCOUNTS_WITH_TOKENS, user_id, account_id)).await?;
    for row in rows {
        let sealed = row.token(&edge).and_then(|token| {
            edge.key_ring()?.seal(associated_data(row.id.as_ref()), &token, edge.random()).map_err(Error::internal)
        });
        let Ok(sealed) = sealed else {
            // a token whose key is lost cannot be revoked, and does not keep anybody from leaving
            log::error("open token of account failed", &[("accountId", row.id.as_ref().into())]);
            continue;
        };
        change.run(crate::bind!(store::INSERT, row.id, row.provider_id, sealed, edge.now()));
        change.emit(&AccountUnlinked { account_id: row.id });
    }
    Ok(())
}

/// Deletes tokens that could not be revoked, in bounded steps.
#[must_use]
pub fn delete_old(edge: &Edge, rows: u32) -> Statement {
    crate::bind!(store::DELETE_OLD, edge.now() - RETENTION_MS, rows)
}
