//! The Rust tests of every crate, on this machine.

use anyhow::{Context, Result};

use crate::paths::Paths;
use crate::process::{Stream, command, find, run_and_keep};
use crate::test::counts::{Counts, of_cargo_test, of_nextest};

/// Runs them with nextest where it is installed, else with cargo's own runner.
///
/// # Errors
/// They do not compile, or there are none.
pub fn run(paths: &Paths) -> Result<Counts> {
    println!("• native tests");
    let mut cargo = command("cargo");
    cargo.current_dir(paths.root()).env("CARGO_TERM_COLOR", "never");
    if find("cargo-nextest").is_some() {
        cargo.args(["nextest", "run", "--workspace", "--no-fail-fast", "--status-level", "fail"]);
        // Matches only nextest's own lines, so that a test's output is not mistaken for a summary.
        let (status, printed) = run_and_keep(&mut cargo, Stream::Error)?;
        return of_nextest(&printed).context("the tests did not run")?.of_runner(status.success());
    }
    cargo.args(["test", "--workspace", "--no-fail-fast", "--lib", "--bins", "--tests"]);
    let (status, printed) = run_and_keep(&mut cargo, Stream::Output)?;
    of_cargo_test(&printed).of_runner(status.success())
}
