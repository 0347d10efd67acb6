//! Child processes of a build: each runs under a process guard, is read line by line, and is killed with its
//! descendants.

pub mod environment;
mod orphans;
mod output;
pub mod process_guard;
mod process_tree;
mod run;

pub use orphans::Orphans;
pub use run::{CommandLine, CommandOutput, RunError, Stdout, run};
