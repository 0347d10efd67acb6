//! The Worker, from its sources to the files that Cloudflare loads.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::build::bindings::bind;
use crate::build::compiler::{Profile, compile};
use crate::build::optimizer;
use crate::fingerprint::{fingerprint, is_current, leave};
use crate::paths::Paths;
use crate::size::{gzipped_size, kilobytes};
use crate::step::{skip, step};
use crate::tools::NIGHTLY_RUST;

/// The inputs of the Worker's build; xtask contains the flags.
const INPUTS: [&str; 9] = [
    "src",
    "kernel",
    "macros",
    "durable_objects",
    "Cargo.toml",
    "Cargo.lock",
    "xtask/Cargo.toml",
    "xtask/src/build",
    ".cargo",
];
/// What Cloudflare loads: our own module in front of the bindings.
const ENTRY: &str = "entry.js";

/// Builds the Worker into `build/`, unless it is there already.
///
/// # Errors
/// Set-up was not run, or a compiler refused.
pub fn ensure(paths: &Paths, quick: bool) -> Result<()> {
    let profile = if quick { Profile::Quick } else { Profile::Worker };
    let stamp = paths.stamp("worker");
    let made_of = fingerprint(paths.root(), &INPUTS, &[profile.name(), NIGHTLY_RUST])?;
    if shipped_module(paths).exists() && paths.worker_output().join(ENTRY).exists() && is_current(&stamp, &made_of) {
        skip("Worker");
    } else {
        build(paths, profile)?;
        leave(&stamp, &made_of)?;
    }
    print_size(&shipped_module(paths))
}

/// The shipped module with the names of its functions: for stack traces, and for `cargo xtask size`.
pub fn named_module(paths: &Paths) -> PathBuf {
    paths.worker_target().join("named.wasm")
}

/// The module that Cloudflare loads.
pub fn shipped_module(paths: &Paths) -> PathBuf {
    paths.worker_output().join("index_bg.wasm")
}

fn build(paths: &Paths, profile: Profile) -> Result<()> {
    let module = step("Worker", || compile(paths, profile))?;
    let folder = paths.worker_output();
    if folder.exists() {
        fs::remove_dir_all(&folder).with_context(|| format!("cannot remove {}", folder.display()))?;
    }
    fs::create_dir_all(&folder)?;
    step("JavaScript around it", || bind(paths, &module, &folder))?;
    let (shipped, named) = (shipped_module(paths), named_module(paths));
    step("size", || match profile {
        Profile::Worker => optimizer::optimize(paths, &shipped, &named),
        Profile::Quick => fs::rename(&shipped, &named).context("cannot move the module"),
    })?;
    optimizer::strip(&named, &shipped)?;
    let entry = paths.at("src").join(ENTRY);
    fs::copy(&entry, folder.join(ENTRY)).with_context(|| format!("cannot copy {}", entry.display()))?;
    Ok(())
}

/// Cloudflare counts a Worker's size gzipped.
fn print_size(wasm: &Path) -> Result<()> {
    let bytes = fs::read(wasm).with_context(|| format!("the build did not write {}", wasm.display()))?;
    println!("  wasm: {:.1} KB, {:.1} KB gzipped", kilobytes(bytes.len()), kilobytes(gzipped_size(&bytes)?));
    Ok(())
}
