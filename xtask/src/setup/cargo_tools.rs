//! What comes from crates.io as a program, installed below `.tools`.

use anyhow::Result;

use crate::paths::Paths;
use crate::process::{command, output, run};
use crate::step::{skip, step};
use crate::tools::CARGO_MACHETE;

/// Installs the finder of unused dependencies.
///
/// # Errors
/// Its build failed.
pub fn machete(paths: &Paths) -> Result<()> {
    let title = format!("cargo-machete {CARGO_MACHETE}");
    let answer = output(command(paths.tool("cargo-machete")).arg("--version"));
    if answer.is_ok_and(|answer| answer.split_whitespace().any(|word| word == CARGO_MACHETE)) {
        skip(&title);
        return Ok(());
    }
    step(&title, || {
        let mut cargo = command("cargo");
        // Unoptimized, because it reads only this repository. Without --locked, because a mirror of crates.io may lack
        // the releases that the package's own lock file names.
        cargo.args(["install", "--quiet", "--debug", "--force", "cargo-machete", "--version", CARGO_MACHETE, "--root"]);
        run(cargo.arg(paths.tools()))
    })
}
