//! What administrators of the platform see and do: users, organizations, estates, builds, and acting in a user's place.
//! Its lists read across the features' tables (docs/decisions/2026-11-21-administrators-read-across.md); whatever changes
//! something in them is the feature's own service.

mod impersonation;
mod lists;
mod model;
mod routes;
mod store;
pub mod testing;
mod users;

pub use routes::routes;
#[cfg(test)]
pub use store::STATEMENTS;
