//! Running other programs: their output stays visible, and every failure is reported as a sentence.

use std::ffi::OsStr;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

/// Variables that `cargo run` sets for this program and that would lead the programs it starts astray.
const CARGO_RUN_VARIABLES: [&str; 3] = ["CARGO", "CARGO_MANIFEST_DIR", "CARGO_MANIFEST_PATH"];

/// A program to run, free of what `cargo run` set for this one.
pub fn command(program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(program);
    for variable in CARGO_RUN_VARIABLES {
        command.env_remove(variable);
    }
    command
}

/// Node running a TypeScript file: one process, which signals reach directly (the `tsx` program would start a second).
pub fn typescript(file: &Path) -> Command {
    let mut node = command("node");
    node.args(["--import", "tsx"]).arg(file).env("WRANGLER_SEND_METRICS", "false");
    node
}

/// Runs the program to its end.
///
/// # Errors
/// It could not be started, or did not succeed.
pub fn run(command: &mut Command) -> Result<()> {
    let status = command.status().with_context(|| cannot_start(command))?;
    succeeded(command, status)
}

/// Runs the program to its end, ends it when it takes longer than `limit`; `false` when it failed or was ended.
///
/// # Errors
/// It could not be started.
pub fn succeeds_within(command: &mut Command, limit: Duration) -> Result<bool> {
    let started = Instant::now();
    let mut child = command.spawn().with_context(|| cannot_start(command))?;
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(status.success());
        }
        if started.elapsed() > limit {
            println!("  `{}` took longer than {} s and was stopped", words(command), limit.as_secs());
            child.kill()?;
            child.wait()?;
            return Ok(false);
        }
        std::thread::sleep(Duration::from_millis(100));
    }
}

/// The program's standard output.
///
/// # Errors
/// It could not be started, did not succeed (its own words are in the message), or printed no UTF-8.
pub fn output(command: &mut Command) -> Result<String> {
    let output = command.output().with_context(|| cannot_start(command))?;
    if !output.status.success() {
        bail!("`{}` failed: {}", words(command), String::from_utf8_lossy(&output.stderr).trim());
    }
    String::from_utf8(output.stdout).with_context(|| format!("`{}` printed output that is not UTF-8", words(command)))
}

/// What the program prints on one of its two streams, shown while it runs and kept; and how it ended.
///
/// # Errors
/// It could not be started.
pub fn run_and_keep(command: &mut Command, stream: Stream) -> Result<(ExitStatus, String)> {
    match stream {
        Stream::Output => command.stdout(Stdio::piped()),
        Stream::Error => command.stderr(Stdio::piped()),
    };
    let mut child = command.spawn().with_context(|| cannot_start(command))?;
    let source: Box<dyn std::io::Read> = match (child.stdout.take(), child.stderr.take()) {
        (Some(output), _) => Box::new(output),
        (None, Some(error)) => Box::new(error),
        (None, None) => bail!("`{}` was started without a pipe", words(command)),
    };
    let mut kept = String::new();
    let mut reader = BufReader::new(source);
    let mut line = Vec::new();
    while reader.read_until(b'\n', &mut line)? > 0 {
        std::io::stdout().write_all(&line)?;
        kept.push_str(&String::from_utf8_lossy(&line));
        line.clear();
    }
    Ok((child.wait()?, kept))
}

/// A program's output stream.
#[derive(Clone, Copy)]
pub enum Stream {
    /// Standard output.
    Output,
    /// Standard error.
    Error,
}

/// The first program of that name on PATH.
pub fn find(program: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|folder| folder.join(program)).find(|candidate| is_program(candidate))
}

/// A command as one would type it.
pub fn words(command: &Command) -> String {
    let program = Path::new(command.get_program()).file_name().unwrap_or(command.get_program());
    std::iter::once(program).chain(command.get_args()).map(OsStr::to_string_lossy).collect::<Vec<_>>().join(" ")
}

fn is_program(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    path.metadata().is_ok_and(|metadata| metadata.is_file() && metadata.permissions().mode() & 0o111 != 0)
}

fn succeeded(command: &Command, status: ExitStatus) -> Result<()> {
    if status.success() {
        return Ok(());
    }
    bail!("`{}` failed ({status}); see its output above", words(command))
}

fn cannot_start(command: &Command) -> String {
    format!("cannot start `{}`: is {} installed and on PATH?", words(command), command.get_program().to_string_lossy())
}

#[cfg(test)]
mod tests {
    use super::{Stream, command, find, output, run, run_and_keep, succeeds_within};
    use std::time::Duration;

    #[test]
    fn a_failure_names_the_command_and_what_it_said() {
        let said = output(command("sh").args(["-c", "echo broken >&2; exit 3"])).unwrap_err().to_string();
        assert!(said.contains("sh -c") && said.contains("broken"), "{said}");
        assert!(run(command("sh").args(["-c", "exit 3"])).unwrap_err().to_string().contains('3'));
        assert!(run(&mut command("no-such-program")).unwrap_err().to_string().contains("no-such-program installed"));
    }

    #[test]
    fn what_takes_too_long_is_ended() {
        assert!(!succeeds_within(command("sleep").arg("60"), Duration::from_millis(50)).unwrap());
        assert!(succeeds_within(&mut command("true"), Duration::from_secs(10)).unwrap());
    }

    #[test]
    fn keeps_what_was_printed_on_the_chosen_stream() {
        let mut both = command("sh");
        both.args(["-c", "echo one >&2; echo two >&2; exit 1"]);
        let (status, kept) = run_and_keep(&mut both, Stream::Error).unwrap();
        assert_eq!((status.code(), kept.as_str()), (Some(1), "one\ntwo\n"));
    }

    #[test]
    fn finds_only_programs() {
        assert!(find("sh").is_some());
        assert!(find("no-such-program").is_none());
    }
}
