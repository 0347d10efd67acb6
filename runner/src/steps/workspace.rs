//! The work directory and what else all builds of a runner share.

use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use super::build_directory;
use crate::configuration::Configuration;
use crate::process::Orphans;

/// The work directory, locked by this runner.
///
/// It contains `builds/`, with a directory for each running build, and `cache/`, the downloads of package managers.
#[derive(Debug)]
pub struct Workspace {
    pub configuration: Configuration,
    pub orphans: Orphans,
    directory: PathBuf,
    _lock: File,
    // last, so that the lock is released before the directory is removed
    _temporary: Option<TempDir>,
}

impl Workspace {
    /// Opens and locks the work directory. Removes directories of builds that an earlier runner left behind.
    ///
    /// # Errors
    /// When the directory cannot be created or written, or another runner uses it.
    pub fn open(configuration: Configuration) -> io::Result<Self> {
        let (directory, temporary) = match &configuration.work_directory {
            Some(directory) => (directory.clone(), None),
            None => {
                let temporary = tempfile::Builder::new().prefix("steward-runner-").tempdir()?;
                (temporary.path().to_owned(), Some(temporary))
            }
        };
        fs::create_dir_all(&directory)?;
        let directory = directory.canonicalize()?;
        let lock = lock(&directory)?;
        build_directory::remove(&directory.join("builds"))?;
        fs::create_dir_all(directory.join("builds"))?;
        fs::create_dir_all(directory.join("cache"))?;
        Ok(Self { configuration, orphans: Orphans::default(), directory, _lock: lock, _temporary: temporary })
    }

    /// The path of the directory of a build.
    #[must_use]
    pub fn build_directory(&self, build_id: &str) -> PathBuf {
        self.directory.join("builds").join(build_id)
    }

    /// The download cache of package managers.
    #[must_use]
    pub fn cache_directory(&self) -> PathBuf {
        self.directory.join("cache")
    }
}

fn lock(directory: &Path) -> io::Result<File> {
    let lock = File::create(directory.join("lock"))?;
    match lock.try_lock() {
        Ok(()) => Ok(lock),
        Err(TryLockError::WouldBlock) => {
            let message = format!("{} is in use by another runner; set RUNNER_WORK_DIRECTORY", directory.display());
            Err(io::Error::other(message))
        }
        Err(TryLockError::Error(error)) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn configuration(directory: &Path) -> Configuration {
        let mut configuration = Configuration::read(|name| (name == "RUNNER_SECRET").then(|| "s".into())).unwrap();
        configuration.work_directory = Some(directory.to_owned());
        configuration
    }

    #[test]
    fn the_directory_is_exclusive_and_leftovers_are_removed() {
        let directory = tempfile::tempdir().unwrap();
        let left_over = directory.path().join("builds/build_old/source");
        fs::create_dir_all(&left_over).unwrap();
        let workspace = Workspace::open(configuration(directory.path())).unwrap();
        assert!(!left_over.exists());
        let second = Workspace::open(configuration(directory.path())).unwrap_err();
        assert!(second.to_string().contains("another runner"), "{second}");
        drop(workspace);
        Workspace::open(configuration(directory.path())).unwrap();
    }
}
