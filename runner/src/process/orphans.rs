//! Orphans: processes whose guard was killed.
//!
//! A build's code runs as the same user as its guard and can kill it. The guard's descendants are then reparented to
//! the runner, which is a subreaper too (or, in a container, process 1). So every child of the runner that is not a
//! guard is an orphan.

use std::collections::HashSet;
use std::io;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use nix::sys::signal::{Signal, kill};
use nix::sys::wait::{WaitPidFlag, waitpid};
use nix::unistd::Pid;
use tokio::process::{Child, Command};

use super::process_tree;

const PAUSE: Duration = Duration::from_millis(10);
const MAX_ROUNDS: usize = 200;

/// Knows the running guards and kills orphans.
#[derive(Debug, Default)]
pub struct Orphans {
    guards: Mutex<HashSet<i32>>,
}

impl Orphans {
    /// Starts a guard. The lock is held meanwhile, so that the new process is not mistaken for an orphan.
    ///
    /// # Errors
    /// When the system does not start the process.
    pub fn spawn_guard(&self, command: &mut Command) -> io::Result<Child> {
        let mut guards = self.guards();
        let child = command.spawn()?;
        guards.extend(raw_id(&child));
        Ok(child)
    }

    /// Removes a guard that exited and kills its orphans. `id` is [`Child::id`] from before the exit.
    pub async fn remove_guard(&self, id: Option<u32>) {
        if let Some(id) = id.and_then(|id| i32::try_from(id).ok()) {
            self.guards().remove(&id);
        }
        for _ in 0..MAX_ROUNDS {
            if self.kill_orphans() == 0 {
                return;
            }
            tokio::time::sleep(PAUSE).await;
        }
    }

    /// Kills and reaps the orphans; returns how many there were.
    fn kill_orphans(&self) -> usize {
        let guards = self.guards();
        let orphans: Vec<Pid> =
            process_tree::children().into_iter().filter(|child| !guards.contains(&child.as_raw())).collect();
        for orphan in &orphans {
            let _ = kill(*orphan, Signal::SIGKILL);
            let _ = waitpid(*orphan, Some(WaitPidFlag::WNOHANG));
        }
        orphans.len()
    }

    fn guards(&self) -> MutexGuard<'_, HashSet<i32>> {
        self.guards.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn raw_id(child: &Child) -> Option<i32> {
    child.id().and_then(|id| i32::try_from(id).ok())
}
