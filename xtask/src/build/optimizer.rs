//! wasm-opt over the Worker's module, for the size that Cloudflare counts: gzipped.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};

use crate::build::ordering::with_ranked_names;
use crate::paths::Paths;
use crate::process::{command, run};
use crate::size::module::Module;

/// What the compiler and wasm-bindgen use; with all features, wasm-opt would write what workerd cannot read yet.
const FEATURES: [&str; 7] = [
    "mutable-globals",
    "sign-ext",
    "nontrapping-float-to-int",
    "bulk-memory",
    "multivalue",
    "reference-types",
    "exception-handling",
];

/// Each pass made the gzipped module smaller when it was measured; wasm-opt's own levels (-Oz) run many that make it
/// larger, inlining first of all, because a repeated call compresses better than a repeated body.
const PASSES: [&str; 14] = [
    "--duplicate-function-elimination",
    // Only what is about as short as a call.
    "--inlining",
    "--one-caller-inline-max-function-size=15",
    "--always-inline-max-function-size=1",
    "--flexible-inline-max-function-size=1",
    "--once-reduction",
    "--simplify-locals",
    "--coalesce-locals",
    "--rse",
    "--merge-blocks",
    "--remove-unused-brs",
    "--optimize-instructions",
    "--vacuum",
    "--reorder-locals",
];

/// Makes the module smaller; functions keep their names.
///
/// # Errors
/// Set-up was not run, or wasm-opt failed.
pub fn optimize(paths: &Paths, module: &Path, smaller: &Path) -> Result<()> {
    let sorted = ["--duplicate-function-elimination", "--reorder-functions-by-name", "--debuginfo"];
    wasm_opt(paths, module, smaller, &[&PASSES, sorted.as_slice()].concat())?;
    fs::write(smaller, with_ranked_names(&fs::read(smaller)?)?)?;
    wasm_opt(paths, smaller, smaller, &["--reorder-functions-by-name", "--debuginfo"])
}

/// Copies the module without the names of its functions.
///
/// # Errors
/// The module cannot be read, or the copy not be written.
pub fn strip(module: &Path, stripped: &Path) -> Result<()> {
    let bytes = fs::read(module).with_context(|| format!("cannot read {}", module.display()))?;
    let bytes = Module::parse(&bytes)?.without_names();
    fs::write(stripped, bytes).with_context(|| format!("cannot write {}", stripped.display()))
}

fn wasm_opt(paths: &Paths, module: &Path, result: &Path, passes: &[&str]) -> Result<()> {
    let program = paths.node_program("", "wasm-opt");
    if !program.exists() {
        bail!("{} is missing: run `cargo xtask setup`", program.display());
    }
    let features = FEATURES.map(|feature| format!("--enable-{feature}"));
    run(command(program).args(features).args(passes).arg(module).arg("--output").arg(result))
}
