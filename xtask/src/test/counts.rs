//! How many tests passed and failed, read from the runners' own reports.

use std::collections::HashSet;
use std::fmt;
use std::ops::AddAssign;

use anyhow::{Context, Result, bail};
use serde_json::Value;

/// Tests that ran.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Those that passed.
    pub passed: u64,
    /// Those that failed, and files of tests that could not be loaded.
    pub failed: u64,
}

impl AddAssign for Counts {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
    }
}

impl fmt::Display for Counts {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} passed, {} failed", self.passed, self.failed)
    }
}

impl Counts {
    /// The counts themselves, unless a runner ran nothing, or its exit code and its report tell different stories.
    ///
    /// # Errors
    /// Either of the two.
    pub fn of_runner(self, succeeded: bool) -> Result<Self> {
        if self == Self::default() {
            bail!("no test ran");
        }
        if !succeeded && self.failed == 0 {
            bail!("all {} tests passed, but the runner itself failed; see its output above", self.passed);
        }
        Ok(self)
    }
}

/// Reads nextest's line `Summary [ 0.1s] 12 tests run: 11 passed (1 slow), 1 failed, 0 skipped`.
pub fn of_nextest(printed: &str) -> Option<Counts> {
    let summary = printed.lines().rev().find(|line| line.trim_start().starts_with("Summary ["))?;
    let (_, counted) = summary.split_once(" run: ")?;
    let mut counts = Counts::default();
    for part in counted.split(',') {
        let mut words = part.split_whitespace();
        let number: u64 = words.next()?.parse().ok()?;
        match words.next()? {
            "passed" => counts.passed += number,
            // A test that outlived its time limit did not pass either.
            "failed" | "timed" | "exec" => counts.failed += number,
            _ => {}
        }
    }
    Some(counts)
}

/// Adds up cargo test's lines `test result: ok. 3 passed; 0 failed; …`, one for each crate.
pub fn of_cargo_test(printed: &str) -> Counts {
    let mut counts = Counts::default();
    for line in printed.lines().filter_map(|line| line.strip_prefix("test result: ")) {
        for part in line.split(['.', ';']) {
            match part.split_whitespace().collect::<Vec<_>>().as_slice() {
                [number, "passed"] => counts.passed += number.parse().unwrap_or(0),
                [number, "failed"] => counts.failed += number.parse().unwrap_or(0),
                _ => {}
            }
        }
    }
    counts
}

/// Reads the report of vitest's `json` reporter.
///
/// # Errors
/// A number that every such report has is missing.
pub fn of_vitest(report: &Value) -> Result<Counts> {
    let mut counts = Counts { passed: number(report, "numPassedTests")?, failed: number(report, "numFailedTests")? };
    // A file that cannot be loaded has no tests to count, and would otherwise go unseen.
    let files = report.get("testResults").and_then(Value::as_array).map_or(&[] as &[Value], Vec::as_slice);
    counts.failed += files
        .iter()
        .filter(|file| file.get("status").and_then(Value::as_str) == Some("failed"))
        .filter(|file| file.get("assertionResults").and_then(Value::as_array).is_none_or(Vec::is_empty))
        .count() as u64;
    Ok(counts)
}

/// Reads the report of Playwright's `json` reporter. A test that passed only at a second try did not pass.
///
/// # Errors
/// A number that every such report has is missing.
pub fn of_playwright(report: &Value) -> Result<Counts> {
    let stats = report.get("stats").context("Playwright's report has no `stats`")?;
    let unloaded = report.get("errors").and_then(Value::as_array).map_or(0, Vec::len) as u64;
    let failed = number(stats, "unexpected")? + number(stats, "flaky")? + unloaded;
    Ok(Counts { passed: number(stats, "expected")?, failed })
}

/// Reads the reports of schemathesis, one of each caller: a test is one operation, asked in all ways as one caller.
///
/// # Errors
/// Something that every such report has is missing, or a run did not come to its end.
pub fn of_schemathesis(reports: &Value) -> Result<Counts> {
    let mut counts = Counts::default();
    for report in reports.as_array().context("schemathesis' reports are not a list")? {
        if report.get("complete") != Some(&Value::Bool(true)) {
            bail!("schemathesis did not finish; see its output above");
        }
        let failures = report.get("failures").and_then(Value::as_array).context("the report has no list `failures`")?;
        let failed: HashSet<&str> = failures
            .iter()
            .filter_map(|failure| failure.get("operations")?.as_array())
            .flatten()
            .filter_map(Value::as_str)
            .collect();
        let operations = report.get("operations").context("the report has no `operations`")?;
        let (failed, errored) = (failed.len() as u64, number(operations, "errored")?);
        counts.passed += number(operations, "tested")?.saturating_sub(failed);
        counts.failed += failed + errored;
    }
    Ok(counts)
}

fn number(report: &Value, name: &str) -> Result<u64> {
    report.get(name).and_then(Value::as_u64).with_context(|| format!("the report has no number `{name}`"))
}

#[cfg(test)]
mod tests {
    use super::{Counts, of_cargo_test, of_nextest, of_playwright, of_schemathesis, of_vitest};
    use serde_json::json;

    fn counts(passed: u64, failed: u64) -> Counts {
        Counts { passed, failed }
    }

    #[test]
    fn reads_nextest() {
        let all =
            "    PASS [ 0.004s] kernel a\n------------\n     Summary [   0.123s] 12 tests run: 12 passed, 0 skipped\n";
        assert_eq!(of_nextest(all), Some(counts(12, 0)));
        let mixed =
            "     Summary [  61.2s] 14/20 tests run: 11 passed (1 slow), 2 failed, 1 timed out, 4 skipped\n   FAIL x\n";
        assert_eq!(of_nextest(mixed), Some(counts(11, 3)));
        assert_eq!(of_nextest("error: could not compile `kernel`"), None);
    }

    #[test]
    fn adds_up_cargo_test() {
        let printed = "running 3 tests\ntest result: ok. 3 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.01s\n\
                       test result: FAILED. 4 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out; finished in 1.50s\n";
        assert_eq!(of_cargo_test(printed), counts(7, 2));
        assert_eq!(of_cargo_test("error: could not compile"), Counts::default());
    }

    #[test]
    fn reads_vitest_and_counts_files_that_do_not_load() {
        let report = json!({ "numPassedTests": 5, "numFailedTests": 1, "testResults": [
            { "status": "failed", "assertionResults": [{ "status": "failed" }] },
            { "status": "failed", "assertionResults": [], "message": "SyntaxError" },
            { "status": "passed", "assertionResults": [{ "status": "passed" }] },
        ]});
        assert_eq!(of_vitest(&report).unwrap(), counts(5, 2));
        assert!(of_vitest(&json!({})).is_err());
    }

    #[test]
    fn reads_playwright_and_takes_second_tries_for_failures() {
        let report = json!({ "errors": [{}], "stats": { "expected": 7, "unexpected": 1, "flaky": 2, "skipped": 0 } });
        assert_eq!(of_playwright(&report).unwrap(), counts(7, 4));
        assert!(of_playwright(&json!({ "suites": [] })).is_err());
    }

    #[test]
    fn reads_schemathesis_and_counts_each_operation_once_for_each_caller() {
        let member = json!({ "complete": true, "operations": { "tested": 30, "errored": 1 }, "failures": [
            { "code": "ST101", "operations": ["GET /a", "GET /b"] },
            { "code": "ST201", "operations": ["GET /b"] },
        ]});
        let owner = json!({ "complete": true, "operations": { "tested": 30, "errored": 0 }, "failures": [] });
        assert_eq!(of_schemathesis(&json!([member, owner])).unwrap(), counts(58, 3));
        assert_eq!(of_schemathesis(&json!([])).unwrap(), Counts::default());
        assert!(of_schemathesis(&json!([{ "complete": false, "operations": {}, "failures": [] }])).is_err());
        assert!(of_schemathesis(&json!([{ "complete": true, "operations": {} }])).is_err());
    }

    #[test]
    fn a_runner_that_ran_nothing_or_failed_without_a_failed_test_is_an_error() {
        assert!(Counts::default().of_runner(true).is_err());
        assert!(counts(3, 0).of_runner(false).is_err());
        assert!(counts(3, 1).of_runner(false).is_ok());
        assert_eq!(counts(3, 0).to_string(), "3 passed, 0 failed");
    }
}
