//! `cargo xtask bench`: the figures of docs/performance.md.

use std::os::unix::process::CommandExt;

use anyhow::{Result, bail};

use crate::paths::Paths;
use crate::process::typescript;
use crate::{build, setup};

/// Set up, build, then measure the Worker: CPU per request, requests a second, broadcast, size and start-up.
#[derive(clap::Args)]
pub struct Arguments {
    /// Arguments for tests/load/bench.ts.
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    pub options: Vec<String>,
}

/// Becomes the benchmark; signals reach it directly.
///
/// # Errors
/// Set-up or build failed.
pub fn run(paths: &Paths, arguments: &Arguments) -> Result<()> {
    setup::run(paths, &setup::Arguments { browser: true, ..setup::Arguments::default() })?;
    build::run(paths, &build::Arguments::default())?;
    let mut bench = typescript(&paths.at("tests/load/bench.ts"));
    bench.args(&arguments.options).current_dir(paths.root());
    let error = bench.exec();
    bail!("cannot start node for the benchmark: {error}")
}
