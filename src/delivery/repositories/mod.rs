//! The repository that an estate is built from: connecting it, which starts the first build, showing and disconnecting
//! it.

mod model;
mod routes;
mod service;
mod store;

pub use model::{Repository, RepositoryProvider};
pub use routes::routes;
pub use service::{read_source, select_source};
#[cfg(test)]
pub use store::STATEMENTS;
