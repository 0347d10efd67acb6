//! Single sign-on of an organization: the connection to its identity provider, signing in with it, and requiring it.
//!
//! The provider is the authority only for addresses at the domains that the organization has verified. A person there gets
//! an account and a membership at the first sign-in, with a role by the groups at the provider, never that of an owner.

mod connection;
mod enforcement;
mod model;
mod roles;
mod routes;
mod sign_in;
mod store;

pub use roles::role_of_groups;
pub use routes::OPERATIONS;
#[cfg(test)]
pub use store::STATEMENTS;

use steward_kernel::error::Error;
use steward_kernel::id::{OrganizationId, SsoConnectionId, UserId};

use crate::edge::Edge;
use crate::identity::sso::unlink_former_member;
use crate::platform::change::Change;

/// Adds to a change of a membership that single sign-on does not bring back a former member, whose identity at the provider
/// is no longer linked.
pub fn membership_changed(change: &mut Change, organization_id: &OrganizationId, user_id: &UserId) {
    let now = change.edge().now();
    change.run(crate::bind!(store::INSERT_ENDED, organization_id, user_id, now));
    unlink_former_member(change, organization_id, user_id);
}

/// Adds to a change that a former member may come back: the identity provider provisions them again.
pub fn clear_ended(change: &mut Change, organization_id: &OrganizationId, user_id: &UserId) {
    change.run(crate::bind!(store::DELETE_ENDED, organization_id, user_id));
}

/// The connection of an organization, if there is one.
///
/// # Errors
/// [`Error::Database`].
pub async fn connection_id(edge: &Edge, organization_id: &OrganizationId) -> Result<Option<SsoConnectionId>, Error> {
    Ok(connection::Row::find(edge, organization_id).await?.map(|row| row.id))
}
