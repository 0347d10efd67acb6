//! The keys that seal secrets, for administrators of the platform.

mod routes;

pub use routes::OPERATIONS;
