//! wasm-opt over the Worker's module, for the size that Cloudflare counts: gzipped.

use std::path::Path;

use anyhow::{Result, bail};

use crate::paths::Paths;
use crate::process::{command, run};

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
const PASSES: [&str; 10] = [
    "--duplicate-function-elimination",
    "--simplify-locals",
    "--coalesce-locals",
    "--rse",
    "--merge-blocks",
    "--remove-unused-brs",
    "--optimize-instructions",
    "--vacuum",
    "--reorder-locals",
    // Similar functions have similar names; gzip finds repetitions within 32 KB only.
    "--reorder-functions-by-name",
];

/// Makes the module smaller; functions keep their names.
///
/// # Errors
/// Set-up was not run, or wasm-opt failed.
pub fn optimize(paths: &Paths, module: &Path, smaller: &Path) -> Result<()> {
    wasm_opt(paths, module, smaller, &[&PASSES, ["--debuginfo"].as_slice()].concat())
}

/// Copies the module without the names of its functions.
///
/// # Errors
/// Set-up was not run, or wasm-opt failed.
pub fn strip(paths: &Paths, module: &Path, stripped: &Path) -> Result<()> {
    wasm_opt(paths, module, stripped, &["--strip-debug"])
}

fn wasm_opt(paths: &Paths, module: &Path, result: &Path, passes: &[&str]) -> Result<()> {
    let program = paths.node_program("", "wasm-opt");
    if !program.exists() {
        bail!("{} is missing: run `cargo xtask setup`", program.display());
    }
    let features = FEATURES.map(|feature| format!("--enable-{feature}"));
    run(command(program).args(features).args(passes).arg(module).arg("--output").arg(result))
}
