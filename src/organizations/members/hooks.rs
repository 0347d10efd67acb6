//! Hooks by which higher features extend a change of a membership. They add to the same [`Change`], so that everything
//! is one batch.

use std::sync::OnceLock;

use steward_kernel::error::Error;
use steward_kernel::id::{OrganizationId, UserId};

use crate::platform::change::Change;

/// The functions that other features implement for members.
#[derive(Debug, Clone, Copy)]
pub struct Hooks {
    /// Runs after the statements that end a membership or change its role. The change's tenant is the organization.
    pub membership_changed: fn(&mut Change, &OrganizationId, &UserId),
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
    HOOKS.get().ok_or_else(|| Error::internal("the hooks of members are not installed"))
}
