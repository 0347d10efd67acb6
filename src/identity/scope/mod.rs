//! The scope of a request: who calls, where, and that they may. Each handler takes one of these; public ones take
//! [`BrowserRequest`]. One SQL statement resolves session, user, membership and estate together.

mod caller;
mod request;
mod resolve;
mod tenant;

pub use caller::{Administrator, AuthMethod, Caller, SignedIn};
pub use request::{ApiRequest, BrowserRequest};
pub use resolve::refresh;
pub use tenant::{InEstate, InOrganization};
