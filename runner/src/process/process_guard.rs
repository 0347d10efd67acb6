//! The process guard: this program as the parent of one command of a build.
//!
//! The command gets a process group of its own, and the guard is the subreaper (prctl(2), `PR_SET_CHILD_SUBREAPER`) of
//! all its descendants, including those that detach themselves. The runner holds the write end of the guard's standard
//! input. When it closes, because the runner stops the command or exits (even by SIGKILL), the descendants get SIGTERM
//! and, [`GRACE`] later, SIGKILL. When the command exits by itself, its remaining descendants are killed at once. So no
//! process outlives its step, without signal handlers or process ids on disk.

use std::ffi::{OsStr, OsString};
use std::io::Read;
use std::os::unix::process::CommandExt;
use std::process::{Command, ExitCode, Stdio};
use std::thread;
use std::time::Duration;

use nix::errno::Errno;
use nix::sys::signal::{Signal, kill, killpg};
use nix::sys::wait::{WaitStatus, waitpid};
use nix::unistd::Pid;

use super::process_tree;

/// The first argument that selects this mode; the command and its arguments follow.
pub const MODE: &str = "process-guard";
/// Time between SIGTERM and SIGKILL.
pub const GRACE: Duration = Duration::from_secs(3);
/// The exit code for a command that cannot be started, as in a shell.
const CANNOT_START: u8 = 127;

/// Runs the command and returns its exit code; for a signal, 128 plus the signal's number, as in a shell.
pub fn run(mut arguments: impl Iterator<Item = OsString>) -> ExitCode {
    let program = arguments.next().unwrap_or_default();
    become_subreaper();
    let main = match start(&program, arguments) {
        Ok(main) => main,
        Err(error) => {
            eprintln!("cannot start {}: {error}", program.display());
            return ExitCode::from(CANNOT_START);
        }
    };
    thread::spawn(move || {
        wait_until_stdin_closes();
        terminate(main, Signal::SIGTERM);
        thread::sleep(GRACE);
        terminate(main, Signal::SIGKILL);
    });
    ExitCode::from(reap(main))
}

fn start(program: &OsStr, arguments: impl Iterator<Item = OsString>) -> std::io::Result<Pid> {
    let child = Command::new(program).args(arguments).stdin(Stdio::null()).process_group(0).spawn()?;
    i32::try_from(child.id()).map(Pid::from_raw).map_err(std::io::Error::other)
}

/// Waits for all descendants.
fn reap(main: Pid) -> u8 {
    let mut code = None;
    loop {
        match waitpid(None, None) {
            Ok(WaitStatus::Exited(process, status)) if process == main => code = u8::try_from(status & 0xff).ok(),
            Ok(WaitStatus::Signaled(process, signal, _)) if process == main => {
                code = u8::try_from(128 + signal as i32).ok();
            }
            Ok(_) | Err(Errno::EINTR) => {}
            // ECHILD: no child is left
            Err(_) => return code.unwrap_or(CANNOT_START),
        }
        if code.is_some() {
            // each exit may reparent further descendants to the guard
            terminate(main, Signal::SIGKILL);
        }
    }
}

fn wait_until_stdin_closes() {
    let mut byte = [0];
    let mut guard_stdin = std::io::stdin().lock();
    while matches!(guard_stdin.read(&mut byte), Ok(1..)) {}
}

/// Signals the command's group and all descendants of the guard. Some may have exited already.
fn terminate(main: Pid, signal: Signal) {
    let _ = killpg(main, signal);
    for process in process_tree::descendants() {
        let _ = kill(process, signal);
    }
}

#[cfg(target_os = "linux")]
fn become_subreaper() {
    // available since Linux 3.4; without it only the process group is killed
    let _ = nix::sys::prctl::set_child_subreaper(true);
}

#[cfg(not(target_os = "linux"))]
fn become_subreaper() {}
