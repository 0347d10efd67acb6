//! `cargo xtask setup`: installs everything that building and testing needs besides Rust, Node and git.
//!
//! Each step looks for its result first. Results are in `.tools`, in `node_modules` and in rustup's folder; only
//! Debian's own packages (a browser, Python) go into the system.

mod browser;
mod cpp_compiler;
mod debian_packages;
mod machine;
mod npm;
mod python;
mod rust_components;
pub mod wasm_toolchain;

use std::thread;
use std::time::Instant;

use anyhow::{Result, anyhow};

use crate::paths::Paths;
use crate::step::seconds;

pub use browser::chromium;
pub use cpp_compiler::ensure as cpp_compiler;
pub use python::{ensure as python_packages, schemathesis};
pub use rust_components::ensure as lint_components;

/// Install everything that is missing to build and run the platform.
#[derive(clap::Args, Default)]
pub struct Arguments {
    /// Also install what only the tests need: Chromium, schemathesis, clippy, rustfmt and a C++ compiler.
    #[arg(long)]
    pub browser: bool,
    /// Install only the Worker's compiler.
    #[arg(long)]
    pub toolchain: bool,
}

/// Runs every step whose result is missing.
///
/// # Errors
/// A tool that set-up cannot install is missing or too old, or an installation failed.
pub fn run(paths: &Paths, arguments: &Arguments) -> Result<()> {
    let started = Instant::now();
    machine::check()?;
    if arguments.toolchain {
        return wasm_toolchain::ensure();
    }
    // Downloads wait for the network and compilers for a core, so they run side by side.
    at_once(&[
        // rustup takes one command at a time.
        &|| {
            wasm_toolchain::ensure()?;
            if arguments.browser { rust_components::ensure() } else { Ok(()) }
        },
        &|| npm::ensure(paths),
        // apt-get, too.
        &|| {
            if arguments.browser {
                python::ensure(paths)?;
                browser::ensure()?;
                cpp_compiler::ensure()?;
            }
            Ok(())
        },
    ])?;
    println!("Everything is set up ({}).", seconds(started.elapsed()));
    Ok(())
}

/// Runs all to their end.
///
/// # Errors
/// The errors of all that failed, in one.
fn at_once(steps: &[&(dyn Fn() -> Result<()> + Sync)]) -> Result<()> {
    let results: Vec<_> = thread::scope(|scope| {
        let running: Vec<_> = steps.iter().map(|step| scope.spawn(step)).collect();
        running.into_iter().map(|thread| thread.join().unwrap_or_else(|_| Err(anyhow!("a step panicked")))).collect()
    });
    let errors: Vec<_> = results.into_iter().filter_map(Result::err).map(|error| format!("{error:#}")).collect();
    if errors.is_empty() { Ok(()) } else { Err(anyhow!(errors.join("\n"))) }
}

#[cfg(test)]
mod tests {
    use super::at_once;
    use anyhow::anyhow;
    use std::sync::atomic::{AtomicUsize, Ordering};

    #[test]
    fn every_step_runs_and_every_failure_is_told() {
        let ran = AtomicUsize::new(0);
        let works = || {
            ran.fetch_add(1, Ordering::Relaxed);
            Ok(())
        };
        assert!(at_once(&[&works, &works]).is_ok());
        let failure = at_once(&[&|| Err(anyhow!("no network")), &works, &|| Err(anyhow!("no disk"))]).unwrap_err();
        assert_eq!(failure.to_string(), "no network\nno disk");
        assert_eq!(ran.into_inner(), 3);
    }
}
