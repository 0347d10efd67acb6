//! The parts of stable Rust that a minimal installation lacks.

use anyhow::Result;

use crate::process::{command, output, run};
use crate::step::{skip, step};

/// Adds clippy and rustfmt where they are missing.
///
/// # Errors
/// rustup cannot download them.
pub fn ensure() -> Result<()> {
    for (component, subcommand) in [("clippy", "clippy"), ("rustfmt", "fmt")] {
        if output(command("cargo").args([subcommand, "--version"])).is_ok() {
            skip(component);
        } else {
            step(component, || run(command("rustup").args(["component", "add", component])))?;
        }
    }
    Ok(())
}
