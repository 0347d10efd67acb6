//! The repository that an estate is built from: connecting it, which starts the first build, returning, confirming and
//! disconnecting it, following it when it is renamed or transferred, and asking again whether somebody who manages the
//! estate has rights on it.

mod installations;
mod model;
mod pushed;
mod rights;
mod routes;
mod service;
mod store;

pub use installations::installation_changed;
pub use pushed::pushed;
pub use rights::JOBS;
pub use routes::OPERATIONS;
#[cfg(test)]
pub use store::STATEMENTS;
