//! The packages of the lock file, for the root, the frontend and the tests.

use anyhow::{Result, bail};

use crate::fingerprint::{fingerprint, is_current, leave};
use crate::paths::Paths;
use crate::process::{command, run};
use crate::step::{skip, step};

/// Runs `npm ci` when the lock file is another than at the last time. Never changes the lock file.
///
/// # Errors
/// The lock file is missing or does not fit the package files, or a download failed.
pub fn ensure(paths: &Paths) -> Result<()> {
    let title = "npm packages";
    if !paths.at("package-lock.json").exists() {
        bail!("package-lock.json is missing: restore it with `git checkout package-lock.json`");
    }
    let lock = fingerprint(paths.root(), &["package-lock.json"], &[])?;
    let stamp = paths.stamp("npm");
    if is_current(&stamp, &lock) && paths.at("node_modules").exists() {
        skip(title);
        return Ok(());
    }
    step(title, || {
        run(command("npm").args(["ci", "--no-audit", "--no-fund", "--loglevel=error"]).current_dir(paths.root()))?;
        leave(&stamp, &lock)
    })
}
