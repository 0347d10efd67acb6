//! The scope of a request: the caller, the organization or estate, and the permission. A handler takes one of these
//! types as an argument; a public handler takes [`BrowserRequest`] or [`ApiRequest`]. One SQL statement resolves
//! session, user, membership and estate.

mod authenticate;
mod caller;
mod holder;
mod key_usage;
mod read;
mod request;
mod resolve;
mod step_up;
pub(in crate::identity) mod store;
mod tenant;

pub use authenticate::authenticate;
pub use caller::{Administrator, AuthMethod, Caller, PersonOnly, SignedIn, UserOnly};
pub use holder::find_holder;
pub use key_usage::day;
pub use read::{EstateRead, PageStatement};
pub use request::{ApiRequest, BrowserRequest, SessionRequest};
pub use resolve::{extend_session, unauthenticated};
pub use step_up::{CONFIRMATION_MS, StepUp};
#[cfg(test)]
pub use store::STATEMENTS;
pub(crate) use store::{custom_role_allows, is_factor_missing};
pub use tenant::{EstateScope, InEstate, InOrganization, OrganizationScope};
