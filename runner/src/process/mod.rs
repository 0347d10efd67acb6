//! Child processes of a build: each runs under a process guard, is read line by line, and is killed with its
//! descendants.

pub mod environment;
mod orphans;
mod output;
pub mod process_guard;
mod process_tree;
mod run;

pub use orphans::Orphans;
pub use run::{CommandLine, CommandOutput, RunError, Stdout, own_program, run};

/// The exit code of a process with this wait status, as far as a byte can say it.
#[must_use]
pub fn exit_code(status: i32) -> u8 {
    u8::try_from(status & 0xff).unwrap_or(u8::MAX)
}
