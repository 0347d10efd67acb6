//! Passes the token to git.
//!
//! It is written to a file that only git's user can read, in the format of git-credential-store(1). So it is in
//! no command line and no environment variable, and git sends it only to the host of the clone URL, when asked. The
//! file is removed before the build runs code of the repository.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use crate::build_request::CloneUrl;
use crate::secret::Secret;

/// GitHub's user name for installation access tokens.
const USER: &str = "x-access-token";

/// The credential file. It is removed on drop.
#[derive(Debug)]
pub struct CredentialFile {
    folder: PathBuf,
}

impl CredentialFile {
    /// Writes the file into a new directory under `parent`, and gives both to the build's user.
    ///
    /// # Errors
    /// File system errors.
    pub fn create(
        parent: &Path,
        url: &CloneUrl,
        token: &Secret,
        give: impl Fn(&Path) -> io::Result<()>,
    ) -> io::Result<Self> {
        // a directory, because git creates a lock file next to it
        let credentials = Self { folder: parent.join("credentials") };
        fs::create_dir(&credentials.folder)?;
        let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(credentials.file())?;
        file.write_all(url.credential_line(USER, token.expose()).as_bytes())?;
        give(&credentials.folder)?;
        give(&credentials.file())?;
        Ok(credentials)
    }

    /// The value of git's `credential.helper`, which git passes to a shell.
    #[must_use]
    pub fn helper(&self) -> String {
        format!("store --file='{}'", self.file().display().to_string().replace('\'', r"'\''"))
    }

    fn file(&self) -> PathBuf {
        self.folder.join("git")
    }
}

impl Drop for CredentialFile {
    fn drop(&mut self) {
        // the directory of the build is removed later in any case
        let _ = fs::remove_dir_all(&self.folder);
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn is_private_and_removed_on_drop() {
        let directory = tempfile::tempdir().unwrap();
        let url = CloneUrl::parse("https://github.com/o/r.git", false).unwrap();
        let credentials = CredentialFile::create(directory.path(), &url, &Secret::new("t0ken"), |_| Ok(())).unwrap();
        let file = credentials.file();
        assert_eq!(file.metadata().unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(fs::read_to_string(&file).unwrap(), "https://x-access-token:t0ken@github.com\n");
        assert!(!credentials.helper().contains("t0ken"));
        drop(credentials);
        assert!(!file.exists());
    }
}
