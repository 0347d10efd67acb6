//! The folder of one build.

use std::fs::{self, DirBuilder, Permissions};
use std::io;
use std::os::unix::fs::{DirBuilderExt, PermissionsExt};
use std::path::{Path, PathBuf};

/// The folder and its parts. Nobody but the runner's user can look into it.
#[derive(Debug)]
pub struct WorkFolder {
    root: PathBuf,
}

impl WorkFolder {
    /// Makes the folder, which must not be there, and its parts.
    ///
    /// # Errors
    /// Those of the file system.
    pub fn create(root: PathBuf) -> io::Result<Self> {
        let mut builder = DirBuilder::new();
        builder.mode(0o700).create(&root)?;
        let folder = Self { root };
        for part in [folder.source(), folder.home(), folder.temporary(), folder.own()] {
            builder.create(part)?;
        }
        Ok(folder)
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

    /// Their temporary directory.
    #[must_use]
    pub fn temporary(&self) -> PathBuf {
        self.root.join("tmp")
    }

    /// The runner's own files.
    #[must_use]
    pub fn own(&self) -> PathBuf {
        self.root.join("runner")
    }

    /// Removes the folder.
    ///
    /// # Errors
    /// Those of the file system.
    pub fn remove(&self) -> io::Result<()> {
        remove(&self.root)
    }
}

/// Removes a folder that may be gone already, and may have parts that were made unwritable.
///
/// # Errors
/// Those of the file system.
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

fn make_writable(folder: &Path) -> io::Result<()> {
    fs::set_permissions(folder, Permissions::from_mode(0o700))?;
    for entry in fs::read_dir(folder)? {
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
    fn goes_with_everything_in_it() {
        let directory = tempfile::tempdir().unwrap();
        let root = directory.path().join("build_1");
        let folder = WorkFolder::create(root.clone()).unwrap();
        assert_eq!(root.metadata().unwrap().permissions().mode() & 0o777, 0o700);
        let locked = folder.source().join("locked");
        fs::create_dir(&locked).unwrap();
        fs::write(locked.join("file"), "x").unwrap();
        fs::set_permissions(&locked, Permissions::from_mode(0o500)).unwrap();
        make_writable(&root).unwrap();
        assert_eq!(locked.metadata().unwrap().permissions().mode() & 0o777, 0o700);
        fs::set_permissions(&locked, Permissions::from_mode(0o500)).unwrap();
        folder.remove().unwrap();
        assert!(!root.exists());
        folder.remove().unwrap();
    }
}
