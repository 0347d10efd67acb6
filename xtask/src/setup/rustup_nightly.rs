//! The ordinary way to a compiler with a std that unwinds: a pinned nightly from rustup, with the sources of std.
//!
//! It lives below `.tools` with a rustup home of its own, so the developer's toolchains and default stay as they are,
//! and a nightly that happens to be installed is neither updated nor relied on.

use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::Result;

use crate::paths::Paths;
use crate::process::{command, succeeds_within};
use crate::setup::wrappers::{NIGHTLY, Wrappers};
use crate::step::step;
use crate::tools::{NIGHTLY_RUST, WASM_TARGET};

/// How long rustup may try to fetch something small: it shall not hang where it cannot reach its server.
const PROBE_LIMIT: Duration = Duration::from_secs(60);
/// How long the toolchain itself may take, once the server is known to answer.
const TOOLCHAIN_LIMIT: Duration = Duration::from_secs(10 * 60);

/// The places of this way of getting a toolchain.
pub struct RustupNightly {
    home: PathBuf,
    toolchain: PathBuf,
    wrappers: PathBuf,
}

impl RustupNightly {
    /// The places below `.tools`, for a host such as `x86_64-unknown-linux-gnu`.
    pub fn new(paths: &Paths, host: &str) -> Self {
        let home = paths.tools().join("rustup");
        let toolchain = home.join("toolchains").join(format!("{NIGHTLY_RUST}-{host}"));
        Self { home, toolchain, wrappers: paths.tools().join("nightly/bin") }
    }

    /// The folder of `cargo`, `rustc` and `rustup` as worker-build shall find them on PATH.
    pub fn wrappers(&self) -> &Path {
        &self.wrappers
    }

    /// Whether the toolchain is there with its target, the sources of std, and the wrappers.
    pub fn is_complete(&self) -> bool {
        let library = self.toolchain.join("lib/rustlib");
        library.join(WASM_TARGET).join("lib").exists()
            && library.join("src/rust/library/std").exists()
            && Wrappers::are_in(&self.wrappers)
    }

    /// Downloads the toolchain; `false` where rustup cannot download.
    ///
    /// # Errors
    /// rustup cannot be started, or the wrappers cannot be written.
    pub fn install(&self) -> Result<bool> {
        let title = format!("{NIGHTLY_RUST} from rustup, below .tools");
        let complete = step(&title, || {
            let mut probe = command("rustup");
            probe.args(["target", "add", WASM_TARGET, "--toolchain", "stable"]);
            if !succeeds_within(&mut probe, PROBE_LIMIT)? {
                return Ok(false);
            }
            let mut install = command("rustup");
            install
                .args(["toolchain", "install", NIGHTLY_RUST, "--no-self-update", "--profile", "minimal"])
                .args(["--component", "rust-src", "--target", WASM_TARGET])
                .env("RUSTUP_HOME", &self.home);
            succeeds_within(&mut install, TOOLCHAIN_LIMIT)
        })?;
        if !complete {
            println!("  rustup cannot download here");
            return Ok(false);
        }
        let programs = self.toolchain.join("bin");
        let (cargo, rustc) = (programs.join("cargo"), programs.join("rustc"));
        NIGHTLY.write(&self.wrappers, &[("@CARGO@", &cargo), ("@RUSTC@", &rustc)])?;
        Ok(true)
    }
}
