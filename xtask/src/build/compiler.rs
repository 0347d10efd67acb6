//! From Rust to wasm: cargo with the flags of the Worker.

use std::path::PathBuf;

use anyhow::Result;

use crate::paths::Paths;
use crate::process::{command, run};
use crate::setup::wasm_toolchain;
use crate::tools::WASM_TARGET;

/// The standard library is compiled along, because the one that comes with a compiler cannot unwind in wasm; and for
/// size: 7 KB.
const BUILD_STD: [&str; 2] = ["-Zbuild-std=std,panic_unwind", "-Zbuild-std-features=optimize_for_size"];

/// The flags for every crate in the wasm, including the standard library.
const RUSTFLAGS: [&str; 3] = [
    // A panic ends its own request, not every request of the isolate.
    "-Cpanic=unwind",
    // A panic inside a destructor ends the isolate; in return no call of a destructor needs clean-up code.
    "-Zpanic-in-drop=abort",
    // Names of functions then say of which types they are, which `cargo xtask size` goes by; nightly's default.
    "-Csymbol-mangling-version=v0",
];

/// A profile of Cargo.toml and the folder of its results.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Profile {
    /// The deployed Worker.
    Worker,
    /// What compiles fastest and still keeps the tests' time limits.
    Quick,
}

impl Profile {
    /// The name in Cargo.toml, which is that of the folder too.
    pub fn name(self) -> &'static str {
        match self {
            Self::Worker => "worker",
            Self::Quick => "worker-quick",
        }
    }
}

/// Compiles the Worker; the path is that of the module without its JavaScript.
///
/// # Errors
/// There is no toolchain for wasm, or the code does not compile.
pub fn compile(paths: &Paths, profile: Profile) -> Result<PathBuf> {
    let mut cargo = command("cargo");
    cargo
        .args(["build", "--quiet", "--package", "steward", "--lib"])
        .args(["--profile", profile.name(), "--target", WASM_TARGET])
        .args(BUILD_STD)
        .current_dir(paths.root())
        .env("CARGO_TARGET_DIR", paths.worker_target())
        .env("RUSTUP_TOOLCHAIN", wasm_toolchain::name()?)
        .env("RUSTFLAGS", RUSTFLAGS.join(" "))
        // The linked toolchain is a stable compiler: this allows it the -Z flags.
        .env("RUSTC_BOOTSTRAP", "1")
        // The macros of wasm-bindgen then use js-sys for futures, as the `worker` crate expects.
        .env("WASM_BINDGEN_USE_JS_SYS", "1");
    run(&mut cargo)?;
    Ok(paths.worker_target().join(WASM_TARGET).join(profile.name()).join("steward.wasm"))
}
