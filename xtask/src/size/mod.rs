//! `cargo xtask size`: where the bytes of the Worker's wasm go, and whether it is within its budget.

mod budget;
mod grouping;
pub mod module;
mod report;

use std::fs;
use std::io::Write;

use anyhow::{Context, Result, bail};
use flate2::{Compression, write::GzEncoder};

use crate::build::{self, named_module, shipped_module};
use crate::paths::Paths;

use budget::Budget;
use grouping::{crate_of, domain_of, operation_of};
use module::Module;
use report::{GroupOf, Table};

/// Print the size of the wasm by domain, crate and operation, and compare the total with wasm-budget.toml.
#[derive(clap::Args)]
pub struct Arguments {
    /// Only compare with the budget, and fail when the wasm exceeds it.
    #[arg(long)]
    check: bool,
    /// Show every row of every table, not only the largest.
    #[arg(long)]
    all: bool,
}

/// How many rows a table shows.
const ROWS: usize = 25;

/// Builds the Worker where something changed, then reports.
///
/// # Errors
/// The Worker does not build; or, with `--check`, the wasm is over its budget.
pub fn run(paths: &Paths, arguments: &Arguments) -> Result<()> {
    build::run(paths, &build::Arguments { worker: true, ..build::Arguments::default() })?;
    if arguments.check {
        return check(paths);
    }
    let named = fs::read(named_module(paths)).context("the build wrote no named module")?;
    let module = Module::parse(&named)?;
    let gzipped = shipped_size(paths)?;
    let rows = if arguments.all { usize::MAX } else { ROWS };
    println!("\nGzipped sizes are shares of the whole: each group is compressed alone, then scaled to their sum.");
    let tables: [(&str, GroupOf); 3] = [("domain", domain_of), ("crate", crate_of), ("operation", operation_of)];
    for (title, group_of) in tables {
        print!("\n{}", Table::new(title, &module, group_of, gzipped)?.with_rows(rows));
    }
    println!("\n{}", within_budget(paths, gzipped)?.sentence());
    Ok(())
}

/// Compares the built Worker with the budget.
///
/// # Errors
/// It is over the budget, or was not built.
pub fn check(paths: &Paths) -> Result<()> {
    let verdict = within_budget(paths, shipped_size(paths)?)?;
    if !verdict.is_met() {
        bail!("{}; `cargo xtask size` shows where the bytes go", verdict.sentence());
    }
    println!("  {}", verdict.sentence());
    Ok(())
}

fn within_budget(paths: &Paths, gzipped: usize) -> Result<budget::Verdict> {
    let read = |name: &str| fs::read_to_string(paths.at(name)).with_context(|| format!("cannot read {name}"));
    let operations = budget::operations_in(&read("openapi.json")?)?;
    Ok(Budget::parse(&read(budget::FILE)?)?.compare(gzipped, operations))
}

fn shipped_size(paths: &Paths) -> Result<usize> {
    let module = shipped_module(paths);
    gzipped_size(&fs::read(&module).with_context(|| format!("cannot read {}", module.display()))?)
}

/// The size that Cloudflare counts.
///
/// # Errors
/// None is known: the bytes are compressed in memory.
pub fn gzipped_size(bytes: &[u8]) -> Result<usize> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes)?;
    Ok(encoder.finish()?.len())
}

/// Bytes in the unit of every size that is printed: 1,024 bytes.
pub fn kilobytes(bytes: usize) -> f64 {
    bytes as f64 / 1024.0
}

#[cfg(test)]
mod tests {
    use super::gzipped_size;

    #[test]
    fn the_size_is_that_of_the_compressed_bytes() {
        let repeated = gzipped_size(&[7; 100_000]).unwrap();
        assert!((20..1_000).contains(&repeated), "{repeated}");
    }
}
