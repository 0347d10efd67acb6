//! Files of the clone, read by the runner itself.
//!
//! The runner may read more than the build's owner may see, so it follows no link out of the clone, waits for no pipe,
//! and reads no more than it asked for.

use std::fs::{File, OpenOptions};
use std::io::{self, Read};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use nix::fcntl::OFlag;

/// What was found.
#[derive(Debug, PartialEq, Eq)]
pub enum Confined {
    /// There is no such file, or it is not a plain file, or it is not in the clone.
    Absent,
    /// It has more bytes than were asked for.
    TooLarge,
    /// Its bytes.
    Bytes(Vec<u8>),
}

/// `path` with all links followed, if that is inside `root` (which has none).
#[must_use]
pub fn resolve(root: &Path, path: &Path) -> Option<PathBuf> {
    let resolved = root.join(path).canonicalize().ok()?;
    (resolved.starts_with(root) && !resolved.starts_with(root.join(".git"))).then_some(resolved)
}

/// Reads a file of at most `limit` bytes.
///
/// # Errors
/// Those of the file system, but for an absent file.
pub fn read(root: &Path, path: &Path, limit: u64) -> io::Result<Confined> {
    let Some(resolved) = resolve(root, path) else { return Ok(Confined::Absent) };
    let file = open(&resolved)?;
    if !file.metadata()?.is_file() {
        return Ok(Confined::Absent);
    }
    let mut bytes = Vec::new();
    let length = file.take(limit.saturating_add(1)).read_to_end(&mut bytes)?;
    Ok(if length as u64 > limit { Confined::TooLarge } else { Confined::Bytes(bytes) })
}

fn open(resolved: &Path) -> io::Result<File> {
    // a pipe without writer would block; a link that appeared since is refused
    let flags = OFlag::O_NONBLOCK | OFlag::O_NOFOLLOW;
    OpenOptions::new().read(true).custom_flags(flags.bits()).open(resolved)
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::os::unix::fs::symlink;

    use super::*;

    #[test]
    fn only_plain_files_inside() {
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
        assert_eq!(read("plain", 5), Confined::Bytes(b"12345".to_vec()));
        assert_eq!(read("inner", 5), Confined::Bytes(b"12345".to_vec()));
        assert_eq!(read("plain", 4), Confined::TooLarge);
        for absent in ["none", "folder", "outer", "up/outside", "pipe", "git/config", ".git/config", "/etc/hostname"] {
            assert_eq!(read(absent, 100), Confined::Absent, "{absent}");
        }
        // a neighbour whose name begins alike is outside too
        fs::create_dir(directory.path().join("clone-2")).unwrap();
        assert_eq!(resolve(&root, Path::new("../clone-2")), None);
    }
}
