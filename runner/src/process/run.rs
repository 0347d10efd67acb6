//! Running one command of a build to its end, whatever end that is.

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
use super::{Strays, guard};
use crate::builds::Stop;
use crate::output::Reporter;
use crate::protocol::{LogStream, StepName};

/// What a guard gets on top of its own time of grace before it is killed itself.
const MARGIN: Duration = Duration::from_secs(2);

/// What becomes of a command's standard output. Its standard error is always logged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stdout {
    /// Each line is a line of the log.
    Log,
    /// It is kept, up to so many bytes; a command that prints more is ended.
    Capture(usize),
}

/// A command.
#[derive(Debug)]
pub struct Invocation {
    /// The program's file.
    pub program: PathBuf,
    /// Its arguments.
    pub arguments: Vec<OsString>,
    /// Where it runs.
    pub directory: PathBuf,
    /// All of its environment.
    pub environment: Vec<(OsString, OsString)>,
    /// What becomes of what it prints.
    pub stdout: Stdout,
}

/// A command that ended by itself, or because it printed too much.
#[derive(Debug)]
pub struct Finished {
    /// Its exit code; 128 and more for a signal.
    pub code: i32,
    /// Its standard output, where that was captured.
    pub stdout: Vec<u8>,
    /// Whether it printed more than was captured.
    pub is_cut: bool,
    /// The last lines of its standard error.
    pub stderr_tail: Vec<String>,
}

/// A command that did not end by itself.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// The build is to end.
    #[error("the build is to end")]
    Stopped,
    /// The system did not start the process.
    #[error("the process could not be started: {0}")]
    Start(#[from] io::Error),
}

/// Runs `invocation` as part of `step`. When it returns, no process of it is left.
///
/// # Errors
/// [`RunError`].
pub async fn run(
    invocation: Invocation,
    step: StepName,
    reporter: &Arc<Reporter>,
    stop: &Stop,
    strays: &Strays,
) -> Result<Finished, RunError> {
    if stop.reason().is_some() {
        return Err(RunError::Stopped);
    }
    let stdout = invocation.stdout;
    let mut child = strays.start_guard(&mut command(invocation)?)?;
    let id = child.id();
    let lifeline = child.stdin.take();
    let overflow = Arc::new(Notify::new());
    let output = child.stdout.take().map(|source| {
        let (reporter, overflow) = (Arc::clone(reporter), Arc::clone(&overflow));
        tokio::spawn(async move {
            match stdout {
                Stdout::Capture(limit) => capture(source, limit, &overflow).await,
                Stdout::Log => {
                    read_lines(source, |line| reporter.line(step, LogStream::Stdout, line)).await;
                    Captured::default()
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
    // for a guard that still runs this is the sign to end the family
    drop(lifeline);
    if code.is_none() {
        end(&mut child).await;
    }
    strays.guard_ended(id).await;
    // the family is gone, so the pipes are at their end
    let captured = collect(output).await;
    let stderr_tail = collect(errors).await;
    if stop.reason().is_some() {
        return Err(RunError::Stopped);
    }
    Ok(Finished { code: code.unwrap_or(128), stdout: captured.bytes, is_cut: captured.is_cut, stderr_tail })
}

fn command(invocation: Invocation) -> io::Result<Command> {
    let mut command = Command::new(own_program()?);
    command
        .arg0("steward-runner")
        .arg(guard::ROLE)
        .arg(invocation.program)
        .args(invocation.arguments)
        .current_dir(invocation.directory)
        .env_clear()
        .envs(invocation.environment)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        // a signal from the terminal is for the runner, which then ends the guards in its own way
        .process_group(0);
    Ok(command)
}

/// This program. On Linux this way works even when the file was replaced by a newer build in the meantime.
fn own_program() -> io::Result<PathBuf> {
    let link = Path::new("/proc/self/exe");
    if link.exists() { Ok(link.to_owned()) } else { std::env::current_exe() }
}

async fn end(child: &mut Child) {
    if tokio::time::timeout(guard::GRACE + MARGIN, child.wait()).await.is_err() {
        // its family is left to the sweep
        let _ = child.kill().await;
    }
}

async fn collect<T: Default>(reading: Option<JoinHandle<T>>) -> T {
    let Some(mut reading) = reading else { return T::default() };
    match tokio::time::timeout(MARGIN, &mut reading).await {
        Ok(result) => result.unwrap_or_default(),
        Err(_) => {
            reading.abort();
            T::default()
        }
    }
}
