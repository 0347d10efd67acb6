//! The target's standard library where rustup cannot download: built from Debian's source package.
//!
//! Debian's compiler and the sources of the very same version are unpacked below `.tools`, so neither root nor a
//! change to the system is needed, and rustup's toolchains stay as they are. The standard library is built once with
//! panic=unwind; three small wrappers then give worker-build the "nightly" that it asks for.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::paths::Paths;
use crate::process::{command, find, output, run};
use crate::setup::debian_archive::Archive;
use crate::setup::wrappers::{DEBIAN, Wrappers};
use crate::step::step;
use crate::tools::WASM_TARGET;

/// The places of this way of getting a toolchain.
pub struct DebianToolchain {
    folder: PathBuf,
    wrappers: PathBuf,
    host: String,
}

impl DebianToolchain {
    /// The places below `.tools`, for a host such as `x86_64-unknown-linux-gnu`.
    pub fn new(paths: &Paths, host: &str) -> Self {
        Self {
            folder: paths.tools().join("debian"),
            wrappers: paths.tools().join("debian-wrappers/bin"),
            host: host.to_owned(),
        }
    }

    /// The folder of `cargo`, `rustc` and `rustup` as worker-build shall find them on PATH.
    pub fn wrappers(&self) -> &Path {
        &self.wrappers
    }

    /// Whether everything is built.
    pub fn is_complete(&self) -> bool {
        let standard_library = fs::read_dir(self.target_library()).is_ok_and(|entries| {
            entries.flatten().any(|entry| entry.file_name().to_string_lossy().starts_with("libstd-"))
        });
        standard_library && Wrappers::are_in(&self.wrappers)
    }

    /// Unpacks the compiler, builds the standard library, writes the wrappers.
    ///
    /// # Errors
    /// This is no Debian, its archive has no such compiler, or a step failed.
    pub fn build(&self, paths: &Paths) -> Result<()> {
        if find("apt-get").is_none() || find("dpkg-deb").is_none() {
            bail!(
                "rustup cannot download the {WASM_TARGET} target here, and there is no apt-get to get Debian's compiler with: \
                 give rustup a way to its server (RUSTUP_DIST_SERVER), then run this again"
            );
        }
        step("Debian's Rust compiler and its sources, unpacked below .tools", || self.unpack(paths))?;
        let cargo = output(command("rustup").args(["which", "cargo", "--toolchain", "stable"]))?;
        let cargo = PathBuf::from(cargo.trim());
        self.link_linker(&cargo)?;
        let usr = self.folder.join("usr");
        let libraries = usr.join("lib").join(self.host.replace("-unknown", ""));
        let names = [("@CARGO@", cargo.as_path()), ("@RUSTC@", &usr.join("bin/rustc")), ("@LIBRARIES@", &libraries)];
        DEBIAN.write(&self.wrappers, &names)?;
        step(&format!("the {WASM_TARGET} standard library with panic=unwind"), || self.build_library(paths, &cargo))
    }

    fn unpack(&self, paths: &Paths) -> Result<()> {
        let folder = paths.tools().join("apt");
        let archive = Archive::new(&folder)?;
        let downloads = folder.join("packages");
        fs::create_dir_all(&downloads)?;
        let packages = archive.packages()?;
        run(archive.apt_get(&["download"]).args(&packages).current_dir(&downloads))?;
        if self.folder.exists() {
            fs::remove_dir_all(&self.folder)?;
        }
        for entry in fs::read_dir(&downloads)? {
            run(command("dpkg-deb").arg("--extract").arg(entry?.path()).arg(&self.folder))?;
        }
        fs::remove_dir_all(&folder).context("cannot remove the downloaded packages")
    }

    /// Debian's compiler looks for rustup's linker in its own folder. A copy would lose its library path.
    fn link_linker(&self, cargo: &Path) -> Result<()> {
        let toolchain = cargo.ancestors().nth(2).context("rustup's cargo has no toolchain around it")?;
        let linkers = Path::new("lib/rustlib").join(&self.host).join("bin");
        let link = self.folder.join("usr").join(&linkers);
        if link.exists() {
            return Ok(());
        }
        symlink(toolchain.join(&linkers), &link).with_context(|| format!("cannot link {}", link.display()))
    }

    fn build_library(&self, paths: &Paths, cargo: &Path) -> Result<()> {
        let scratch = paths.tools().join("std-build");
        fs::create_dir_all(scratch.join("src"))?;
        fs::write(
            scratch.join("Cargo.toml"),
            "[package]\nname = \"std-build\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[workspace]\n",
        )?;
        fs::write(scratch.join("src/lib.rs"), "")?;
        // Without embedded bitcode, a Worker built with `lto = true` fails at "Can't find section .llvmbc".
        run(command(cargo)
            .args(["build", "--quiet", "--release", "--target", WASM_TARGET, "-Zbuild-std=std,panic_unwind"])
            .current_dir(&scratch)
            .env("RUSTC", self.wrappers.join("rustc"))
            .env("RUSTC_BOOTSTRAP", "1")
            .env("RUSTFLAGS", "-Cembed-bitcode=yes -Cpanic=unwind")
            .env("CARGO_TARGET_DIR", scratch.join("target")))?;

        // Under another name until it is whole: an interrupted set-up must not leave half a library.
        let partial = self.folder.join("partial-library");
        fs::create_dir_all(&partial)?;
        for entry in fs::read_dir(scratch.join("target").join(WASM_TARGET).join("release/deps"))? {
            let entry = entry?;
            let name = entry.file_name().to_string_lossy().into_owned();
            if name.ends_with(".rlib") && !name.starts_with("libstd_build") {
                fs::copy(entry.path(), partial.join(&name))?;
            }
        }
        let library = self.target_library();
        if let Some(target) = library.parent() {
            fs::create_dir_all(target)?;
        }
        fs::rename(&partial, &library).with_context(|| format!("cannot make {}", library.display()))?;
        fs::remove_dir_all(&scratch).context("cannot remove the scratch crate")
    }

    fn target_library(&self) -> PathBuf {
        self.folder.join("usr/lib/rustlib").join(WASM_TARGET).join("lib")
    }
}
