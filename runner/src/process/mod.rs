//! Child processes of a build: started under a guard, heard line by line, ended with everything they started.

pub mod environment;
pub mod guard;
mod output;
mod run;
mod strays;
mod tree;

pub use run::{Finished, Invocation, RunError, Stdout, run};
pub use strays::Strays;
