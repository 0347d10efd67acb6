//! `cargo xtask setup`: makes a machine with Rust, Node and git into one that builds and tests everything.
//!
//! Each step looks for its result first. Everything lands in `.tools` and `node_modules`; only what Debian's own
//! packages must bring (headers of a library, a browser) goes into the system.

mod browser;
mod cargo_tools;
mod debian_archive;
mod debian_packages;
mod debian_std;
mod machine;
mod npm;
mod python;
mod rust_components;
mod rustup_nightly;
pub mod wasm_toolchain;
mod wrappers;

use std::time::Instant;

use anyhow::Result;

use crate::paths::Paths;
use crate::step::seconds;

pub use browser::chromium;
pub use cargo_tools::machete;
pub use python::{ensure as python_packages, schemathesis};
pub use rust_components::ensure as lint_components;

/// Install whatever is missing to build and run everything.
#[derive(clap::Args)]
pub struct Arguments {
    /// Also what only the tests need: Chromium, schemathesis, clippy and rustfmt.
    #[arg(long)]
    pub browser: bool,
}

/// Runs every step whose result is missing.
///
/// # Errors
/// A tool that set-up cannot install is missing or too old, or an installation failed.
pub fn run(paths: &Paths, arguments: &Arguments) -> Result<()> {
    let started = Instant::now();
    machine::check()?;
    wasm_toolchain::ensure(paths)?;
    cargo_tools::ensure(paths)?;
    npm::ensure(paths)?;
    if arguments.browser {
        rust_components::ensure()?;
        python::ensure(paths)?;
        browser::ensure()?;
    }
    println!("Everything is set up ({}).", seconds(started.elapsed()));
    Ok(())
}
