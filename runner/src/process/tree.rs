//! Who is whose child, as `/proc` tells it. On systems without `/proc` nobody has children here, and a guard falls
//! back to the process group of its command.

use std::fs;

use nix::unistd::Pid;

/// A process and its parent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Kinship {
    process: i32,
    parent: i32,
}

/// The children of this process.
#[must_use]
pub fn children() -> Vec<Pid> {
    let own = Pid::this().as_raw();
    snapshot().into_iter().filter(|kin| kin.parent == own).map(|kin| Pid::from_raw(kin.process)).collect()
}

/// The children of this process, their children, and so on.
#[must_use]
pub fn descendants() -> Vec<Pid> {
    let all = snapshot();
    let mut family = vec![Pid::this().as_raw()];
    let mut next = 0;
    while let Some(&parent) = family.get(next) {
        family.extend(all.iter().filter(|kin| kin.parent == parent).map(|kin| kin.process));
        next += 1;
        if family.len() > all.len() + 1 {
            break;
        }
    }
    family.into_iter().skip(1).map(Pid::from_raw).collect()
}

fn snapshot() -> Vec<Kinship> {
    let Ok(entries) = fs::read_dir("/proc") else { return Vec::new() };
    let numbers = entries.filter_map(|entry| entry.ok()?.file_name().to_str()?.parse::<i32>().ok());
    numbers
        .filter_map(|process| {
            // a process that ended in between has no file any more
            let status = fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
            Some(Kinship { process, parent: parent(&status)? })
        })
        .collect()
}

/// The fourth field of `/proc/PID/stat` (proc(5)). The second is the name in parentheses, and may itself have some.
fn parent(status: &str) -> Option<i32> {
    let (_, after_name) = status.rsplit_once(") ")?;
    after_name.split(' ').nth(1)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_with_parentheses_does_not_mislead() {
        assert_eq!(parent("42 (node) S 7 42 42 0 -1"), Some(7));
        assert_eq!(parent("42 (a) S 1 (b) S 7 42"), Some(7));
        assert_eq!(parent(""), None);
    }
}
