//! `cargo xtask build`: the Worker, the frontend and the build runner.

use std::fs;
use std::io::Write;
use std::path::Path;

use anyhow::{Context, Result, bail};
use flate2::{Compression, write::GzEncoder};

use crate::fingerprint::{fingerprint, is_current, leave};
use crate::paths::Paths;
use crate::process::{command, run as run_program};
use crate::setup::wasm_toolchain;
use crate::step::{skip, step};
use crate::tools::{WASM_BINDGEN, WORKER_BUILD};
use crate::wasm::without_names;

/// Build the Worker, the frontend and the build runner: release builds, made again only where something changed.
#[derive(clap::Args, Default)]
pub struct Arguments {
    /// Only the Worker, into build/ (and whatever else is picked).
    #[arg(long)]
    pub worker: bool,
    /// Only the frontend, into frontend/dist/ (and whatever else is picked).
    #[arg(long)]
    pub frontend: bool,
    /// Only the build runner, into target/release/ (and whatever else is picked).
    #[arg(long)]
    pub runner: bool,
    /// The Worker unoptimized: done in a fraction of the time, several times as large. For trying things out.
    #[arg(long)]
    pub quick: bool,
}

/// What the Worker is compiled from.
const WORKER_INPUTS: [&str; 6] = ["src", "kernel", "durable_objects", "Cargo.toml", "Cargo.lock", ".cargo"];
/// What Cloudflare loads: our own module in front of worker-build's.
const ENTRY: &str = "entry.js";
/// What the frontend is bundled from.
const FRONTEND_INPUTS: [&str; 2] = ["frontend", "package-lock.json"];

/// Builds the picked parts, or all of them.
///
/// # Errors
/// Set-up was not run, or a compiler refused.
pub fn run(paths: &Paths, arguments: &Arguments) -> Result<()> {
    let all = !(arguments.worker || arguments.frontend || arguments.runner);
    if all || arguments.worker {
        worker(paths, arguments.quick)?;
    }
    if all || arguments.frontend {
        frontend(paths)?;
    }
    if all || arguments.runner {
        step("build runner", || {
            let mut cargo = command("cargo");
            run_program(
                cargo.args(["build", "--quiet", "--release", "--package", "steward-runner"]).current_dir(paths.root()),
            )
        })?;
    }
    Ok(())
}

fn worker(paths: &Paths, quick: bool) -> Result<()> {
    let wasm = paths.worker_output().join("index_bg.wasm");
    let stamp = paths.stamp("worker");
    let kind = if quick { "quick" } else { "release" };
    let made_of = fingerprint(paths.root(), &WORKER_INPUTS, &[WORKER_BUILD, WASM_BINDGEN, kind])?;
    if wasm.exists() && paths.worker_output().join(ENTRY).exists() && is_current(&stamp, &made_of) {
        skip("Worker");
    } else {
        step("Worker", || worker_build(paths, quick))?;
        leave(&stamp, &made_of)?;
    }
    print_size(&wasm)
}

fn worker_build(paths: &Paths, quick: bool) -> Result<()> {
    let program = |path: std::path::PathBuf| {
        if path.exists() { Ok(path) } else { bail!("{} is missing: run `cargo xtask setup`", path.display()) }
    };
    let mut build = command(program(paths.tool("worker-build"))?);
    build
        .args([if quick { "--dev" } else { "--release" }, "--panic-unwind"])
        .current_dir(paths.root())
        .env("CARGO_TARGET_DIR", paths.worker_target())
        // A compile error needs no stack of worker-build.
        .env_remove("RUST_BACKTRACE")
        // Unless they are named, worker-build downloads all three.
        .env("ESBUILD_BIN", program(paths.node_program("", "esbuild"))?)
        .env("WASM_BINDGEN_BIN", program(paths.tool("wasm-bindgen"))?)
        .env("WASM_OPT_BIN", program(paths.node_program("", "wasm-opt"))?);
    if quick {
        // Nobody steps through it with a debugger, and the tests' time limits are those of optimized code.
        build.env("CARGO_PROFILE_DEV_DEBUG", "false").env("CARGO_PROFILE_DEV_OPT_LEVEL", "1");
    }
    wasm_toolchain::use_in(&mut build, paths)?;
    run_program(&mut build)?;
    let entry = paths.at("src").join(ENTRY);
    fs::copy(&entry, paths.worker_output().join(ENTRY)).with_context(|| format!("cannot copy {}", entry.display()))?;
    // The named module stays for whoever reads a stack trace.
    let shipped = paths.worker_output().join("index_bg.wasm");
    let named = fs::read(&shipped).with_context(|| format!("worker-build left no {}", shipped.display()))?;
    fs::write(paths.worker_target().join("named.wasm"), &named)?;
    fs::write(&shipped, without_names(&named)?).with_context(|| format!("cannot write {}", shipped.display()))
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

/// Cloudflare counts a Worker's size gzipped.
fn print_size(wasm: &Path) -> Result<()> {
    let bytes = fs::read(wasm).with_context(|| format!("worker-build left no {}", wasm.display()))?;
    println!("  wasm: {:.1} KB, {:.1} KB gzipped", kilobytes(bytes.len()), kilobytes(gzipped_size(&bytes)?));
    Ok(())
}

fn gzipped_size(bytes: &[u8]) -> Result<usize> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes)?;
    Ok(encoder.finish()?.len())
}

fn kilobytes(bytes: usize) -> f64 {
    bytes as f64 / 1024.0
}

#[cfg(test)]
mod tests {
    use super::gzipped_size;

    #[test]
    fn the_size_is_that_of_the_compressed_bytes() {
        let repeated = gzipped_size(&[7; 100_000]).unwrap();
        assert!((20..1_000).contains(&repeated), "{repeated}");
    }
}
