//! `cargo xtask build`: the Worker, the frontend and the build runner.

mod bindings;
mod compiler;
mod optimizer;
mod ordering;
mod worker;

use anyhow::Result;

use crate::fingerprint::{fingerprint, is_current, leave};
use crate::paths::Paths;
use crate::process::{command, run as run_program};
use crate::step::{skip, step};

pub use worker::{named_module, shipped_module};

/// Build the Worker, the frontend and the build runner in release mode. Unchanged parts are skipped.
#[derive(clap::Args, Default)]
pub struct Arguments {
    /// Build only the Worker, into build/. Parts can be combined.
    #[arg(long)]
    pub worker: bool,
    /// Build only the frontend, into frontend/dist/.
    #[arg(long)]
    pub frontend: bool,
    /// Build only the build runner, into target/release/.
    #[arg(long)]
    pub runner: bool,
    /// Build the Worker without optimization: much faster, several times as large. For development.
    #[arg(long)]
    pub quick: bool,
    /// The build runner as the native tests compile it anyway, into target/debug/.
    #[arg(skip)]
    pub debug_runner: bool,
}

/// The inputs of the frontend's bundle.
const FRONTEND_INPUTS: [&str; 2] = ["frontend", "package-lock.json"];

/// Builds the selected parts, or all of them.
///
/// # Errors
/// Set-up was not run, or a compiler refused.
pub fn run(paths: &Paths, arguments: &Arguments) -> Result<()> {
    let all = !(arguments.worker || arguments.frontend || arguments.runner);
    if all || arguments.worker {
        worker::ensure(paths, arguments.quick)?;
    }
    if all || arguments.frontend {
        frontend(paths)?;
    }
    if all || arguments.runner {
        step("build runner", || {
            let mut cargo = command("cargo");
            cargo.args(["build", "--quiet", "--bin", "steward-runner"]).current_dir(paths.root());
            if !arguments.debug_runner {
                cargo.arg("--release");
            }
            run_program(&mut cargo)
        })?;
    }
    Ok(())
}

fn frontend(paths: &Paths) -> Result<()> {
    let page = paths.at("frontend/dist/index.html");
    let stamp = paths.stamp("frontend");
    let made_of = fingerprint(paths.root(), &FRONTEND_INPUTS, &[])?;
    if page.exists() && is_current(&stamp, &made_of) {
        skip("frontend");
        return Ok(());
    }
    step("frontend", || {
        let mut npm = command("npm");
        run_program(npm.args(["run", "--silent", "build", "--workspace", "frontend"]).current_dir(paths.root()))
    })?;
    // Generated files are inputs too (the route tree): what counts is how they are after the build.
    leave(&stamp, &fingerprint(paths.root(), &FRONTEND_INPUTS, &[])?)
}
