//! What organizations add to a sign-up and to the deletion of an account: the functions that identity calls.

mod deletion;
mod sign_up;
mod store;

#[cfg(test)]
pub use store::STATEMENTS;

use crate::identity::hooks::Hooks;

/// The functions that identity calls.
pub const HOOKS: Hooks = Hooks {
    provision: |change, user| Box::pin(sign_up::provision(change, user)),
    delete_user: |change, user| Box::pin(deletion::delete_user(change, user)),
    preview_deletion: |edge, user_id| Box::pin(async move { deletion::preview(&edge, &user_id).await }),
};
