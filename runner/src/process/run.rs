//! Runs one command of a build.

use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::Arc;
use std::time::Duration;

use tokio::process::{Child, Command};
use tokio::sync::Notify;
use tokio::task::JoinHandle;

use super::output::{Captured, capture, read_lines};
use super::{Orphans, process_guard};
use crate::builds::{StopReason, StopSignal};
use crate::isolation::Sandbox;
use crate::output::Reporter;
use crate::protocol::{LogStream, StepName};

/// The time that a guard gets after its own grace period before it is killed.
const GUARD_MARGIN: Duration = Duration::from_secs(2);

/// What happens to a command's standard output. Its standard error is always logged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stdout {
    /// Each line is logged.
    Log,
    /// It is captured up to this many bytes; a command that prints more is stopped.
    Capture(usize),
}

/// A command to run.
#[derive(Debug)]
pub struct CommandLine {
    pub program: PathBuf,
    pub arguments: Vec<OsString>,
    /// The working directory.
    pub directory: PathBuf,
    /// The whole environment: nothing is inherited.
    pub environment: Vec<(OsString, OsString)>,
    pub stdout: Stdout,
    /// Without one the command runs as the runner's user.
    pub sandbox: Option<Sandbox>,
}

/// The result of a command that exited, or was stopped because it printed too much.
#[derive(Debug)]
pub struct CommandOutput {
    /// The exit code; 128 plus the number for a signal.
    pub code: i32,
    /// Empty unless captured.
    pub stdout: Vec<u8>,
    /// The last lines of standard output, unless captured.
    pub stdout_tail: Vec<String>,
    /// Whether it printed more than the capture limit.
    pub is_truncated: bool,
    /// The last lines of standard error.
    pub stderr_tail: Vec<String>,
}

/// Why a command has no result.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// See [`StopSignal`].
    #[error("the build was stopped")]
    Stopped,
    #[error("the process could not be started: {0}")]
    Start(#[from] io::Error),
}

/// Runs a command as part of `step`. When this returns, none of its processes are left.
///
/// # Errors
/// [`RunError`].
pub async fn run(
    command_line: CommandLine,
    step: StepName,
    reporter: &Arc<Reporter>,
    stop: &StopSignal,
    orphans: &Orphans,
) -> Result<CommandOutput, RunError> {
    if stop.reason().is_some() {
        return Err(RunError::Stopped);
    }
    let stdout = command_line.stdout;
    let mut child = orphans.spawn_guard(&mut command(command_line)?)?;
    let id = child.id();
    let guard_stdin = child.stdin.take();
    let overflow = Arc::new(Notify::new());
    let output = child.stdout.take().map(|source| {
        let (reporter, overflow) = (Arc::clone(reporter), Arc::clone(&overflow));
        tokio::spawn(async move {
            match stdout {
                Stdout::Capture(limit) => (capture(source, limit, &overflow).await, Vec::new()),
                Stdout::Log => {
                    let lines = read_lines(source, |line| reporter.line(step, LogStream::Stdout, line)).await;
                    (Captured::default(), lines)
                }
            }
        })
    });
    let errors = child.stderr.take().map(|source| {
        let reporter = Arc::clone(reporter);
        tokio::spawn(async move { read_lines(source, |line| reporter.line(step, LogStream::Stderr, line)).await })
    });

    let code = tokio::select! {
        status = child.wait() => status?.code(),
        () = stop.requested() => None,
        () = overflow.notified() => None,
    };
    // tells a guard that still runs to kill its descendants
    drop(guard_stdin);
    if code.is_none() {
        if stop.reason() == Some(StopReason::DiskFull) {
            // it must not write on until the grace period is over; the sandbox ends with its guard
            let _ = child.kill().await;
        }
        end(&mut child).await;
    }
    orphans.remove_guard(id).await;
    // all writers have exited, so the pipes are at their end
    let (captured, stdout_tail) = collect(output).await;
    let stderr_tail = collect(errors).await;
    if stop.reason().is_some() {
        return Err(RunError::Stopped);
    }
    Ok(CommandOutput {
        code: code.unwrap_or(128),
        stdout: captured.bytes,
        is_truncated: captured.is_truncated,
        stdout_tail,
        stderr_tail,
    })
}

fn command(command_line: CommandLine) -> io::Result<Command> {
    let mut command = Command::new(own_program()?);
    command.arg0("steward-runner").arg(process_guard::MODE);
    if let Some(sandbox) = command_line.sandbox {
        command.arg(process_guard::SANDBOX).arg(serde_json::to_string(&sandbox)?);
    }
    command
        .arg(command_line.program)
        .args(command_line.arguments)
        .current_dir(command_line.directory)
        .env_clear()
        .envs(command_line.environment)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        // a signal from the terminal reaches the runner only, which then stops the guards
        .process_group(0);
    Ok(command)
}

/// The path of this program. On Linux it stays valid when the file is replaced by a newer build.
///
/// # Errors
/// When the system does not know it.
pub fn own_program() -> io::Result<PathBuf> {
    let link = Path::new("/proc/self/exe");
    if link.exists() { Ok(link.to_owned()) } else { std::env::current_exe() }
}

async fn end(child: &mut Child) {
    if tokio::time::timeout(process_guard::GRACE + GUARD_MARGIN, child.wait()).await.is_err() {
        // its descendants become orphans, which are killed afterwards
        let _ = child.kill().await;
    }
}

async fn collect<T: Default>(reading: Option<JoinHandle<T>>) -> T {
    let Some(mut reading) = reading else { return T::default() };
    match tokio::time::timeout(GUARD_MARGIN, &mut reading).await {
        Ok(result) => result.unwrap_or_default(),
        Err(_) => {
            reading.abort();
            T::default()
        }
    }
}
