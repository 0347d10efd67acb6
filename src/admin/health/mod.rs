//! Whether the platform's parts respond.

mod check;
mod routes;
mod store;

pub use routes::OPERATIONS;
#[cfg(test)]
pub use store::STATEMENTS;
