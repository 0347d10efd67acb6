//! `cargo xtask fuzz`: the fuzzers of `fuzz/`, with libFuzzer on the stable compiler.

use std::fs;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::thread;

use anyhow::{Context, Result, bail};

use crate::paths::Paths;
use crate::process::{command, output, run as run_program};
use crate::step::step;

/// Run the fuzzers, each for a time; a failing input is kept in fuzz/artifacts.
#[derive(clap::Args)]
pub struct Arguments {
    /// How long each target runs.
    #[arg(long, default_value_t = 60)]
    seconds: u32,
    /// Only these targets.
    targets: Vec<String>,
}

/// What cargo-fuzz passes without a sanitizer: coverage is a pass of LLVM, and every compiler has it.
const FLAGS: [&str; 8] = [
    "--cfg=fuzzing",
    "-Cpasses=sancov-module",
    "-Cllvm-args=-sanitizer-coverage-level=4",
    "-Cllvm-args=-sanitizer-coverage-inline-8bit-counters",
    "-Cllvm-args=-sanitizer-coverage-pc-table",
    "-Cllvm-args=-sanitizer-coverage-trace-compares",
    "-Ccodegen-units=1",
    "-Clink-dead-code",
];

/// Builds the fuzzers, and runs as many at a time as there are processors.
///
/// # Errors
/// A target does not compile, or has found an input that fails.
pub fn run(paths: &Paths, arguments: &Arguments) -> Result<()> {
    let targets = targets(paths, &arguments.targets)?;
    let programs = step("fuzzers", || build(paths))?;
    let queue = Mutex::new(targets.into_iter());
    let failed = Mutex::new(Vec::new());
    let workers = thread::available_parallelism().map_or(1, NonZeroUsize::get);
    thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| {
                while let Some(target) = next(&queue) {
                    let fuzzed = step(&target, || fuzz(paths, &programs.join(&target), &target, arguments.seconds));
                    if let (Err(error), Ok(mut failed)) = (fuzzed, failed.lock()) {
                        failed.push(format!("{error:#}"));
                    }
                }
            });
        }
    });
    let failed = failed.into_inner().unwrap_or_default();
    if failed.is_empty() { Ok(()) } else { bail!("{}", failed.join("\n")) }
}

fn next(queue: &Mutex<impl Iterator<Item = String>>) -> Option<String> {
    queue.lock().ok()?.next()
}

/// The wanted targets, or all of them: the files of a folder.
fn targets(paths: &Paths, wanted: &[String]) -> Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(paths.at("fuzz/fuzz_targets"))? {
        let path = entry?.path();
        names.extend(path.file_stem().and_then(|name| name.to_str()).map(str::to_owned));
    }
    names.sort();
    if let Some(unknown) = wanted.iter().find(|name| !names.contains(name)) {
        bail!("there is no target {unknown}: choose from {}", names.join(", "));
    }
    names.retain(|name| wanted.is_empty() || wanted.contains(name));
    Ok(names)
}

/// Compiles all targets, and returns the folder that they are in.
fn build(paths: &Paths) -> Result<PathBuf> {
    let version = output(command("rustc").arg("-vV"))?;
    let host = version.lines().find_map(|line| line.strip_prefix("host: ")).context("rustc names no host")?;
    let folder = paths.at("fuzz/target");
    let mut cargo = command("cargo");
    // a named platform, so that the flags are for the targets and not for build scripts
    cargo.args(["build", "--quiet", "--release", "--locked", "--bins", "--target", host]);
    cargo.arg("--manifest-path").arg(paths.at("fuzz/Cargo.toml")).arg("--target-dir").arg(&folder);
    run_program(cargo.env("RUSTFLAGS", FLAGS.join(" ")))?;
    Ok(folder.join(host).join("release"))
}

/// Runs one target, which begins with the inputs that are checked in. New ones stay out of the repository.
fn fuzz(paths: &Paths, program: &Path, target: &str, seconds: u32) -> Result<()> {
    let found = paths.at("fuzz/target/corpus").join(target);
    let artifacts = paths.at("fuzz/artifacts").join(target);
    fs::create_dir_all(&found)?;
    fs::create_dir_all(&artifacts)?;
    let mut fuzzer = command(program);
    fuzzer.arg(&found).arg(paths.at("fuzz/corpus").join(target));
    fuzzer.arg(format!("-max_total_time={seconds}")).arg(format!("-artifact_prefix={}/", artifacts.display()));
    fuzzer.args(["-max_len=4096", "-timeout=10", "-rss_limit_mb=1024", "-verbosity=0", "-print_final_stats=1"]);
    run_program(&mut fuzzer).with_context(|| format!("the fuzzer {target} found an input, see fuzz/artifacts/{target}"))
}
