//! Identity: users, signing up and in, sessions, API clients, and the scope of a request, which every other domain
//! uses.

pub mod administrators;
pub mod api_clients;
pub mod authorization_server;
pub mod connections;
pub mod hooks;
pub mod mails;
mod model;
pub mod oauth;
pub mod passkeys;
pub mod permission;
pub mod scope;
pub mod sealed;
pub mod second_factors;
pub mod security_log;
pub mod sessions;
pub mod sign_in;
pub mod sign_up_gate;
pub mod sso;
mod store;
pub mod token_revocation;
pub mod users;

pub use model::{MailSent, Me, MyOrganization, User, UserRole};
pub use sign_in::routes::OPERATIONS;
#[cfg(test)]
pub use store::STATEMENTS;
