//! The hooks of identity that organizations implement, for sign-ups and deletions of accounts.

mod deletion;
mod sign_up;
mod store;

#[cfg(test)]
pub use store::STATEMENTS;

use crate::identity::hooks::Hooks;
use crate::organizations::invitations;

/// The functions that identity calls.
pub const HOOKS: Hooks = Hooks {
    provision: |change, user| Box::pin(sign_up::provision(change, user)),
    is_invited: |edge, email, token| Box::pin(invitations::is_invited(edge, email, token)),
    delete_user: |change, user| Box::pin(deletion::delete_user(change, user)),
    preview_deletion: |edge, user_id| Box::pin(async move { deletion::preview(&edge, &user_id).await }),
};
