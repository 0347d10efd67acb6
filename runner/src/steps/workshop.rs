//! What all builds of a runner share.

use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use super::folder;
use crate::configuration::Configuration;
use crate::process::Strays;

/// The work directory and what goes with it.
///
/// In the directory: `builds/`, with a folder for each build that runs, and `cache/`, what package managers downloaded.
#[derive(Debug)]
pub struct Workshop {
    /// The runner's settings.
    pub configuration: Configuration,
    /// The guards of all builds.
    pub strays: Strays,
    directory: PathBuf,
    _lock: File,
    // last, so that the lock is released before the directory goes
    _temporary: Option<TempDir>,
}

impl Workshop {
    /// Takes the work directory into use, alone. Folders of builds that an earlier runner could not remove are removed.
    ///
    /// # Errors
    /// When the directory cannot be made or written, or another runner uses it.
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
        folder::remove(&directory.join("builds"))?;
        fs::create_dir_all(directory.join("builds"))?;
        fs::create_dir_all(directory.join("cache"))?;
        Ok(Self { configuration, strays: Strays::default(), directory, _lock: lock, _temporary: temporary })
    }

    /// Where the folder of a build is made.
    #[must_use]
    pub fn build_directory(&self, build_id: &str) -> PathBuf {
        self.directory.join("builds").join(build_id)
    }

    /// What package managers downloaded.
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
    fn one_runner_at_a_time_and_leftovers_go() {
        let directory = tempfile::tempdir().unwrap();
        let left_over = directory.path().join("builds/build_old/source");
        fs::create_dir_all(&left_over).unwrap();
        let workshop = Workshop::open(configuration(directory.path())).unwrap();
        assert!(!left_over.exists());
        let second = Workshop::open(configuration(directory.path())).unwrap_err();
        assert!(second.to_string().contains("another runner"), "{second}");
        drop(workshop);
        Workshop::open(configuration(directory.path())).unwrap();
    }
}
