//! Who is calling: users, their passwords and sessions, and the scope that every other feature asks for.

pub mod access_token;
mod administrators;
pub mod credential;
mod limiter;
pub mod may;
mod model;
mod password;
mod routes;
pub mod scope;
mod service;
mod session;
mod store;

pub use routes::routes;
pub use service::clear_expired;
#[cfg(test)]
pub use store::STATEMENTS;
