//! Where things are in the repository.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

/// The repository's root, and from there every place that a command reads or writes.
pub struct Paths {
    root: PathBuf,
}

impl Paths {
    /// The repository that this program was built in.
    ///
    /// # Errors
    /// The folder was moved away since.
    pub fn of_this_repository() -> Result<Self> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        let root = root
            .canonicalize()
            .context("the repository is no longer where xtask was built: run `cargo clean -p xtask`, then try again")?;
        Ok(Self { root })
    }

    /// The repository's root.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// A path given from the root.
    pub fn at(&self, relative: &str) -> PathBuf {
        self.root.join(relative)
    }

    /// Everything that set-up installs; ignored by git.
    pub fn tools(&self) -> PathBuf {
        self.at(".tools")
    }

    /// The file with the fingerprint of a finished step.
    pub fn stamp(&self, name: &str) -> PathBuf {
        self.tools().join("stamps").join(name)
    }

    /// A program that an npm package brings, looked for in the workspace first, then in the root.
    pub fn node_program(&self, workspace: &str, name: &str) -> PathBuf {
        let program = Path::new("node_modules/.bin").join(name);
        let own = self.root.join(workspace).join(&program);
        if own.exists() { own } else { self.root.join(program) }
    }

    /// The built Worker.
    pub fn worker_output(&self) -> PathBuf {
        self.at("build")
    }

    /// Cargo's folder for the Worker's build: its own, because another compiler may fill it.
    pub fn worker_target(&self) -> PathBuf {
        self.at("target/worker")
    }

    /// Reports of test runners.
    pub fn reports(&self) -> PathBuf {
        self.at("target/reports")
    }
}
