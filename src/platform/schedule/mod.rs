//! Periodic work. A job is declared in the feature whose work it is; the cron handler runs those that are due and has no
//! list of its own.
//!
//! A job is taken by moving its `next_run_at` forward, and runs under the lock `job:<name>`, so that two sweeps of one job
//! never run at the same time, however slow one of them is.

mod job;
mod run;
mod store;

pub use job::{Job, Jobs, install};
pub use run::run_due;
#[cfg(test)]
pub use store::STATEMENTS;
