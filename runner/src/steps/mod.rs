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
mod failure_message;
mod git;
pub mod install;
mod install_error;
mod not_cloned;
mod package;
mod package_manager;
mod pipeline;
mod workspace;

pub use build_directory::BuildDirectory;
pub use context::{Context, StepError};
pub use pipeline::run_build;
pub use workspace::Workspace;
