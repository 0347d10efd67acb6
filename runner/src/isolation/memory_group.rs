//! A control group (cgroups(7)) that limits the memory of one build, of either version.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process;

const PREFIX: &str = "steward-build-";
/// The file of a group with the ids of its processes.
pub const PROCESSES: &str = "cgroup.procs";

/// Where the runner may create groups.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MemoryGroups {
    parent: PathBuf,
    version: Version,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Version {
    One,
    Two,
}

impl MemoryGroups {
    /// Finds the runner's own group and proves that it can create limited groups below; none where it cannot.
    #[must_use]
    pub fn find() -> Option<Self> {
        let own = fs::read_to_string("/proc/self/cgroup").ok()?;
        let mounts = fs::read_to_string("/proc/self/mountinfo").ok()?;
        let groups = version_one(&own, &mounts).or_else(|| version_two(&own, &mounts))?;
        groups.remove_leftovers();
        let probe = groups.create("probe", 64 * 1024 * 1024).ok()?;
        drop(probe);
        Some(groups)
    }

    /// Creates a group for a build.
    ///
    /// # Errors
    /// File system errors.
    pub fn create(&self, build_id: &str, bytes: u64) -> io::Result<MemoryGroup> {
        let group = MemoryGroup { directory: self.parent.join(format!("{PREFIX}{}-{build_id}", process::id())) };
        fs::create_dir(&group.directory)?;
        match self.version {
            Version::One => {
                fs::write(group.directory.join("memory.limit_in_bytes"), bytes.to_string())?;
                // absent where the kernel does not account for swap
                let _ = fs::write(group.directory.join("memory.memsw.limit_in_bytes"), bytes.to_string());
            }
            Version::Two => {
                fs::write(group.directory.join("memory.max"), bytes.to_string())?;
                let _ = fs::write(group.directory.join("memory.swap.max"), "0");
                // the whole build ends, not one process of it
                let _ = fs::write(group.directory.join("memory.oom.group"), "1");
            }
        }
        Ok(group)
    }

    /// Groups of runners that were killed.
    fn remove_leftovers(&self) {
        let Ok(entries) = fs::read_dir(&self.parent) else { return };
        for entry in entries.flatten() {
            let name = entry.file_name();
            let runner = name.to_str().and_then(|name| name.strip_prefix(PREFIX)?.split_once('-'));
            if runner.is_some_and(|(process, _)| !Path::new("/proc").join(process).exists()) {
                let _ = fs::remove_dir(entry.path());
            }
        }
    }
}

/// A group. It is removed on drop, when its processes have ended.
#[derive(Debug)]
pub struct MemoryGroup {
    directory: PathBuf,
}

impl MemoryGroup {
    /// Whether a process was killed because the limit was reached.
    #[must_use]
    pub fn has_killed(&self) -> bool {
        let counts = ["memory.oom_control", "memory.events"].map(|file| fs::read_to_string(self.directory.join(file)));
        let mut lines = counts.iter().flatten().flat_map(|text| text.lines());
        lines.any(|line| line.strip_prefix("oom_kill ").is_some_and(|count| count != "0"))
    }

    /// Its directory.
    #[must_use]
    pub fn directory(&self) -> &Path {
        &self.directory
    }
}

impl Drop for MemoryGroup {
    fn drop(&mut self) {
        let _ = fs::remove_dir(&self.directory);
    }
}

fn version_one(own: &str, mounts: &str) -> Option<MemoryGroups> {
    let path = own.lines().find_map(|line| {
        let (controllers, path) = line.split_once(':')?.1.split_once(':')?;
        controllers.split(',').any(|controller| controller == "memory").then_some(path)
    })?;
    let parent = directory(mounts, "cgroup", Some("memory"), path)?;
    Some(MemoryGroups { parent, version: Version::One })
}

/// In version 2 only groups without processes have limited groups below, so the runner moves into one of its own.
fn version_two(own: &str, mounts: &str) -> Option<MemoryGroups> {
    let path = own.lines().find_map(|line| line.strip_prefix("0::"))?;
    let parent = directory(mounts, "cgroup2", None, path)?;
    let has_memory = |file: &str| {
        fs::read_to_string(parent.join(file))
            .is_ok_and(|text| text.split_ascii_whitespace().any(|name| name == "memory"))
    };
    if !has_memory("cgroup.controllers") {
        return None;
    }
    if !has_memory("cgroup.subtree_control") {
        let leaf = parent.join("steward-runner");
        fs::create_dir_all(&leaf).ok()?;
        fs::write(leaf.join(PROCESSES), process::id().to_string()).ok()?;
        fs::write(parent.join("cgroup.subtree_control"), "+memory").ok()?;
    }
    Some(MemoryGroups { parent, version: Version::Two })
}

/// The directory of a group: proc_pid_mountinfo(5) has the mount point in the fifth field, and after ` - ` the type,
/// the source and the options.
fn directory(mounts: &str, kind: &str, controller: Option<&str>, group: &str) -> Option<PathBuf> {
    mounts.lines().find_map(|line| {
        let (mount, file_system) = line.split_once(" - ")?;
        let mut fields = file_system.split(' ');
        let is_kind = fields.next()? == kind;
        let has_controller =
            controller.is_none_or(|name| fields.any(|field| field.split(',').any(|option| option == name)));
        let point = Path::new(mount.split(' ').nth(4)?);
        let inner = point.join(group.trim_start_matches('/'));
        // in a container the path may be the host's
        let found = if inner.is_dir() { inner } else { point.to_owned() };
        (is_kind && has_controller).then_some(found)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const MOUNTS: &str = "31 24 0:27 / /nowhere/cpu rw - cgroup cgroup rw,cpu\n35 24 0:31 / /nowhere/memory rw,nosuid - cgroup cgroup rw,memory\n36 24 0:32 / /nowhere/unified rw - cgroup2 cgroup2 rw\n";

    #[test]
    fn finds_the_directory_of_the_controller() {
        let one = version_one("9:name=systemd:/\n4:memory:/a/b\n0::/\n", MOUNTS).unwrap();
        assert_eq!((one.parent.to_str().unwrap(), one.version), ("/nowhere/memory", Version::One));
        assert_eq!(version_one("9:name=systemd:/\n0::/\n", MOUNTS), None);
        assert_eq!(directory(MOUNTS, "cgroup2", None, "/x").unwrap().to_str().unwrap(), "/nowhere/unified");
    }
}
