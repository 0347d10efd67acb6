//! Domains that an organization has verified by a TXT record. Users with addresses there can join without an
//! invitation.

mod joining;
mod model;
mod record;
mod routes;
mod service;
mod store;

pub use joining::admit_new_user;
#[cfg(fuzzing)]
pub use record::fuzz as fuzz_record;
pub use routes::OPERATIONS;
#[cfg(test)]
pub use store::STATEMENTS;
