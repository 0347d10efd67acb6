//! Reads files of the clone on behalf of the runner.
//!
//! The runner can read files that the build's owner must not see, so it does not follow links out of the clone, does
//! not block on pipes, and limits the size.

use std::fs::{File, OpenOptions};
use std::io::{self, Read};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use nix::fcntl::OFlag;

/// The result of [`read`].
#[derive(Debug, PartialEq, Eq)]
pub enum FileContent {
    /// There is no such regular file inside the clone.
    Missing,
    /// The file is larger than the limit.
    TooLarge,
    Bytes(Vec<u8>),
}

/// Resolves the links in `path`; none if the result is outside `root` or in `.git`. `root` must not contain links.
#[must_use]
pub fn resolve(root: &Path, path: &Path) -> Option<PathBuf> {
    let resolved = root.join(path).canonicalize().ok()?;
    (resolved.starts_with(root) && !resolved.starts_with(root.join(".git"))).then_some(resolved)
}

/// Reads a file of at most `limit` bytes.
///
/// # Errors
/// File system errors, except for a missing file.
pub fn read(root: &Path, path: &Path, limit: u64) -> io::Result<FileContent> {
    let Some(resolved) = resolve(root, path) else { return Ok(FileContent::Missing) };
    let file = open(&resolved)?;
    if !file.metadata()?.is_file() {
        return Ok(FileContent::Missing);
    }
    let mut bytes = Vec::new();
    let length = file.take(limit.saturating_add(1)).read_to_end(&mut bytes)?;
    Ok(if length as u64 > limit { FileContent::TooLarge } else { FileContent::Bytes(bytes) })
}

fn open(resolved: &Path) -> io::Result<File> {
    // do not block on a pipe without writer; reject a link created after the path was resolved
    let flags = OFlag::O_NONBLOCK | OFlag::O_NOFOLLOW;
    OpenOptions::new().read(true).custom_flags(flags.bits()).open(resolved)
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::os::unix::fs::symlink;

    use super::*;

    #[test]
    fn only_regular_files_inside_the_clone() {
        let directory = tempfile::tempdir().unwrap();
        let root = directory.path().canonicalize().unwrap().join("clone");
        fs::create_dir_all(root.join(".git")).unwrap();
        fs::create_dir(root.join("folder")).unwrap();
        fs::write(root.join("plain"), "12345").unwrap();
        fs::write(root.join(".git/config"), "x").unwrap();
        fs::write(directory.path().join("outside"), "secret").unwrap();
        symlink("plain", root.join("inner")).unwrap();
        symlink("../outside", root.join("outer")).unwrap();
        symlink("..", root.join("up")).unwrap();
        symlink(".git", root.join("git")).unwrap();
        nix::unistd::mkfifo(&root.join("pipe"), nix::sys::stat::Mode::S_IRWXU).unwrap();

        let read = |path: &str, limit| read(&root, Path::new(path), limit).unwrap();
        assert_eq!(read("plain", 5), FileContent::Bytes(b"12345".to_vec()));
        assert_eq!(read("inner", 5), FileContent::Bytes(b"12345".to_vec()));
        assert_eq!(read("plain", 4), FileContent::TooLarge);
        for absent in ["none", "folder", "outer", "up/outside", "pipe", "git/config", ".git/config", "/etc/hostname"] {
            assert_eq!(read(absent, 100), FileContent::Missing, "{absent}");
        }
        // a sibling whose name has the same prefix is outside
        fs::create_dir(directory.path().join("clone-2")).unwrap();
        assert_eq!(resolve(&root, Path::new("../clone-2")), None);
    }
}
