//! Builds: a commit of an estate's repository becomes its configuration. The rows are here; the estate's build manager and
//! a runner do the work. Their reports are applied here and decide which build is active.

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
