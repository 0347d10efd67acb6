//! Domains that organizations have proven to be their own, by a TXT record, and whose people may join by themselves.

mod joining;
mod model;
mod record;
mod routes;
mod service;
mod store;

pub use joining::at_sign_up;
pub use routes::routes;
#[cfg(test)]
pub use store::STATEMENTS;
