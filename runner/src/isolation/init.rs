//! The first process of a sandbox: this program as process 1 of a new process namespace.
//!
//! It gives up everything that the machine has beyond the sandbox, becomes the build's user, and runs the command. When
//! it ends, the kernel kills all other processes of the namespace, whatever they did to detach themselves. It ends with
//! its command, and with its guard.

use std::env;
use std::ffi::OsString;
use std::fs::File;
use std::io;
use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::{Command, ExitCode, Stdio};

use nix::errno::Errno;
use nix::sched::{CloneFlags, setns, unshare};
use nix::sys::prctl;
use nix::sys::signal::Signal;
use nix::sys::stat::{Mode, umask};
use nix::sys::wait::{WaitStatus, waitpid};
use nix::unistd::{Gid, Pid, Uid, fchown, setgroups, sethostname, setresgid, setresuid};

use super::{Sandbox, limits, mounts};
use crate::process::exit_code;

/// The first argument that selects this mode; the sandbox as JSON, the command and its arguments follow.
pub const MODE: &str = "sandbox";
/// The exit code of a sandbox that could not be set up.
const CANNOT_ENTER: u8 = 125;
const CANNOT_START: u8 = 127;

/// Runs the command and returns its exit code; for a signal, 128 plus the signal's number.
pub fn run(mut arguments: impl Iterator<Item = OsString>) -> ExitCode {
    let sandbox = arguments.next().and_then(|text| serde_json::from_slice::<Sandbox>(text.as_encoded_bytes()).ok());
    let program = arguments.next().unwrap_or_default();
    let Some(sandbox) = sandbox else { return ExitCode::from(CANNOT_ENTER) };
    let directory = match enter(&sandbox) {
        Ok(directory) => directory,
        Err(error) => {
            eprintln!("the sandbox could not be set up: {error}");
            return ExitCode::from(CANNOT_ENTER);
        }
    };
    let mut command = Command::new(&program);
    command.args(arguments).current_dir(directory).stdin(Stdio::null()).process_group(0);
    match command.spawn().and_then(|child| i32::try_from(child.id()).map_err(io::Error::other)) {
        Ok(main) => ExitCode::from(reap(Pid::from_raw(main))),
        Err(error) => {
            eprintln!("cannot start {}: {error}", program.display());
            ExitCode::from(CANNOT_START)
        }
    }
}

/// Enters the sandbox; returns the working directory, which has the same path inside.
fn enter(sandbox: &Sandbox) -> io::Result<PathBuf> {
    if std::process::id() != 1 {
        return Err(io::Error::other("the process namespace is not new"));
    }
    let directory = env::current_dir()?;
    setns(File::open(&sandbox.network)?, CloneFlags::CLONE_NEWNET)?;
    unshare(CloneFlags::CLONE_NEWNS | CloneFlags::CLONE_NEWIPC | CloneFlags::CLONE_NEWUTS)?;
    sethostname("build")?;
    mounts::enter(sandbox)?;
    limits::apply(sandbox)?;
    // the organization's other builds are other users of the cache's group
    umask(Mode::S_IWOTH);
    let (user, group) = (Uid::from_raw(sandbox.user), Gid::from_raw(sandbox.user));
    let groups: Vec<Gid> = sandbox.cache_group.into_iter().map(Gid::from_raw).collect();
    // so that scripts can open /dev/stdout and /dev/stderr
    let _ = (fchown(io::stdout(), Some(user), None), fchown(io::stderr(), Some(user), None));
    setgroups(&groups)?;
    setresgid(group, group, group)?;
    // the last capabilities go with the user
    setresuid(user, user, user)?;
    prctl::set_no_new_privs()?;
    prctl::set_pdeathsig(Signal::SIGKILL)?;
    Ok(directory)
}

/// Waits for the command, and for orphans meanwhile.
fn reap(main: Pid) -> u8 {
    loop {
        match waitpid(None, None) {
            Ok(WaitStatus::Exited(process, status)) if process == main => return exit_code(status),
            Ok(WaitStatus::Signaled(process, signal, _)) if process == main => return exit_code(128 + signal as i32),
            Ok(_) | Err(Errno::EINTR) => {}
            Err(_) => return CANNOT_START,
        }
    }
}
