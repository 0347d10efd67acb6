//! Measures what a build has on disk.

use std::collections::HashSet;
use std::fs::{self, Metadata};
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use nix::sys::statvfs::statvfs;
use tokio::task::spawn_blocking;
use tokio::time::{Instant, sleep};

/// Between two looks at how much space is left, which cost microseconds.
const LOOK: Duration = Duration::from_millis(100);
/// Between two measurements when space does not shrink.
const MEASURE: Duration = Duration::from_secs(5);
const BLOCK: u64 = 512;

/// Returns when one of the folders has more than `limit` bytes, with the files that the user's processes have open
/// after they were removed.
pub async fn exceeded(folders: Vec<PathBuf>, user: u32, limit: u64) {
    let Some(first) = folders.first().cloned() else { return std::future::pending().await };
    let step = (limit / 16).max(1);
    // at its start a build has nothing
    let (mut measured_at, mut free_then) = (Instant::now(), free_bytes(&first));
    loop {
        let free = free_bytes(&first);
        let is_due = measured_at.elapsed() >= MEASURE || free_then.saturating_sub(free) >= step;
        if is_due {
            let folders = folders.clone();
            let is_exceeded = spawn_blocking(move || {
                let removed = removed_bytes(user);
                folders.iter().any(|folder| used_bytes(folder).is_none_or(|used| used + removed > limit))
            });
            if is_exceeded.await.unwrap_or_default() {
                return;
            }
            (measured_at, free_then) = (Instant::now(), free);
        }
        sleep(LOOK).await;
    }
}

#[allow(clippy::useless_conversion, reason = "narrower on other systems")]
fn free_bytes(path: &Path) -> u64 {
    statvfs(path).map_or(0, |space| u64::from(space.blocks_available()) * u64::from(space.fragment_size()))
}

/// The bytes below a folder; none when a path is longer than the system can name, as nothing useful is.
fn used_bytes(folder: &Path) -> Option<u64> {
    let mut seen = HashSet::new();
    let mut bytes = 0;
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        let entries = match fs::read_dir(&folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::InvalidFilename => return None,
            // removed meanwhile
            Err(_) => continue,
        };
        for entry in entries.flatten() {
            // of a link itself
            let metadata = match entry.metadata() {
                Ok(metadata) => metadata,
                Err(error) if error.kind() == io::ErrorKind::InvalidFilename => return None,
                Err(_) => continue,
            };
            bytes += count(&metadata, &mut seen);
            if metadata.is_dir() {
                folders.push(entry.path());
            }
        }
    }
    Some(bytes)
}

/// The bytes of files without a name that the user's processes hold.
fn removed_bytes(user: u32) -> u64 {
    let mut seen = HashSet::new();
    let Ok(processes) = fs::read_dir("/proc") else { return 0 };
    let own = processes.flatten().filter(|process| user_of(&process.path()) == Some(user));
    let held = own.flat_map(|process| ["fd", "map_files"].map(|name| process.path().join(name)));
    let files = held.filter_map(|folder| fs::read_dir(folder).ok()).flatten().flatten();
    files
        .filter_map(|file| fs::metadata(file.path()).ok())
        .filter(|metadata| metadata.is_file() && metadata.nlink() == 0)
        .map(|metadata| count(&metadata, &mut seen))
        .sum()
}

/// The real user of a process. The owner of its folder would be root for one that hides its memory.
fn user_of(process: &Path) -> Option<u32> {
    let status = fs::read_to_string(process.join("status")).ok()?;
    status.lines().find_map(|line| line.strip_prefix("Uid:")?.split_ascii_whitespace().next()?.parse().ok())
}

/// Counts a file once, however many names it has.
fn count(metadata: &Metadata, seen: &mut HashSet<(u64, u64)>) -> u64 {
    let is_new = metadata.nlink() == 1 || metadata.is_dir() || seen.insert((metadata.dev(), metadata.ino()));
    if is_new { metadata.blocks() * BLOCK } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_each_file_once_and_no_links() {
        let directory = tempfile::tempdir().unwrap();
        let file = directory.path().join("a/b");
        fs::create_dir(file.parent().unwrap()).unwrap();
        fs::write(&file, vec![1; 200_000]).unwrap();
        let once = used_bytes(directory.path()).unwrap();
        assert!((200_000..300_000).contains(&once), "{once}");
        fs::hard_link(&file, directory.path().join("again")).unwrap();
        std::os::unix::fs::symlink("/usr", directory.path().join("usr")).unwrap();
        assert!(used_bytes(directory.path()).unwrap() < once + 20_000);
    }
}
