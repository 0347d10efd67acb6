//! A stored account at a provider: opening its tokens, renewing and deleting them.

use steward_kernel::error::Error;
use steward_kernel::from_json::FromJson;
use steward_kernel::id::{AccountId, UserId};
use steward_kernel::sealing::AssociatedData;

use super::{ACCESS_TOKEN, REFRESH_TOKEN, seal, store};
use crate::edge::Edge;
use crate::edge::database::Statement;

/// An account as it is stored; its tokens are sealed.
#[derive(FromJson)]
pub struct StoredAccount {
    id: AccountId,
    access_token_sealed: Option<String>,
    refresh_token_sealed: Option<String>,
    /// Milliseconds since 1970; `None` for a token that does not expire.
    pub access_token_expires_at: Option<i64>,
}

/// The statement that selects the account of a user at a provider where a user has one at most.
#[must_use]
pub fn select_account(user_id: &UserId, provider_id: &'static str) -> Statement {
    crate::bind!(store::SELECT_ACCOUNT, user_id, provider_id)
}

impl StoredAccount {
    fn open(&self, edge: &Edge, column: &str, sealed: Option<&str>) -> Result<Option<String>, Error> {
        let Some(sealed) = sealed else { return Ok(None) };
        let associated_data = AssociatedData { table: "account", column, row: self.id.as_ref() };
        edge.key_ring()?.open(associated_data, sealed).map(Some).map_err(Error::internal)
    }

    /// The access token, if there is one.
    ///
    /// # Errors
    /// [`Error::Internal`] when the value cannot be opened.
    pub fn access_token(&self, edge: &Edge) -> Result<Option<String>, Error> {
        self.open(edge, ACCESS_TOKEN, self.access_token_sealed.as_deref())
    }

    /// The refresh token, if there is one.
    ///
    /// # Errors
    /// [`Error::Internal`] when the value cannot be opened.
    pub fn refresh_token(&self, edge: &Edge) -> Result<Option<String>, Error> {
        self.open(edge, REFRESH_TOKEN, self.refresh_token_sealed.as_deref())
    }

    /// The statement that replaces the tokens, unless they were replaced since the account was read. The tokens come
    /// with the times at which they expire.
    ///
    /// # Errors
    /// [`Error::Internal`] when the key ring has no key.
    pub fn renew(
        &self,
        edge: &Edge,
        access: (&str, Option<i64>),
        refresh: (Option<&str>, Option<i64>),
    ) -> Result<Statement, Error> {
        Ok(crate::bind!(
            store::RENEW_ACCOUNT,
            self.id,
            self.access_token_expires_at,
            seal(edge, &self.id, ACCESS_TOKEN, Some(access.0))?,
            seal(edge, &self.id, REFRESH_TOKEN, refresh.0)?,
            access.1,
            refresh.1,
            edge.now(),
        ))
    }

    /// The statement that deletes the account, unless its tokens were replaced since it was read.
    #[must_use]
    pub fn delete(&self) -> Statement {
        crate::bind!(store::DELETE_ACCOUNT, self.id, self.access_token_expires_at)
    }
}
