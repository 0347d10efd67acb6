//! Builds: a commit of an estate's repository is evaluated to its configuration. The rows are stored here; the estate's
//! build manager and a runner execute the build. This feature applies their reports and decides which build is active.

mod access;
mod activation;
pub mod consumers;
mod events;
mod model;
mod reconcile;
mod routes;
mod service;
mod store;

pub use model::{Build, BuildRequest, BuildSource, NewBuild, Trigger};
pub use reconcile::JOBS;
pub use routes::OPERATIONS;
pub use service::{build_push, get, prepare, trigger_in};
#[cfg(test)]
pub use store::STATEMENTS;
