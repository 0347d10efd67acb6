//! The process guard: this program as the parent of one command of a build.
//!
//! The command gets a process group of its own, and the guard is the subreaper (prctl(2), `PR_SET_CHILD_SUBREAPER`) of
//! all its descendants, including those that detach themselves. The runner holds the write end of the guard's standard
//! input. When it closes, because the runner stops the command or exits (even by SIGKILL), the descendants get SIGTERM
//! and, [`GRACE`] later, SIGKILL. When the command exits by itself, its remaining descendants are killed at once. So no
//! process outlives its step, without signal handlers or process ids on disk.
//!
//! A command with a sandbox runs below the first process of a new process namespace, which the guard starts
//! ([`crate::isolation::init`]).

use std::ffi::{OsStr, OsString};
use std::io::{self, Read};
use std::os::unix::process::CommandExt;
use std::process::{Command, ExitCode, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use nix::errno::Errno;
use nix::sys::signal::{Signal, kill, killpg};
use nix::sys::wait::{WaitStatus, waitpid};
use nix::unistd::Pid;

use super::{exit_code, process_tree};

/// The first argument that selects this mode; the command and its arguments follow.
pub const MODE: &str = "process-guard";
/// The argument before a sandbox as JSON, which comes before the command.
pub const SANDBOX: &str = "--sandbox";
/// Time between SIGTERM and SIGKILL.
pub const GRACE: Duration = Duration::from_secs(3);
/// The exit code for a command that cannot be started, as in a shell.
const CANNOT_START: u8 = 127;

/// Runs the command and returns its exit code; for a signal, 128 plus the signal's number, as in a shell.
pub fn run(mut arguments: impl Iterator<Item = OsString>) -> ExitCode {
    let mut program = arguments.next().unwrap_or_default();
    let mut sandbox = None;
    if program == SANDBOX {
        sandbox = arguments.next();
        program = arguments.next().unwrap_or_default();
    }
    become_subreaper();
    let (started, wait_for_start) = mpsc::channel();
    // started first: in a process that has left its process namespace no thread can be
    thread::spawn(move || {
        let Ok(main) = wait_for_start.recv() else { return };
        wait_until_stdin_closes();
        terminate(main, Signal::SIGTERM);
        thread::sleep(GRACE);
        terminate(main, Signal::SIGKILL);
    });
    let result = match sandbox {
        Some(sandbox) => start_in_sandbox(&sandbox, &program, arguments),
        None => start(Command::new(&program).args(arguments)),
    };
    let main = match result {
        Ok(main) => main,
        Err(error) => {
            eprintln!("cannot start {}: {error}", program.display());
            return ExitCode::from(CANNOT_START);
        }
    };
    // the other end lives as long as its thread
    let _ = started.send(main);
    ExitCode::from(reap(main))
}

#[cfg(target_os = "linux")]
fn start_in_sandbox(sandbox: &OsStr, program: &OsStr, arguments: impl Iterator<Item = OsString>) -> io::Result<Pid> {
    use crate::isolation::{Sandbox, init, memory_group};
    let parsed: Sandbox = serde_json::from_slice(sandbox.as_encoded_bytes())?;
    if let Some(group) = parsed.memory_group {
        std::fs::write(group.join(memory_group::PROCESSES), std::process::id().to_string())?;
    }
    // the next child is the first process of the new namespace
    nix::sched::unshare(nix::sched::CloneFlags::CLONE_NEWPID)?;
    let mut command = Command::new("/proc/self/exe");
    start(command.arg0("steward-runner").arg(init::MODE).arg(sandbox).arg(program).args(arguments))
}

#[cfg(not(target_os = "linux"))]
fn start_in_sandbox(_: &OsStr, _: &OsStr, _: impl Iterator<Item = OsString>) -> io::Result<Pid> {
    Err(io::ErrorKind::Unsupported.into())
}

fn start(command: &mut Command) -> io::Result<Pid> {
    let child = command.stdin(Stdio::null()).process_group(0).spawn()?;
    i32::try_from(child.id()).map(Pid::from_raw).map_err(io::Error::other)
}

/// Waits for all descendants.
fn reap(main: Pid) -> u8 {
    let mut code = None;
    loop {
        match waitpid(None, None) {
            Ok(WaitStatus::Exited(process, status)) if process == main => code = Some(exit_code(status)),
            Ok(WaitStatus::Signaled(process, signal, _)) if process == main => {
                code = Some(exit_code(128 + signal as i32));
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
