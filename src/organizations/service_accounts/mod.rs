//! Service accounts: programs of an organization. A service account is no user: it has a role and API keys, which go on
//! when the person who created them leaves. Disabling or deleting it stops all of its keys at once.

mod events;
mod model;
mod routes;
mod service;
mod store;

pub use routes::OPERATIONS;
#[cfg(test)]
pub use store::STATEMENTS;
