//! wasm-budget.toml: the maximum size of the wasm, and its allowed growth per operation.

use anyhow::{Context, Result};
use serde::Deserialize;
use serde_json::Value;

use crate::size::kilobytes;

/// The budget's file, from the root.
pub const FILE: &str = "wasm-budget.toml";

/// The methods that an OpenAPI path can have; its other keys are no operations.
const METHODS: [&str; 8] = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

/// The limit in KB of the gzipped module.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Budget {
    /// With `operations` operations or fewer.
    gzipped_kb: f64,
    operations: usize,
    kb_per_further_operation: f64,
}

/// A module's size compared with its budget.
pub struct Verdict {
    gzipped_kb: f64,
    allowed_kb: f64,
    operations: usize,
}

impl Budget {
    /// Reads the file.
    ///
    /// # Errors
    /// A value is missing or unknown, or is no number.
    pub fn parse(text: &str) -> Result<Self> {
        toml::from_str(text).with_context(|| format!("{FILE} cannot be read"))
    }

    /// Compares a module of that many bytes.
    pub fn compare(self, gzipped: usize, operations: usize) -> Verdict {
        let further = operations.saturating_sub(self.operations) as f64;
        let allowed_kb = self.gzipped_kb + further * self.kb_per_further_operation;
        Verdict { gzipped_kb: kilobytes(gzipped), allowed_kb, operations }
    }
}

impl Verdict {
    /// Whether the module is within the budget.
    pub fn is_met(&self) -> bool {
        self.gzipped_kb <= self.allowed_kb
    }

    /// The result for people.
    pub fn sentence(&self) -> String {
        let Self { gzipped_kb, allowed_kb, operations } = self;
        let distance = (gzipped_kb - allowed_kb).abs();
        let side = if self.is_met() { "under" } else { "over" };
        format!(
            "{gzipped_kb:.1} KB gzipped, {distance:.1} KB {side} the {allowed_kb:.1} KB that {FILE} allows {operations} operations"
        )
    }
}

/// How many operations an OpenAPI document describes.
///
/// # Errors
/// The text is no OpenAPI document.
pub fn operations_in(document: &str) -> Result<usize> {
    let document: Value = serde_json::from_str(document).context("openapi.json is not JSON")?;
    let paths = document.get("paths").and_then(Value::as_object).context("openapi.json has no `paths`")?;
    let methods = paths.values().filter_map(Value::as_object).flat_map(|path| path.keys());
    Ok(methods.filter(|key| METHODS.contains(&key.as_str())).count())
}

#[cfg(test)]
mod tests {
    use super::{Budget, operations_in};

    fn budget() -> Budget {
        Budget::parse("gzipped_kb = 700\noperations = 100\nkb_per_further_operation = 2.5\n").unwrap()
    }

    #[test]
    fn every_further_operation_adds_to_the_limit() {
        let is_met = |kilobytes: usize, operations| budget().compare(kilobytes * 1024, operations).is_met();
        assert!(is_met(700, 100) && !is_met(701, 100));
        assert!(is_met(700, 40) && !is_met(701, 40), "fewer operations change nothing");
        assert!(is_met(725, 110) && !is_met(726, 110));
    }

    #[test]
    fn the_sentence_has_all_four_figures() {
        let over = budget().compare(730 * 1024, 110).sentence();
        assert_eq!(over, "730.0 KB gzipped, 5.0 KB over the 725.0 KB that wasm-budget.toml allows 110 operations");
        assert!(budget().compare(720 * 1024, 110).sentence().contains("5.0 KB under"));
    }

    #[test]
    fn a_budget_with_a_missing_or_misspelt_value_is_refused() {
        assert!(Budget::parse("gzipped_kb = 700\noperations = 100\n").is_err());
        assert!(Budget::parse("gzipped_kb = 1\noperations = 1\nkb_per_further_operation = 1\nkb = 1\n").is_err());
    }

    #[test]
    fn operations_are_counted_by_method() {
        let document = r#"{"paths":{"/a":{"get":{},"post":{},"parameters":[]},"/b":{"delete":{},"x-note":{}}}}"#;
        assert_eq!(operations_in(document).unwrap(), 3);
        assert!(operations_in("{}").is_err());
        assert!(operations_in("").is_err());
    }
}
