//! One's own account: profile and picture, password and address, sessions, ways to sign in, an export of it all, and its
//! end. What a user, a session and a way to sign in are is `identity`'s; this is what their owner may do with them.

mod accounts;
mod deletion;
mod email;
mod export;
mod model;
mod profile;
mod routes;
pub mod sessions;
mod store;

pub use deletion::{Deletion, delete, preview};
pub use model::{ConcernedOrganization, DeletionPreview, Session};
pub use profile::changed;
pub use routes::routes;
#[cfg(test)]
pub use store::STATEMENTS;
