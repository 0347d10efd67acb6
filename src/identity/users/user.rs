//! Looking up users.

use steward_kernel::error::Error;
use steward_kernel::from_json::FromJson;
use steward_kernel::id::{AccountId, UserId};

use crate::edge::Edge;
use crate::identity::model::User;
use crate::identity::store;

/// Returns a user's own profile.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn user(edge: &Edge, user_id: &UserId) -> Result<User, Error> {
    let found: Option<User> = edge.database()?.first(crate::bind!(store::SELECT_USER, user_id)).await?;
    Ok(found.ok_or(Error::NotFound)?.with_role(edge))
}

/// The recipient of an email.
#[derive(FromJson)]
pub struct Addressee {
    pub id: UserId,
    pub name: String,
    pub email: String,
    /// The provider of the linked account.
    pub provider_id: Option<String>,
}

/// The recipient of an email to a user; `None` when the account was deleted.
///
/// # Errors
/// [`Error::Database`].
pub async fn addressee(edge: &Edge, user_id: &UserId) -> Result<Option<Addressee>, Error> {
    edge.database()?.first(crate::bind!(store::SELECT_ADDRESSEE, user_id)).await
}

/// The user with an email address.
///
/// # Errors
/// [`Error::Database`].
pub async fn addressee_at(edge: &Edge, email: &str) -> Result<Option<Addressee>, Error> {
    edge.database()?.first(crate::bind!(store::SELECT_ADDRESSEE_BY_EMAIL, email)).await
}

/// The recipient of an email about a linked account; `None` when it was unlinked.
///
/// # Errors
/// [`Error::Database`].
pub async fn addressee_of_account(edge: &Edge, account_id: &AccountId) -> Result<Option<Addressee>, Error> {
    edge.database()?.first(crate::bind!(store::SELECT_ADDRESSEE_BY_ACCOUNT, account_id)).await
}
