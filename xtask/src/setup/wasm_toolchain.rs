//! A compiler for the Worker, with the sources of the standard library.
//!
//! With panic=abort a panic loses every request in flight in its isolate; with unwind only its own. The standard
//! library that unwinds in wasm is in no release of Rust, so it is compiled with the Worker, which stable cargo
//! refuses.

use std::path::Path;
use std::time::Duration;

use anyhow::{Result, bail};

use crate::process::{command, output, succeeds_within};
use crate::step::{skip, step};
use crate::tools::{LINKED_TOOLCHAIN, NIGHTLY_RUST};

/// A network that swallows packets shall not hold up set-up for ever.
const DOWNLOAD_LIMIT: Duration = Duration::from_secs(5 * 60);

/// Downloads the pinned nightly, unless it or a linked toolchain is there.
///
/// # Errors
/// There is none, and rustup cannot download.
pub fn ensure() -> Result<()> {
    if let Some(name) = installed() {
        skip(&format!("toolchain {name}"));
        return Ok(());
    }
    let downloaded = step(&format!("toolchain {NIGHTLY_RUST}"), || {
        let mut rustup = command("rustup");
        rustup.args(["toolchain", "install", NIGHTLY_RUST, "--no-self-update"]).args([
            "--profile",
            "minimal",
            "--component",
            "rust-src",
        ]);
        succeeds_within(&mut rustup, DOWNLOAD_LIMIT)
    })?;
    if !downloaded {
        bail!(
            "rustup cannot download {NIGHTLY_RUST} here, and no toolchain `{LINKED_TOOLCHAIN}` is linked: give rustup a way to \
             its server, or run `.ci/debian-wasm-toolchain`, which links one made of Debian's packages"
        );
    }
    Ok(())
}

/// The name by which rustup knows the toolchain.
///
/// # Errors
/// There is none.
pub fn name() -> Result<&'static str> {
    match installed() {
        Some(name) => Ok(name),
        None => bail!("the toolchain for the Worker is missing: run `cargo xtask setup`"),
    }
}

fn installed() -> Option<&'static str> {
    [NIGHTLY_RUST, LINKED_TOOLCHAIN].into_iter().find(|name| {
        output(command("rustup").args(["run", name, "rustc", "--print", "sysroot"]))
            .is_ok_and(|sysroot| Path::new(sysroot.trim()).join("lib/rustlib/src/rust/library/std").exists())
    })
}
