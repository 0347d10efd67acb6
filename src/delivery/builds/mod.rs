//! Builds: a commit of an estate's repository becomes its configuration. The rows are here, the work is done by the
//! estate's build manager and a runner; what they report is written down here, and decides what is active.

pub mod consumers;
mod model;
mod reconcile;
mod routes;
mod service;
mod store;

pub use model::{Build, BuildRequest, BuildSource, Commit, NewBuild, PreparedBuilds, Trigger};
pub use routes::routes;
pub use service::{get, prepare, read_active, select_active, trigger_in};
#[cfg(test)]
pub use store::STATEMENTS;

pub use reconcile::sweep;
