//! Deleting an account. Organizations without other members are deleted with it; those with other members must be
//! transferred first. Everything is one batch, which fails when any of this has changed meanwhile.

use serde_json::json;
use steward_kernel::error::Error;
use steward_kernel::id::UserId;

use super::model::DeletionPreview;
use super::user::user;
use super::{UserDeleted, store};
use crate::edge::Edge;
use crate::edge::database::is_precondition_failed;
use crate::edge::text;
use crate::identity::hooks::{DeletedUser, hooks};
use crate::identity::token_revocation;
use crate::platform::audit::Origin;
use crate::platform::change::{AuditEvent, Change, Tenant};
use crate::platform::files;

/// How often a deletion is tried when the account changes at the same time.
const MAX_ATTEMPTS: u32 = 3;

/// Returns the effects that a deletion of the account would have now.
///
/// # Errors
/// [`Error::Database`].
pub async fn preview(edge: &Edge, user_id: &UserId) -> Result<DeletionPreview, Error> {
    (hooks()?.preview_deletion)(edge.clone(), user_id.clone()).await
}

/// A request to delete an account.
#[derive(Debug, Clone, Copy)]
pub struct Deletion<'a> {
    /// The operation's id.
    pub action: &'static str,
    pub origin: &'a Origin,
    pub user_id: &'a UserId,
    /// The account's email address as the user typed it.
    pub confirmation: &'a str,
}

/// Deletes an account permanently.
///
/// # Errors
/// [`Error::NotFound`] when it is already deleted; [`Error::Validation`] when the confirmation does not match;
/// [`steward_kernel::error::ConflictCode::HandOverFirst`]; [`Error::Conflict`] with too many organizations, or when
/// they keep changing.
pub async fn delete(edge: &Edge, deletion: Deletion<'_>) -> Result<(), Error> {
    let mut attempts = 1;
    loop {
        match try_to_delete(edge, deletion).await {
            Err(error) if is_precondition_failed(&error) && attempts < MAX_ATTEMPTS => attempts += 1,
            Err(error) if is_precondition_failed(&error) => {
                return Err(Error::Conflict("The account changed at the same time: try again."));
            }
            done => return done,
        }
    }
}

async fn try_to_delete(edge: &Edge, deletion: Deletion<'_>) -> Result<(), Error> {
    let Deletion { action, origin, user_id, confirmation } = deletion;
    let user = user(edge, user_id).await?;
    if text::email("email", confirmation).ok().as_ref() != Some(&user.email) {
        return Err(Error::field("email", "Type the email address of the account."));
    }
    let mut change = Change::by(edge, origin.clone(), Tenant::NONE);
    change.emit(&UserDeleted { user_id: user_id.clone() });
    token_revocation::revoke_after(&mut change, user_id, None).await?;
    files::service::delete_after(&mut change, user.image.as_deref());
    (hooks()?.delete_user)(&mut change, &DeletedUser { user_id, action }).await?;
    change.set_tenant(Tenant::NONE);
    change.must_change(crate::bind!(store::DELETE_USER, user_id, user.email, user.image));
    let before = json!({ "role": user.role, "emailVerified": user.email_verified, "createdAt": user.created_at });
    change.audit(&AuditEvent::new(action, "user", user_id).before(before));
    change.commit().await
}
