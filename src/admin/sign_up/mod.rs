//! Who may sign up.

mod routes;

pub use routes::OPERATIONS;
