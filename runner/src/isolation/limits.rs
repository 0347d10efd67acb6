//! The limits of a build's processes, as the system enforces them (setrlimit(2)).

use nix::errno::Errno;
use nix::sys::resource::{Resource, setrlimit};

use super::Sandbox;

const OPEN_FILES: u64 = 16_384;

/// Limits this process and its descendants.
///
/// # Errors
/// When the system refuses a limit.
pub fn apply(sandbox: &Sandbox) -> Result<(), Errno> {
    let limits = sandbox.limits;
    let mut all = vec![
        (Resource::RLIMIT_CORE, 0),
        (Resource::RLIMIT_NOFILE, OPEN_FILES),
        (Resource::RLIMIT_NPROC, limits.processes),
        (Resource::RLIMIT_FSIZE, limits.disk_bytes),
        (Resource::RLIMIT_CPU, limits.cpu_seconds),
    ];
    if sandbox.memory_group.is_none() {
        // the address space would be the wrong measure: Node.js reserves gigabytes that it never uses
        all.push((Resource::RLIMIT_DATA, limits.memory_bytes));
    }
    all.into_iter().try_for_each(|(resource, limit)| setrlimit(resource, limit, limit))
}
