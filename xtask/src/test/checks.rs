//! Checks that do not run the product.

use anyhow::{Result, bail};

use crate::paths::Paths;
use crate::process::{command, output, run as run_program};
use crate::step::step;
use crate::test::Outcome;
use crate::tools::WASM_TARGET;

/// Runs every check to its end and notes those that fail.
pub fn run(paths: &Paths, outcome: &mut Outcome) {
    let cargo = |name: &str, arguments: &[&str], environment: &[(&str, &str)]| {
        step(name, || {
            let mut cargo = command("cargo");
            cargo.args(arguments).envs(environment.iter().copied()).current_dir(paths.root());
            run_program(&mut cargo)
        })
    };
    outcome.check("format", cargo("format", &["fmt", "--all", "--check"], &[]));
    let of_fuzz = ["fmt", "--manifest-path", "fuzz/Cargo.toml", "--check"];
    outcome.check("format of fuzz", cargo("format of fuzz", &of_fuzz, &[]));
    let clippy = ["clippy", "--quiet", "--workspace", "--all-targets", "--", "--deny", "warnings"];
    outcome.check("clippy", cargo("clippy", &clippy, &[]));
    let documentation = ["doc", "--quiet", "--workspace", "--no-deps", "--document-private-items"];
    outcome.check("documentation", cargo("documentation", &documentation, &[("RUSTDOCFLAGS", "-Dwarnings")]));
    outcome.check("no regex in the wasm", step("no regex in the wasm", || no_regex(paths)));
    for workspace in ["frontend", "tests"] {
        let name = format!("types of {workspace}");
        let result = step(&name, || {
            let mut npm = command("npm");
            run_program(npm.args(["run", "--silent", "typecheck", "--workspace", workspace]).current_dir(paths.root()))
        });
        outcome.check(&name, result);
    }
}

/// A regular expression engine costs hundreds of kilobytes, and every one of them counts at start-up.
fn no_regex(paths: &Paths) -> Result<()> {
    let mut tree = command("cargo");
    tree.args(["tree", "--package", "steward", "--edges", "normal", "--target", WASM_TARGET, "--prefix", "none"]);
    let crates = output(tree.current_dir(paths.root()))?;
    if brings_regex(&crates) {
        bail!(
            "regex would get into the wasm: `cargo tree -i regex -e normal --target {WASM_TARGET}` shows what requires it"
        );
    }
    Ok(())
}

fn brings_regex(crates: &str) -> bool {
    crates.lines().filter_map(|line| line.split(' ').next()).any(|name| name.starts_with("regex"))
}

#[cfg(test)]
mod tests {
    use super::brings_regex;

    #[test]
    fn finds_the_regex_crates_and_no_others() {
        assert!(brings_regex("steward v0.1.0\nserde v1.0.0\nregex-automata v0.4.9\n"));
        assert!(!brings_regex("steward v0.1.0 (/regex/steward)\nserde v1.0.0\n"));
    }
}
