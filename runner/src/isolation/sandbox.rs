//! What a process of a build can see and use, as the runner passes it to the process guard.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

/// The sandbox of one command. It contains no secrets: the build can read it in its process list.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Sandbox {
    /// An empty directory outside, over which the root of the sandbox is mounted.
    pub mount_point: PathBuf,
    /// The id of the user and of its group.
    pub user: u32,
    /// The group of the organization's cache.
    pub cache_group: Option<u32>,
    /// A file that names the network namespace (`/proc/PID/fd/N`).
    pub network: PathBuf,
    /// The directory of the control group that limits memory; without one each process is limited by itself.
    pub memory_group: Option<PathBuf>,
    /// Files and folders that are readable at their own paths.
    pub readable: Vec<PathBuf>,
    /// Folders that are writable at their own paths.
    pub writable: Vec<PathBuf>,
    /// Files whose content is readable at their own paths, whichever user owns them.
    pub copied: Vec<PathBuf>,
    pub home: PathBuf,
    pub limits: Limits,
}

/// The limits of one build.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// Of all processes, with what they wrote to `/tmp` and shared memory.
    pub memory_bytes: u64,
    /// Of the build's folder, and of its organization's cache.
    pub disk_bytes: u64,
    /// Processes and threads.
    pub processes: u64,
    /// Of each process.
    pub cpu_seconds: u64,
}
