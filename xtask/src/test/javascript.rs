//! The tests that Node runs: vitest for units and integration, schemathesis (by a script) for the contract,
//! Playwright for the browser.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};
use nix::sys::statvfs::statvfs;
use serde_json::Value;
use tempfile::TempDir;

use crate::paths::Paths;
use crate::process::{command, typescript, words};
use crate::setup::{chromium, python_packages, schemathesis};
use crate::test::counts::{Counts, of_playwright, of_schemathesis, of_vitest};
use crate::test::{Suite, failed};

/// Runs all of a workspace's vitest projects.
///
/// # Errors
/// The runner could not be started, left no report, or ran nothing.
pub fn vitest(paths: &Paths, workspace: &str) -> Result<Suite> {
    println!("• vitest in {workspace}");
    let report = fresh_report(paths, &format!("vitest-{workspace}.json"))?;
    let mut vitest = command(paths.node_program(workspace, "vitest"));
    vitest
        .args(["run", "--reporter=default", "--reporter=json"])
        .arg(format!("--outputFile.json={}", report.display()))
        .current_dir(paths.at(workspace));
    run(&mut vitest, &report, of_vitest, failed::in_vitest)
}

/// Runs the browser tests.
///
/// # Errors
/// The runner could not be started, left no report, or ran nothing.
pub fn playwright(paths: &Paths) -> Result<Suite> {
    println!("• Playwright");
    let report = fresh_report(paths, "playwright.json")?;
    let mut playwright = command(paths.node_program("tests", "playwright"));
    playwright
        .args(["test", "--reporter=list,json"])
        .current_dir(paths.at("tests"))
        .env("PLAYWRIGHT_JSON_OUTPUT_FILE", &report);
    if let Some(program) = chromium()? {
        playwright.env("CHROMIUM", program);
    }
    run(&mut playwright, &report, of_playwright, failed::in_playwright)
}

/// Runs schemathesis on the whole stack, once as each caller.
///
/// # Errors
/// schemathesis cannot be installed; or the runner could not be started, left no report, or ran nothing.
pub fn contract(paths: &Paths) -> Result<Suite> {
    python_packages(paths)?;
    println!("• schemathesis against the Worker");
    let report = fresh_report(paths, "contract.json")?;
    let mut contract = typescript(&paths.at("tests/contract/run.ts"));
    contract.arg("--schemathesis").arg(schemathesis(paths)).arg("--report").arg(&report).current_dir(paths.at("tests"));
    run(&mut contract, &report, of_schemathesis, |_| Vec::new())
}

fn run(
    runner: &mut Command,
    report: &Path,
    counts: fn(&Value) -> Result<Counts>,
    failed: fn(&Value) -> Vec<String>,
) -> Result<Suite> {
    let temporary = temporary_folder();
    if let Some(folder) = &temporary {
        runner.env("TMPDIR", folder.path());
    }
    let status = runner
        .env("WRANGLER_SEND_METRICS", "false")
        .status()
        .with_context(|| format!("cannot start `{}`: run `cargo xtask setup`", words(runner)))?;
    let text = fs::read_to_string(report)
        .with_context(|| format!("`{}` wrote no report; see its output above", words(runner)))?;
    let report = serde_json::from_str(&text)?;
    Ok(Suite { counts: counts(&report)?.of_runner(status.success())?, failed: failed(&report) })
}

/// Where Linux keeps files in memory.
const IN_MEMORY: &str = "/dev/shm";
/// What the stacks of the largest suite need at one time, several times over.
const ENOUGH_BYTES: u64 = 4 << 30;

/// A folder in memory for what tests keep on disk, where there is enough of it: SQLite waits for the disk at every commit.
/// It is removed when it is dropped.
fn temporary_folder() -> Option<TempDir> {
    let found = statvfs(IN_MEMORY).ok()?;
    #[allow(clippy::unnecessary_cast, reason = "narrower on other systems")]
    let blocks = found.blocks_available() as u64;
    let is_enough = blocks * found.fragment_size() >= ENOUGH_BYTES;
    let mut folder = tempfile::Builder::new();
    is_enough.then(|| folder.prefix("steward-tests-").tempdir_in(IN_MEMORY).ok()).flatten()
}

/// A report of an earlier run must not be taken for this one's.
fn fresh_report(paths: &Paths, name: &str) -> Result<std::path::PathBuf> {
    fs::create_dir_all(paths.reports())?;
    let report = paths.reports().join(name);
    if report.exists() {
        fs::remove_file(&report)?;
    }
    Ok(report)
}
