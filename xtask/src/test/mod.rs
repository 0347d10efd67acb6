//! `cargo xtask test`: every check and every test, and one closing line that counts them.

mod checks;
pub mod counts;
mod failed;
mod javascript;
mod native;

use std::process::ExitCode;
use std::thread;
use std::time::Instant;

use anyhow::{Result, anyhow};
use clap::ValueEnum;

use crate::paths::Paths;
use crate::step::seconds;
use crate::{build, fuzz, openapi, setup, size};

use counts::Counts;

/// The tests change inputs in the same way each time, so that they fail for a change and not by chance; `cargo xtask fuzz`
/// searches elsewhere each time.
const FUZZ_SEED: u32 = 1;

/// Set up, check, build and test everything; the last line counts what passed and what failed.
#[derive(clap::Args)]
pub struct Arguments {
    /// Run only this kind of test.
    #[arg(long)]
    only: Option<Kind>,
}

/// A kind of test, in the order in which they run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Kind {
    /// Format, lints (an unused dependency among them), docs, types, stale generated files.
    Checks,
    /// Rust tests on this machine.
    Native,
    /// The built Worker in workerd, with the simulated external services; and the frontend's unit tests.
    Integration,
    /// The built Worker, with generated requests that the API's description allows, and many that it does not.
    Contract,
    /// Chromium on the whole stack.
    Browser,
    /// What reads data from outside, with inputs that libFuzzer makes, for a minute each.
    Fuzz,
}

/// Everything that was counted, and the names of what went wrong beside the counts.
#[derive(Default)]
struct Outcome {
    counts: Counts,
    failures: Vec<String>,
    failed_tests: Vec<String>,
}

/// What a runner's tests came to.
struct Suite {
    counts: Counts,
    /// The failed tests by name, where the runner's report has names.
    failed: Vec<String>,
}

impl From<Counts> for Suite {
    fn from(counts: Counts) -> Self {
        Self { counts, failed: Vec::new() }
    }
}

impl Outcome {
    /// A check is no test: it adds to the closing line only when it fails.
    fn check(&mut self, name: &str, result: Result<()>) {
        if let Err(error) = result {
            println!("  {error:#}");
            self.counts.failed += 1;
            self.failures.push(name.to_owned());
        }
    }

    /// A runner that cannot be run, fails, or runs nothing counts as one failure, so that no suite vanishes unnoticed.
    fn suite(&mut self, name: &str, result: Result<impl Into<Suite>>) {
        match result.map(Into::into) {
            Ok(Suite { counts, failed }) => {
                println!("  {name}: {counts}");
                self.counts += counts;
                self.failed_tests.extend(failed);
                if counts.failed > 0 {
                    self.failures.push(name.to_owned());
                }
            }
            Err(error) => self.check(name, Err(error)),
        }
    }
}

/// Runs the chosen kinds to their end, whatever fails on the way; the code says whether everything passed.
///
/// # Errors
/// Set-up failed, so that nothing could be run.
pub fn run(paths: &Paths, arguments: &Arguments) -> Result<ExitCode> {
    let started = Instant::now();
    let wants = |kind| arguments.only.is_none_or(|only| only == kind);
    // A machine without a browser can still run everything else by itself.
    setup::run(paths, &setup::Arguments { browser: wants(Kind::Browser), ..setup::Arguments::default() })?;

    let mut outcome = Outcome::default();
    let needs_build = wants(Kind::Integration) || wants(Kind::Contract) || wants(Kind::Browser);
    let built = thread::scope(|scope| {
        // The Worker's release build serves all tests: an unoptimized one beside it would cost two cores more than it
        // saves. Its last crate compiles on one core, so the checks run on the other.
        let arguments = build::Arguments { debug_runner: true, ..build::Arguments::default() };
        let build = needs_build.then(|| scope.spawn(move || build::run(paths, &arguments)));
        if wants(Kind::Checks) {
            outcome.check("lint components", setup::lint_components());
            checks::run(paths, &mut outcome);
        }
        if wants(Kind::Native) {
            outcome.suite("native tests", native::run(paths));
        }
        if wants(Kind::Checks) {
            // It comes out of the native tests' library.
            outcome.check("openapi", openapi::run(paths, &openapi::Arguments { check: true }));
        }
        build.map(|build| build.join().unwrap_or_else(|_| Err(anyhow!("the build panicked"))))
    });
    match built {
        Some(Ok(())) => {
            if wants(Kind::Checks) {
                outcome.check("size of the wasm", size::check(paths));
            }
            if wants(Kind::Integration) {
                outcome.suite("frontend unit tests", javascript::vitest(paths, "frontend"));
                outcome.suite("integration tests", javascript::vitest(paths, "tests"));
            }
            if wants(Kind::Contract) {
                outcome.suite("contract tests", javascript::contract(paths));
            }
            if wants(Kind::Browser) {
                outcome.suite("browser tests", javascript::playwright(paths));
            }
        }
        Some(Err(error)) => outcome.check("build", Err(error)),
        None => {}
    }
    if wants(Kind::Fuzz) {
        let arguments = fuzz::Arguments { seconds: fuzz::SECONDS, seed: FUZZ_SEED, merge: false, targets: Vec::new() };
        outcome.suite("fuzz targets", fuzz::count(paths, &arguments));
    }
    print_closing_lines(&outcome, &seconds(started.elapsed()));
    Ok(if outcome.failures.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// The very last line is the count, for people and for scripts.
fn print_closing_lines(outcome: &Outcome, duration: &str) {
    println!("\nTook {duration}.");
    for test in &outcome.failed_tests {
        println!("✗ {test}");
    }
    if !outcome.failures.is_empty() {
        println!("Failed: {}.", outcome.failures.join(", "));
    }
    println!("{}", outcome.counts);
}

#[cfg(test)]
mod tests {
    use super::{Counts, Outcome};
    use anyhow::anyhow;

    #[test]
    fn adds_up_suites_and_names_every_part_that_failed() {
        let mut outcome = Outcome::default();
        outcome.check("format", Ok(()));
        outcome.suite("native tests", Ok(Counts { passed: 3, failed: 0 }));
        outcome.suite("integration tests", Ok(Counts { passed: 4, failed: 0 }));
        assert_eq!(outcome.counts, Counts { passed: 7, failed: 0 });
        assert!(outcome.failures.is_empty());

        outcome.check("clippy", Err(anyhow!("warnings")));
        outcome.suite("browser tests", Err::<Counts, _>(anyhow!("no test ran")));
        outcome.suite("more tests", Ok(Counts { passed: 1, failed: 2 }));
        assert_eq!(outcome.counts, Counts { passed: 8, failed: 4 });
        assert_eq!(outcome.failures, ["clippy", "browser tests", "more tests"]);
    }
}
