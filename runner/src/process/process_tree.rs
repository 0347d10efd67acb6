//! Children and descendants of this process, read from `/proc`. Without `/proc` the lists are empty, and a guard kills
//! the process group of its command only.

use std::fs;

use nix::unistd::Pid;

/// A process id and its parent's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct ProcessEntry {
    process: i32,
    parent: i32,
}

/// The children of this process.
#[must_use]
pub fn children() -> Vec<Pid> {
    let own = Pid::this().as_raw();
    snapshot().into_iter().filter(|entry| entry.parent == own).map(|entry| Pid::from_raw(entry.process)).collect()
}

/// The children of this process, their children, and so on.
#[must_use]
pub fn descendants() -> Vec<Pid> {
    let all = snapshot();
    let mut processes = vec![Pid::this().as_raw()];
    let mut next = 0;
    while let Some(&parent) = processes.get(next) {
        processes.extend(all.iter().filter(|entry| entry.parent == parent).map(|entry| entry.process));
        next += 1;
        if processes.len() > all.len() + 1 {
            break;
        }
    }
    processes.into_iter().skip(1).map(Pid::from_raw).collect()
}

fn snapshot() -> Vec<ProcessEntry> {
    let Ok(entries) = fs::read_dir("/proc") else { return Vec::new() };
    let numbers = entries.filter_map(|entry| entry.ok()?.file_name().to_str()?.parse::<i32>().ok());
    numbers
        .filter_map(|process| {
            // the process may have exited since the listing
            let status = fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
            Some(ProcessEntry { process, parent: parent(&status)? })
        })
        .collect()
}

/// The fourth field of `/proc/PID/stat` (proc(5)). The second is the name in parentheses, which may contain some
/// itself.
fn parent(status: &str) -> Option<i32> {
    let (_, after_name) = status.rsplit_once(") ")?;
    after_name.split(' ').nth(1)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_may_have_parentheses() {
        assert_eq!(parent("42 (node) S 7 42 42 0 -1"), Some(7));
        assert_eq!(parent("42 (a) S 1 (b) S 7 42"), Some(7));
        assert_eq!(parent(""), None);
    }
}
