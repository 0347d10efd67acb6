//! The tests that failed, by name and first words, read from the runners' own reports: the closing lines repeat them,
//! so that the end of a long log says what is wrong.

use serde_json::Value;

/// Lines of a failure's message that are repeated.
const LINES: usize = 12;

/// Reads the report of vitest's `json` reporter.
pub fn in_vitest(report: &Value) -> Vec<String> {
    let mut failed = Vec::new();
    for file in values(report, "testResults") {
        let name = text(file, "name");
        let before = failed.len();
        for test in values(file, "assertionResults").iter().filter(|test| text(test, "status") == "failed") {
            let message = values(test, "failureMessages").first().and_then(Value::as_str).unwrap_or_default();
            failed.push(entry(&format!("{name}: {}", text(test, "fullName")), message));
        }
        if text(file, "status") == "failed" && failed.len() == before {
            failed.push(entry(name, text(file, "message")));
        }
    }
    failed
}

/// Reads the report of Playwright's `json` reporter.
pub fn in_playwright(report: &Value) -> Vec<String> {
    let mut failed: Vec<_> = values(report, "errors").iter().map(|error| entry("", text(error, "message"))).collect();
    let mut suites: Vec<&Value> = values(report, "suites").iter().collect();
    while let Some(suite) = suites.pop() {
        suites.extend(values(suite, "suites"));
        for spec in values(suite, "specs").iter().filter(|spec| spec.get("ok") == Some(&Value::Bool(false))) {
            let results = values(spec, "tests").iter().flat_map(|test| values(test, "results"));
            let message = results.filter_map(|result| result.get("error")).map(|error| text(error, "message")).next();
            let name = format!("{}: {}", text(spec, "file"), text(spec, "title"));
            failed.push(entry(&name, message.unwrap_or_default()));
        }
    }
    failed
}

fn entry(name: &str, message: &str) -> String {
    let lines = message.lines().filter(|line| !line.trim().is_empty()).take(LINES);
    lines.fold(name.to_owned(), |entry, line| format!("{entry}\n    {line}"))
}

fn values<'report>(value: &'report Value, field: &str) -> &'report [Value] {
    value.get(field).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

fn text<'report>(value: &'report Value, field: &str) -> &'report str {
    value.get(field).and_then(Value::as_str).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::{in_playwright, in_vitest};
    use serde_json::json;

    #[test]
    fn names_vitest_s_failed_tests_and_files() {
        let report = json!({ "testResults": [
            { "name": "/a.test.ts", "status": "failed", "assertionResults": [
                { "fullName": "adds", "status": "failed", "failureMessages": ["AssertionError: 1\n\n  at a.ts:3"] },
                { "fullName": "reads", "status": "passed", "failureMessages": [] },
            ]},
            { "name": "/b.test.ts", "status": "failed", "assertionResults": [], "message": "SyntaxError" },
            { "name": "/c.test.ts", "status": "passed", "assertionResults": [] },
        ]});
        let expected = ["/a.test.ts: adds\n    AssertionError: 1\n      at a.ts:3", "/b.test.ts\n    SyntaxError"];
        assert_eq!(in_vitest(&report), expected);
    }

    #[test]
    fn names_playwright_s_failed_tests_at_any_depth() {
        let failed = json!({ "file": "a.spec.ts", "title": "opens", "ok": false,
            "tests": [{ "results": [{ "error": { "message": "Timeout" } }] }] });
        let passed = json!({ "file": "a.spec.ts", "title": "closes", "ok": true, "tests": [] });
        let report = json!({ "errors": [], "suites": [{ "specs": [passed], "suites": [{ "specs": [failed] }] }] });
        assert_eq!(in_playwright(&report), ["a.spec.ts: opens\n    Timeout"]);
    }
}
