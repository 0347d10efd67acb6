//! The work directory and what else all builds of a runner share.

use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use super::build_directory;
use crate::build_request::BuildRequest;
use crate::configuration::Configuration;
use crate::isolation::{Claim, Isolation, Isolator, Mode};
use crate::process::Orphans;

/// The work directory, locked by this runner.
///
/// It contains `builds/`, with a directory for each running build, and `cache/`, with the downloads of package managers
/// of each organization.
#[derive(Debug)]
pub struct Workspace {
    pub configuration: Configuration,
    pub orphans: Orphans,
    pub isolation: Isolation,
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
        for shared in ["npm", "pnpm", "yarn"] {
            // earlier versions had one cache for all organizations
            build_directory::remove(&directory.join("cache").join(shared))?;
        }
        fs::create_dir_all(directory.join("cache"))?;
        let claim = Claim::new(configuration.organization.clone());
        let isolation = Isolation::OneOrganization { reason: "it has just started".into(), claim };
        Ok(Self {
            configuration,
            orphans: Orphans::default(),
            isolation,
            directory,
            _lock: lock,
            _temporary: temporary,
        })
    }

    /// The path of the directory of a build.
    #[must_use]
    pub fn build_directory(&self, build_id: &str) -> PathBuf {
        self.directory.join("builds").join(build_id)
    }

    /// The download cache of package managers where builds are not isolated: its organization's, or the build's own.
    #[must_use]
    pub fn cache_directory(&self, build_request: &BuildRequest) -> PathBuf {
        match &build_request.tenant {
            Some(organization) => self.directory.join("cache").join(organization),
            None => self.build_directory(build_request.build_id.as_ref()).join("cache"),
        }
    }

    /// Finds out how the runner can keep organizations apart. `own_port` is the port that it listens on.
    ///
    /// # Errors
    /// When isolation is required and the system does not allow it.
    pub async fn isolate(&mut self, own_port: u16) -> io::Result<()> {
        let claim = |reason: &str| Isolation::OneOrganization {
            reason: reason.to_owned(),
            claim: Claim::new(self.configuration.organization.clone()),
        };
        self.isolation = match self.configuration.isolation {
            Mode::OneOrganization => claim("RUNNER_ISOLATION says so"),
            Mode::Trusted => Isolation::Trusted,
            mode => match Isolator::detect(&self.configuration, &self.directory, own_port).await {
                Ok(isolator) => Isolation::Isolated(Box::new(isolator)),
                Err(reason) if mode == Mode::Required => {
                    return Err(io::Error::other(format!("cannot isolate builds (RUNNER_ISOLATION): {reason}")));
                }
                Err(reason) => claim(&reason),
            },
        };
        Ok(())
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
