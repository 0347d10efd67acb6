//! The steps of a build, and what each may find wrong.

mod checkout;
pub mod clone;
pub mod collect;
mod configuration_text;
mod confined;
mod context;
mod credentials;
pub mod evaluate;
mod folder;
mod git;
pub mod install;
mod package;
mod pipeline;
mod workshop;

pub use context::{Context, StepError};
pub use folder::WorkFolder;
pub use pipeline::run_build;
pub use workshop::Workshop;
