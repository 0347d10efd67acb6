//! The guard: this program in the role of a parent for one command of a build.
//!
//! The command gets a process group of its own, and the guard is the subreaper (prctl(2), `PR_SET_CHILD_SUBREAPER`) of
//! everything that descends from it, however it detached itself. The guard's standard input is its lifeline: when the
//! runner closes it, or is gone, even by SIGKILL, the family gets SIGTERM and, [`GRACE`] later, SIGKILL. When the
//! command ends by itself, what it left behind is killed at once. So no process outlives its step, and nobody needs a
//! signal handler or a list of process ids on disk.

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

use super::tree;

/// The first argument that puts the program into this role; the command and its arguments follow.
pub const ROLE: &str = "guard";
/// Time between SIGTERM and SIGKILL.
pub const GRACE: Duration = Duration::from_secs(3);
/// What a command that cannot be started ends with, as in the shell.
const CANNOT_START: u8 = 127;

/// Runs the command. Its exit code is the answer; for a signal, 128 and the signal's number, as in the shell.
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
        wait_for_the_end_of_the_lifeline();
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

/// Collects every process of the family until none is left.
fn reap(main: Pid) -> u8 {
    let mut code = None;
    loop {
        match waitpid(None, None) {
            Ok(WaitStatus::Exited(process, status)) if process == main => code = u8::try_from(status & 0xff).ok(),
            Ok(WaitStatus::Signaled(process, signal, _)) if process == main => {
                code = u8::try_from(128 + signal as i32).ok();
            }
            Ok(_) | Err(Errno::EINTR) => {}
            // no child is left
            Err(_) => return code.unwrap_or(CANNOT_START),
        }
        if code.is_some() {
            // each death may hand on children that were hidden behind it
            terminate(main, Signal::SIGKILL);
        }
    }
}

fn wait_for_the_end_of_the_lifeline() {
    let mut byte = [0];
    let mut lifeline = std::io::stdin().lock();
    while matches!(lifeline.read(&mut byte), Ok(1..)) {}
}

/// Signals the command's group and everything that descends from the guard. Some of it may be gone by now.
fn terminate(main: Pid, signal: Signal) {
    let _ = killpg(main, signal);
    for process in tree::descendants() {
        let _ = kill(process, signal);
    }
}

#[cfg(target_os = "linux")]
fn become_subreaper() {
    // it cannot fail on a Linux that has it (3.4); without it the process group remains
    let _ = nix::sys::prctl::set_child_subreaper(true);
}

#[cfg(not(target_os = "linux"))]
fn become_subreaper() {}
