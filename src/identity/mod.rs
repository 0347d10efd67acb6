//! Who is calling: users, the ways they sign up and in, their sessions, and the scope that every other feature asks for.

pub mod access_token;
pub mod administrators;
pub mod api_clients;
mod cookie;
pub mod credential;
pub mod hooks;
pub mod mails;
mod model;
pub mod oauth;
pub mod password;
pub mod permission;
mod routes;
pub mod scope;
pub mod service;
pub mod session;
mod store;
pub mod users;
pub mod verification;

pub use model::{MailSent, Me, MyOrganization, User, UserRole};
pub use routes::routes;
pub use service::clear_expired;
#[cfg(test)]
pub use store::STATEMENTS;
