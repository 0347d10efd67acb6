//! Ids of the users that builds run as, and of the groups that own organizations' caches.

use std::collections::BTreeSet;
use std::fs::{self, DirBuilder, Permissions};
use std::io;
use std::os::unix::fs::{DirBuilderExt, MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use nix::unistd::{Gid, chown};

/// How many ids of users there are: many more than builds at a time, so that one is used again only much later.
const USERS: u32 = 10_000;
/// How many ids of groups follow those of the users.
const GROUPS: u32 = 10_000;

/// The ids of a runner.
#[derive(Debug)]
pub struct Users {
    base: u32,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    next: u32,
    in_use: BTreeSet<u32>,
}

/// The id of a running build's user, returned on drop.
#[derive(Debug)]
pub struct User {
    pub id: u32,
    users: Arc<Users>,
}

impl Users {
    /// Ids from `base` on.
    #[must_use]
    pub fn new(base: u32) -> Self {
        Self { base, state: Mutex::default() }
    }

    /// An id that no running build has.
    #[must_use]
    pub fn acquire(self: &Arc<Self>) -> User {
        let mut state = self.state();
        let id = loop {
            let id = self.base + state.next;
            state.next = (state.next + 1) % USERS;
            if state.in_use.insert(id) {
                break id;
            }
        };
        drop(state);
        User { id, users: Arc::clone(self) }
    }

    /// Opens the cache of an organization under `caches`, and returns it and the group that may write it. The group is
    /// the directory's, and no other cache's.
    ///
    /// # Errors
    /// File system errors.
    pub fn open_cache(&self, caches: &Path, organization: &str) -> io::Result<(PathBuf, u32)> {
        let _one_at_a_time = self.state();
        let cache = caches.join(organization);
        let groups = self.base + USERS..self.base + USERS + GROUPS;
        match fs::symlink_metadata(&cache) {
            Ok(metadata) if metadata.is_dir() && groups.contains(&metadata.gid()) => {
                return Ok((cache, metadata.gid()));
            }
            // of a runner that did not isolate, or with other ids
            Ok(_) => fs::remove_dir_all(&cache)?,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(error),
        }
        let entries = fs::read_dir(caches)?.filter_map(|entry| Some(entry.ok()?.metadata().ok()?.gid()));
        let taken: BTreeSet<u32> = entries.collect();
        let group = groups.into_iter().find(|group| !taken.contains(group));
        let group = group.ok_or_else(|| io::Error::other("there are too many caches"))?;
        DirBuilder::new().mode(0o700).create(&cache)?;
        chown(&cache, None, Some(Gid::from_raw(group)))?;
        // what is created inside belongs to the group too
        fs::set_permissions(&cache, Permissions::from_mode(0o2770))?;
        Ok((cache, group))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for User {
    fn drop(&mut self) {
        self.users.state().in_use.remove(&self.id);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_has_one_build_at_a_time_and_is_not_used_again_soon() {
        let users = Arc::new(Users::new(1_000));
        let first = users.acquire();
        let second = users.acquire();
        assert_ne!(first.id, second.id);
        drop(second);
        assert_eq!(users.acquire().id, 1_002);
        for _ in 3..USERS {
            drop(users.acquire());
        }
        assert_eq!(users.acquire().id, 1_001, "the first build still runs");
    }
}
