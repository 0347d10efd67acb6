//! A compiler and standard library for the Worker, with panics that unwind.
//!
//! With panic=abort a panic loses every request in flight in its isolate; with unwind only its own. Two ways lead
//! there: a pinned nightly from rustup, and Debian's compiler where rustup cannot download.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result};

use crate::paths::Paths;
use crate::process::{command, output, path_with};
use crate::setup::debian_std::DebianToolchain;
use crate::setup::rustup_nightly::RustupNightly;
use crate::step::skip;
use crate::tools::WASM_TARGET;

/// Gets a toolchain for the Worker, unless there is one.
///
/// # Errors
/// Both ways failed; the message is the second one's.
pub fn ensure(paths: &Paths) -> Result<()> {
    if wrappers(paths)?.is_some() {
        skip(&format!("{WASM_TARGET} with panic=unwind"));
        return Ok(());
    }
    let host = host()?;
    if RustupNightly::new(paths, &host).install()? {
        return Ok(());
    }
    DebianToolchain::new(paths, &host).build(paths)
}

/// Makes a command see the toolchain that `ensure` found or made.
///
/// # Errors
/// There is none.
pub fn use_in(command: &mut Command, paths: &Paths) -> Result<()> {
    let wrappers = wrappers(paths)?.context("there is no toolchain for the Worker yet: run `cargo xtask setup`")?;
    command.env("PATH", path_with(&wrappers)?);
    Ok(())
}

fn wrappers(paths: &Paths) -> Result<Option<PathBuf>> {
    let host = host()?;
    let nightly = RustupNightly::new(paths, &host);
    if nightly.is_complete() {
        return Ok(Some(nightly.wrappers().to_path_buf()));
    }
    let debian = DebianToolchain::new(paths, &host);
    Ok(debian.is_complete().then(|| debian.wrappers().to_path_buf()))
}

/// The machine's own target, such as `x86_64-unknown-linux-gnu`.
fn host() -> Result<String> {
    let about = output(command("rustc").arg("-vV"))?;
    let host = about.lines().find_map(|line| line.strip_prefix("host: "));
    host.map(str::to_owned).context("`rustc -vV` names no host")
}
