//! The directory of one build.

use std::fs::{self, DirBuilder, Permissions};
use std::io;
use std::os::unix::fs::{DirBuilderExt, PermissionsExt};
use std::path::{Path, PathBuf};

/// The directory and its subdirectories, accessible to the runner's user only.
#[derive(Debug)]
pub struct BuildDirectory {
    root: PathBuf,
}

impl BuildDirectory {
    /// Creates the directory, which must not exist, and its subdirectories.
    ///
    /// # Errors
    /// File system errors.
    pub fn create(root: PathBuf) -> io::Result<Self> {
        let mut builder = DirBuilder::new();
        builder.mode(0o700).create(&root)?;
        let directory = Self { root };
        for part in directory.parts() {
            builder.create(part)?;
        }
        Ok(directory)
    }

    /// The directory itself.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The subdirectories.
    #[must_use]
    pub fn parts(&self) -> [PathBuf; 5] {
        [self.source(), self.home(), self.temporary(), self.own(), self.history()]
    }

    /// Lets other users pass, for whom the subdirectories may be.
    ///
    /// # Errors
    /// File system errors.
    pub fn open_to_others(&self) -> io::Result<()> {
        fs::set_permissions(&self.root, Permissions::from_mode(0o755))
    }

    /// The clone.
    #[must_use]
    pub fn source(&self) -> PathBuf {
        self.root.join("source")
    }

    /// The home directory of the build's processes.
    #[must_use]
    pub fn home(&self) -> PathBuf {
        self.root.join("home")
    }

    /// The temporary directory of the build's processes.
    #[must_use]
    pub fn temporary(&self) -> PathBuf {
        self.root.join("tmp")
    }

    /// Files by which the runner and the build's programs tell each other something. The runner writes none here once
    /// the repository's code has run, which could have put links in their places.
    #[must_use]
    pub fn own(&self) -> PathBuf {
        self.root.join("runner")
    }

    /// The commits of the branch, without files.
    #[must_use]
    pub fn history(&self) -> PathBuf {
        self.root.join("history")
    }

    /// Removes the directory.
    ///
    /// # Errors
    /// File system errors.
    pub fn remove(&self) -> io::Result<()> {
        remove(&self.root)
    }
}

/// Removes a directory that may be missing and may have unwritable subdirectories.
///
/// # Errors
/// File system errors.
pub fn remove(root: &Path) -> io::Result<()> {
    match fs::remove_dir_all(root) {
        Err(error) if error.kind() == io::ErrorKind::PermissionDenied => {
            make_writable(root)?;
            fs::remove_dir_all(root)
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        result => result,
    }
}

fn make_writable(directory: &Path) -> io::Result<()> {
    fs::set_permissions(directory, Permissions::from_mode(0o700))?;
    for entry in fs::read_dir(directory)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            make_writable(&entry.path())?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unwritable_contents_are_removed() {
        let parent = tempfile::tempdir().unwrap();
        let root = parent.path().join("build_1");
        let directory = BuildDirectory::create(root.clone()).unwrap();
        assert_eq!(root.metadata().unwrap().permissions().mode() & 0o777, 0o700);
        let locked = directory.source().join("locked");
        fs::create_dir(&locked).unwrap();
        fs::write(locked.join("file"), "x").unwrap();
        fs::set_permissions(&locked, Permissions::from_mode(0o500)).unwrap();
        make_writable(&root).unwrap();
        assert_eq!(locked.metadata().unwrap().permissions().mode() & 0o777, 0o700);
        fs::set_permissions(&locked, Permissions::from_mode(0o500)).unwrap();
        directory.remove().unwrap();
        assert!(!root.exists());
        directory.remove().unwrap();
    }
}
