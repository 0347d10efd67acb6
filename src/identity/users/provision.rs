//! Creating users.

use steward_kernel::error::Error;
use steward_kernel::id::OrganizationId;

use crate::identity::hooks::{EmailProof, NewUser, hooks};
use crate::identity::{sign_up_gate, store};
use crate::platform::change::Change;

/// Adds a user and the membership, and returns the organization, if any. The caller adds sign-in methods to the same change.
///
/// # Errors
/// [`steward_kernel::error::ConflictCode::SignUpRefused`] and [`steward_kernel::error::ConflictCode::Waitlisted`] for an
/// address that may not sign up; [`Error::Database`], and those of [`crate::identity::hooks::Hooks::provision`]. The commit fails with a violation of
/// `user.email` when the address was taken meanwhile, and with [`crate::edge::database::is_precondition_failed`] when
/// the invitation or the domain has changed meanwhile; the caller then tries again.
pub async fn provision_user(change: &mut Change, user: &NewUser<'_>) -> Result<Option<OrganizationId>, Error> {
    sign_up_gate::decide(change.edge(), user.email, user.invitation).await?.require()?;
    sign_up_gate::leave(change, user.email);
    let now = change.edge().now();
    change.run(crate::bind!(
        store::INSERT_USER,
        user.user_id,
        user.name,
        user.email,
        i64::from(user.proof != EmailProof::ByProvider),
        i64::from(user.proof == EmailProof::Proven),
        now
    ));
    (hooks()?.provision)(change, user).await
}
