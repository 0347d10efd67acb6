//! Provisioning by SCIM 2.0 (RFC 7643, RFC 7644): the identity provider of an organization creates its members and ends their
//! membership at once, with a bearer token of the organization.
//!
//! A user of SCIM is a user with an address at a domain that the organization has verified. It is active while it is a member.
//! A group is a team, whose members are those of its users who are active.

mod body;

mod error;
mod filter;
mod groups;
mod operation;

mod routes;
mod schemas;

mod store;
mod token;
mod users;

#[cfg(fuzzing)]
pub use filter::fuzz as fuzz_filter;
#[cfg(fuzzing)]
pub use operation::fuzz as fuzz_patch;
pub use routes::OPERATIONS;
#[cfg(test)]
pub use store::STATEMENTS;
