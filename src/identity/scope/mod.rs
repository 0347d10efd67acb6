//! The scope of a request: who calls, where, and that they may. Each handler takes one of these; public ones take
//! [`Visitor`]. One SQL statement resolves session, user, membership and estate together.

mod caller;
mod place;
mod resolve;
mod visitor;

pub use caller::{Administrator, Caller, Means, SignedIn};
pub use place::{InEstate, InOrganization};
pub use resolve::refresh;
pub use visitor::{Stranger, Visitor};
