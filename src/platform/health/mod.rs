//! Whether the platform's parts respond.

mod check;
mod routes;
mod store;

pub use routes::routes;
#[cfg(test)]
pub use store::STATEMENTS;
