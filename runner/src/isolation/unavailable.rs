//! On systems without namespaces nothing can be isolated.

use std::io;
use std::path::{Path, PathBuf};

use super::Sandbox;
use crate::build_request::BuildRequest;
use crate::configuration::Configuration;
use crate::process::environment::Environment;
use crate::steps::BuildDirectory;

/// There is none.
#[derive(Debug)]
pub enum Isolator {}

impl Isolator {
    /// # Errors
    /// Always.
    pub async fn detect(_: &Configuration, _: &Path, _: u16) -> Result<Self, String> {
        Err("the system has no namespaces".into())
    }

    #[must_use]
    pub fn limits_whole_memory(&self) -> bool {
        match *self {}
    }

    /// # Errors
    /// Never.
    pub async fn open(&self, _: &BuildRequest, _: &BuildDirectory) -> io::Result<BuildSandbox> {
        match *self {}
    }
}

/// There is none.
#[derive(Debug)]
pub enum BuildSandbox {}

impl BuildSandbox {
    #[must_use]
    pub fn sandbox(&self) -> &Sandbox {
        match *self {}
    }

    #[must_use]
    pub fn environment(&self) -> Environment {
        match *self {}
    }

    #[must_use]
    pub fn cache(&self) -> PathBuf {
        match *self {}
    }

    #[must_use]
    pub fn ran_out_of_memory(&self) -> bool {
        match *self {}
    }

    pub async fn disk_exceeded(&self) {
        match *self {}
    }

    /// # Errors
    /// Never.
    pub fn give(&self, _: &Path) -> io::Result<()> {
        match *self {}
    }
}
