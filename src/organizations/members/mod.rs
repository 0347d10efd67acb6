//! Who belongs to an organization, and as what.

mod admission;
mod change;
mod list;
mod model;
mod routes;
mod store;

pub use admission::{Admission, admit};
pub use change::{leave, own_estates, remove, transfer, update};
pub use list::{grants, list};
pub use model::{Member, MemberChange, MemberFilter};
pub use routes::routes;
#[cfg(test)]
pub use store::STATEMENTS;

/// A guest's estates at the most: each of their sockets carries the list.
pub const MOST_GRANTS: usize = 50;
