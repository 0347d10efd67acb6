//! Hooks by which a higher domain extends a change of this one. They add to the same [`Change`], so that everything is
//! one batch.

use std::sync::OnceLock;

use futures::future::LocalBoxFuture;
use steward_kernel::error::Error;
use steward_kernel::id::{OrganizationId, UserId};

use super::users::DeletionPreview;
use crate::edge::Edge;
use crate::platform::change::Change;

/// How the address of a new user was verified.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EmailProof {
    /// By a provider that is not the authority for the address's domain: the platform itself has not verified it.
    ByProvider,
    /// By a code.
    ByCode,
    /// By a link that was sent to the address, or by the authority for its domain. It gives what the domain gives.
    Proven,
}

/// A user who has just been inserted.
#[derive(Debug, Clone, Copy)]
pub struct NewUser<'a> {
    pub user_id: &'a UserId,
    pub name: &'a str,
    /// Lower case.
    pub email: &'a str,
    pub proof: EmailProof,
    /// The token of the invitation that the user signs up with.
    pub invitation: Option<&'a str>,
    /// Whether the invitation is what verified the address. The user is then created only if it admits them.
    pub is_invitation_required: bool,
}

/// A user whose account is about to be deleted.
#[derive(Debug, Clone, Copy)]
pub struct DeletedUser<'a> {
    pub user_id: &'a UserId,
    /// The operation's id, for the audit events of the organizations.
    pub action: &'static str,
}

/// Resolves with the organization that a new user belongs to, if any.
pub type Provisioning<'a> = LocalBoxFuture<'a, Result<Option<OrganizationId>, Error>>;

/// Resolves with whether an address is invited, by an email or by the token of an invitation for anybody.
pub type IsInvited = for<'a> fn(&'a Edge, &'a str, Option<&'a str>) -> LocalBoxFuture<'a, Result<bool, Error>>;

/// The functions that organizations implement for users.
#[derive(Debug, Clone, Copy)]
pub struct Hooks {
    /// Adds the membership of a new user: in the organization of the invitation, else in the one that verified the
    /// domain of a proven address, else in a new organization. A user whose address is verified only by a provider and
    /// invited by email gets none before they accept. Runs after the user's row is inserted. The batch fails with
    /// [`crate::edge::database::is_precondition_failed`] when the invitation or the domain has changed meanwhile; the
    /// caller then tries again.
    pub provision: for<'a> fn(&'a mut Change, &'a NewUser<'a>) -> Provisioning<'a>,
    /// Whether an organization has invited the address, or the invitation of this token admits it.
    pub is_invited: IsInvited,
    /// Adds the effects of an account's deletion on its organizations, or returns an error that prevents it. Runs
    /// before the user's row is deleted.
    pub delete_user: for<'a> fn(&'a mut Change, &'a DeletedUser<'a>) -> LocalBoxFuture<'a, Result<(), Error>>,
    /// The organizations that a deletion would delete, and those that prevent it.
    pub preview_deletion: fn(Edge, UserId) -> LocalBoxFuture<'static, Result<DeletionPreview, Error>>,
}

static HOOKS: OnceLock<Hooks> = OnceLock::new();

/// Installs the hooks, once per isolate. Later calls have no effect.
pub fn install(hooks: Hooks) {
    HOOKS.get_or_init(|| hooks);
}

/// Returns the installed hooks.
///
/// # Errors
/// [`Error::Internal`] when none are installed.
pub(super) fn hooks() -> Result<&'static Hooks, Error> {
    HOOKS.get().ok_or_else(|| Error::internal("the hooks of identity are not installed"))
}
