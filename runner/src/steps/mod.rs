//! The steps of a build.

mod build_directory;
mod checkout;
pub mod clone;
pub mod collect;
mod configuration_text;
mod confined_file;
mod context;
mod credentials;
pub mod evaluate;
mod git;
pub mod install;
mod package;
mod pipeline;
mod workspace;

pub use build_directory::BuildDirectory;
pub use context::{Context, StepError};
pub use pipeline::run_build;
pub use workspace::Workspace;
