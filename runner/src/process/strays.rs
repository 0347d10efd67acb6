//! Processes that lost their guard.
//!
//! A build's code runs as the same user as its guard and can kill it. What was below it then becomes a child of the
//! runner, which is a subreaper too (or, in a container, the first process). Every child of the runner that is not a
//! guard is such a stray.

use std::collections::HashSet;
use std::io;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use nix::sys::signal::{Signal, kill};
use nix::sys::wait::{WaitPidFlag, waitpid};
use nix::unistd::Pid;
use tokio::process::{Child, Command};

use super::tree;

const PAUSE: Duration = Duration::from_millis(10);
const MOST_ROUNDS: usize = 200;

/// The guards that live, and the means against processes that have none.
#[derive(Debug, Default)]
pub struct Strays {
    guards: Mutex<HashSet<i32>>,
}

impl Strays {
    /// Starts a guard. It is known from its first moment on: a sweep waits for the lock.
    ///
    /// # Errors
    /// When the system does not start the process.
    pub fn start_guard(&self, command: &mut Command) -> io::Result<Child> {
        let mut guards = self.guards();
        let child = command.spawn()?;
        guards.extend(raw_id(&child));
        Ok(child)
    }

    /// Forgets a guard that ended, and kills what it may have left. `id` is what [`Child::id`] said while it ran.
    pub async fn guard_ended(&self, id: Option<u32>) {
        if let Some(id) = id.and_then(|id| i32::try_from(id).ok()) {
            self.guards().remove(&id);
        }
        for _ in 0..MOST_ROUNDS {
            if self.sweep() == 0 {
                return;
            }
            tokio::time::sleep(PAUSE).await;
        }
    }

    /// Kills and collects each stray; answers how many there were.
    fn sweep(&self) -> usize {
        let guards = self.guards();
        let strays: Vec<Pid> = tree::children().into_iter().filter(|child| !guards.contains(&child.as_raw())).collect();
        for stray in &strays {
            let _ = kill(*stray, Signal::SIGKILL);
            let _ = waitpid(*stray, Some(WaitPidFlag::WNOHANG));
        }
        strays.len()
    }

    fn guards(&self) -> MutexGuard<'_, HashSet<i32>> {
        self.guards.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn raw_id(child: &Child) -> Option<i32> {
    child.id().and_then(|id| i32::try_from(id).ok())
}
