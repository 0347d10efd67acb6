//! `cargo xtask fuzz`: looks for inputs that break a property of the code that reads data from outside.
//!
//! The targets are in `fuzz/`, in the layout of cargo-fuzz, and run with libFuzzer. The stable compiler instruments them:
//! no crate of the product has unsafe code, so an address sanitizer, which needs another compiler, would find nothing more.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::thread;

use anyhow::{Context, Result, bail};

use crate::paths::Paths;
use crate::process::{command, output, run as run_program, words};
use crate::setup;
use crate::step::step;
use crate::test::counts::Counts;

/// Look for inputs that break what reads data from outside. A failing one is kept in fuzz/artifacts.
#[derive(clap::Args)]
pub struct Arguments {
    /// How long each target runs.
    #[arg(long, default_value_t = SECONDS)]
    pub seconds: u64,
    /// Where the random changes of inputs begin; 0 is another place each time.
    #[arg(long, default_value_t = 0)]
    pub seed: u32,
    /// Afterwards, keep the inputs in fuzz/corpus that reach code which no other one reaches, and no others.
    #[arg(long)]
    pub merge: bool,
    /// The targets to run; all when none is named.
    pub targets: Vec<String>,
}

/// Long enough to see a mistake in a change, and short enough for every change.
pub const SECONDS: u64 = 60;
/// Targets that run at the same time.
const LANES: usize = 2;
/// An input that takes longer is a failure, and so is one that takes more memory.
const LIMITS: [&str; 3] = ["-timeout=10", "-rss_limit_mb=2048", "-max_len=8192"];
/// The instrumentation that libFuzzer reads, as cargo-fuzz sets it.
const RUSTFLAGS: [&str; 6] = [
    "-Cpasses=sancov-module",
    "-Cllvm-args=-sanitizer-coverage-level=4",
    "-Cllvm-args=-sanitizer-coverage-inline-8bit-counters",
    "-Cllvm-args=-sanitizer-coverage-pc-table",
    "-Cllvm-args=-sanitizer-coverage-trace-compares",
    "--cfg=fuzzing",
];

/// Builds the targets and runs them.
///
/// # Errors
/// A target failed, or could not be built.
pub fn run(paths: &Paths, arguments: &Arguments) -> Result<()> {
    let Counts { failed, .. } = count(paths, arguments)?;
    if failed > 0 {
        bail!("{failed} targets failed; their inputs and how to repeat them are above");
    }
    Ok(())
}

/// As [`run`]; each target is one test.
///
/// # Errors
/// A target is unknown, or could not be built.
pub fn count(paths: &Paths, arguments: &Arguments) -> Result<Counts> {
    setup::cpp_compiler()?;
    let targets = chosen(all(&paths.at("fuzz/fuzz_targets"))?, &arguments.targets)?;
    let programs = step("fuzz targets", || build(paths))?;
    let waiting = Mutex::new(targets.iter());
    let next = || waiting.lock().ok().and_then(|mut waiting| waiting.next());
    let lane = || {
        let mut counts = Counts::default();
        while let Some(name) = next() {
            let target = Target { paths, program: programs.join(name), name };
            match target.run(arguments) {
                Ok(()) => counts.passed += 1,
                Err(error) => {
                    println!("  {error:#}");
                    counts.failed += 1;
                }
            }
        }
        counts
    };
    let mut counts = Counts::default();
    thread::scope(|scope| {
        let lanes: Vec<_> = (0..LANES).map(|_| scope.spawn(lane)).collect();
        for lane in lanes {
            counts += lane.join().unwrap_or(Counts { passed: 0, failed: 1 });
        }
    });
    if arguments.merge && counts.failed == 0 {
        for name in &targets {
            Target { paths, program: programs.join(name), name }.merge()?;
        }
    }
    Ok(counts)
}

/// The names of all targets.
fn all(folder: &Path) -> Result<Vec<String>> {
    let files = fs::read_dir(folder)?.collect::<std::io::Result<Vec<_>>>()?;
    let names = files.iter().filter_map(|file| Some(file.path().file_stem()?.to_str()?.to_owned()));
    let mut names: Vec<_> = names.collect();
    names.sort();
    Ok(names)
}

fn chosen(all: Vec<String>, named: &[String]) -> Result<Vec<String>> {
    if let Some(unknown) = named.iter().find(|name| !all.contains(name)) {
        bail!("there is no target `{unknown}`; there are {}", all.join(", "));
    }
    Ok(if named.is_empty() { all } else { named.to_vec() })
}

/// Builds all targets; resolves with the folder of the programs.
fn build(paths: &Paths) -> Result<PathBuf> {
    let version = output(command("rustc").arg("-vV"))?;
    let host = version.lines().find_map(|line| line.strip_prefix("host: ")).context("rustc names no host")?;
    let target = paths.at("target/fuzz");
    let mut cargo = command("cargo");
    // with a target, build scripts and macros are not instrumented
    cargo
        .args(["build", "--quiet", "--locked", "--release", "--target", host])
        .current_dir(paths.at("fuzz"))
        .env("CARGO_TARGET_DIR", &target)
        .env("RUSTFLAGS", RUSTFLAGS.join(" "));
    run_program(&mut cargo)?;
    Ok(target.join(host).join("release"))
}

/// One target.
struct Target<'a> {
    paths: &'a Paths,
    program: PathBuf,
    name: &'a str,
}

impl Target<'_> {
    /// The inputs that are checked in.
    fn corpus(&self) -> PathBuf {
        self.paths.at("fuzz/corpus").join(self.name)
    }

    /// The inputs that were found on this machine.
    fn found(&self) -> PathBuf {
        self.paths.at("target/fuzz/corpus").join(self.name)
    }

    fn run(&self, &Arguments { seconds, seed, .. }: &Arguments) -> Result<()> {
        let artifacts = self.paths.at("fuzz/artifacts").join(self.name);
        for folder in [&artifacts, &self.found(), &self.corpus()] {
            fs::create_dir_all(folder)?;
        }
        println!("• {} for {seconds} s", self.name);
        let log = self.paths.at("target/fuzz").join(format!("{}.log", self.name));
        let mut program = command(&self.program);
        program
            .args(LIMITS)
            .args([format!("-max_total_time={seconds}"), format!("-seed={seed}")])
            .arg(format!("-artifact_prefix={}/", artifacts.display()))
            .args([self.found(), self.corpus()])
            .stdout(File::create(&log)?)
            .stderr(File::options().append(true).open(&log)?);
        let status = program.status().with_context(|| format!("cannot start `{}`", words(&program)))?;
        let printed = String::from_utf8_lossy(&fs::read(&log)?).into_owned();
        if status.success() {
            println!("  {}: {}", self.name, last_report(&printed));
            return Ok(());
        }
        println!("{}", tail(&printed));
        let input = input_in(&printed).unwrap_or("the input that it names");
        bail!("{} failed. To repeat it: {} {input}", self.name, self.program.display());
    }

    /// Replaces the checked-in inputs by the smallest set that reaches the same code, with what was found here.
    fn merge(&self) -> Result<()> {
        let fresh = self.paths.at("target/fuzz/merged").join(self.name);
        if fresh.exists() {
            fs::remove_dir_all(&fresh)?;
        }
        fs::create_dir_all(&fresh)?;
        let mut program = command(&self.program);
        program.args(LIMITS).arg("-merge=1").args([&fresh, &self.corpus(), &self.found()]);
        let log = File::create(self.paths.at("target/fuzz").join(format!("{}.merge.log", self.name)))?;
        run_program(program.stdout(log.try_clone()?).stderr(log))?;
        fs::remove_dir_all(self.corpus())?;
        fs::create_dir_all(self.corpus())?;
        for file in fs::read_dir(&fresh)? {
            let file = file?;
            fs::copy(file.path(), self.corpus().join(file.file_name()))?;
        }
        Ok(())
    }
}

/// The last words of a run that found nothing: how many inputs it tried, and how much code they reach.
fn last_report(printed: &str) -> &str {
    printed.lines().rev().find(|line| line.contains(" cov: ")).map_or("done", str::trim)
}

/// What a failed run said last.
fn tail(printed: &str) -> String {
    let lines: Vec<&str> = printed.lines().collect();
    lines.get(lines.len().saturating_sub(60)..).unwrap_or_default().join("\n")
}

/// The file of the failing input.
fn input_in(printed: &str) -> Option<&str> {
    printed.lines().find_map(|line| line.split_once("Test unit written to ")).map(|(_, file)| file.trim())
}

#[cfg(test)]
mod tests {
    use super::{chosen, input_in, last_report, tail};

    #[test]
    fn unknown_targets_are_refused_and_none_means_all() {
        let all = || vec!["json".to_owned(), "text".to_owned()];
        assert_eq!(chosen(all(), &[]).unwrap(), ["json", "text"]);
        assert_eq!(chosen(all(), &["text".to_owned()]).unwrap(), ["text"]);
        let refusal = chosen(all(), &["texts".to_owned()]).unwrap_err().to_string();
        assert_eq!(refusal, "there is no target `texts`; there are json, text");
    }

    #[test]
    fn reads_what_a_run_printed() {
        let printed =
            "INFO: seed corpus\n#2\tINITED cov: 3 ft: 4\n#9\tDONE   cov: 5 ft: 6\nDone 9 runs in 1 second(s)\n";
        assert_eq!(last_report(printed), "#9\tDONE   cov: 5 ft: 6");
        assert_eq!(input_in(printed), None);
        let failed = "thread panicked\nartifact_prefix='a/'; Test unit written to a/crash-0123\nBase64: AA==\n";
        assert_eq!(input_in(failed), Some("a/crash-0123"));
        assert_eq!(tail(failed), failed.trim_end());
    }
}
