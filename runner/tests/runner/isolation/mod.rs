//! Builds of different organizations at one time, one of them hostile. These tests need a system on which the runner
//! can isolate builds, and fail where root cannot; for other users there is nothing to test here.

mod egress;
mod hostile;
mod limits;
mod one_organization;

use std::fs;
use std::os::unix::fs::MetadataExt;
use std::sync::atomic::{AtomicU32, Ordering};

use steward_kernel::id::OrganizationId;

use crate::support::{Protocol, World};

/// A runner that isolates, with ids of users that no other test has; none where the tests are not run as root.
async fn isolated(files: &[(&str, &str)], token: Option<&str>, variables: &[(&str, &str)]) -> Option<(World, u32)> {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    if fs::metadata("/proc/self").unwrap().uid() != 0 {
        return None;
    }
    let base = 800_000_000 + std::process::id() % 4_000 * 200_000 + NEXT.fetch_add(1, Ordering::Relaxed) * 20_000;
    let base_text = base.to_string();
    let mut all = vec![("RUNNER_ISOLATION", "required"), ("RUNNER_UID_BASE", base_text.as_str())];
    all.extend(variables);
    Some((World::new(files, token, Protocol::Version2, &all).await, base))
}

fn organization(number: u8) -> String {
    OrganizationId::new(1_700_000_000_000, [number; 10]).to_string()
}

/// The processes of a runner's builds.
fn processes(base: u32) -> Vec<String> {
    let entries = fs::read_dir("/proc").unwrap().flatten();
    let own = entries.filter(|entry| {
        let status = fs::read_to_string(entry.path().join("status")).unwrap_or_default();
        let user = status.lines().find_map(|line| line.strip_prefix("Uid:")?.split_whitespace().next()?.parse().ok());
        let is_zombie = status.lines().any(|line| line.starts_with("State:\tZ"));
        !is_zombie && user.is_some_and(|user: u32| (base..base + 10_000).contains(&user))
    });
    own.map(|entry| fs::read_to_string(entry.path().join("cmdline")).unwrap_or_default()).collect()
}
