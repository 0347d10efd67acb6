//! Periodic jobs. Features declare their jobs; the cron handler runs those that are due and has no list of its own.
//!
//! A job is claimed by moving its `next_run_at` forward and runs under the lock `job:<name>`, so that two runs of the
//! same job never overlap.

mod job;
mod run;
mod store;

pub use job::{Job, Jobs, install};
pub use run::run_due;
#[cfg(test)]
pub use store::STATEMENTS;
