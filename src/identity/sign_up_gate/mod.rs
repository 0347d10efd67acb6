//! Who may sign up, as `SIGN_UP_MODE` says. The rule is applied where a user is created
//! ([`crate::identity::users::provision_user`]), whichever way the address was verified. Users of single sign-on and of
//! SCIM are not asked about: the organization that has verified their domain decides.

mod admission;
mod allow_list;
pub mod model;
mod store;
mod waitlist;

pub use admission::{Admission, decide};
pub use allow_list::{create, delete, list};
#[cfg(test)]
pub use store::STATEMENTS;
pub use waitlist::{accept, accepted_entry, delete_expired, join, leave, list as list_waitlist, remove};
