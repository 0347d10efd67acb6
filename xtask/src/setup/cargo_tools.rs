//! Programs that come from crates.io, installed below `.tools`.

use anyhow::Result;

use crate::paths::Paths;
use crate::process::{command, find, output, run, succeeds_within};
use crate::setup::debian_packages;
use crate::step::{skip, step};
use crate::tools::{CARGO_MACHETE, WASM_BINDGEN, WORKER_BUILD};

/// Installs what the Worker's build needs.
///
/// # Errors
/// A build failed, or OpenSSL's headers are missing and cannot be installed.
pub fn ensure(paths: &Paths) -> Result<()> {
    install(paths, "wasm-bindgen-cli", "wasm-bindgen", WASM_BINDGEN)?;
    if !is_installed(paths, "worker-build", WORKER_BUILD) {
        openssl_headers()?;
    }
    install(paths, "worker-build", "worker-build", WORKER_BUILD)
}

/// Installs the finder of unused dependencies, which only the tests run.
///
/// # Errors
/// Its build failed.
pub fn machete(paths: &Paths) -> Result<()> {
    install(paths, "cargo-machete", "cargo-machete", CARGO_MACHETE)
}

fn install(paths: &Paths, package: &str, program: &str, version: &str) -> Result<()> {
    let title = format!("{package} {version}");
    if is_installed(paths, program, version) {
        skip(&title);
        return Ok(());
    }
    step(&title, || {
        let tools = paths.tools();
        let cargo_install = || {
            let mut cargo = command("cargo");
            cargo.args(["install", "--quiet", "--force", package, "--version", version, "--root"]).arg(&tools);
            cargo
        };
        // A package's own lock file can name releases that a mirror of crates.io does not have yet.
        let limit = std::time::Duration::from_secs(15 * 60);
        if succeeds_within(cargo_install().arg("--locked"), limit)? {
            return Ok(());
        }
        println!("  its own lock file cannot be followed here; once more with the newest dependencies that fit");
        run(&mut cargo_install())
    })
}

fn is_installed(paths: &Paths, program: &str, version: &str) -> bool {
    output(command(paths.tool(program)).arg("--version"))
        .is_ok_and(|answer| answer.split_whitespace().any(|word| word == version))
}

/// worker-build fetches its helpers over TLS with the system's OpenSSL; it does not build without the headers.
fn openssl_headers() -> Result<()> {
    let there = find("pkg-config").is_some() && output(command("pkg-config").args(["--exists", "openssl"])).is_ok();
    if there || cfg!(target_os = "macos") {
        return Ok(());
    }
    debian_packages::install(
        &["pkg-config", "libssl-dev"],
        "OpenSSL's headers and pkg-config, which worker-build is built with",
    )
}
