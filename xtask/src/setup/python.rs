//! schemathesis, in a separate Python environment in `.tools`.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result, bail};

use crate::fingerprint::{fingerprint, is_current, leave};
use crate::paths::Paths;
use crate::process::{command, find, output, run};
use crate::setup::debian_packages;
use crate::step::{skip, step};
use crate::tools::{OLDEST_PYTHON, Version};

/// Every package with its version and the hashes of its files.
const REQUIREMENTS: &str = "tests/contract/requirements.txt";
/// Prints the version, if an environment can be made: some systems pack what that takes apart from Python.
const PROBE: &str = "import ensurepip, platform, venv; print(platform.python_version())";

/// Creates the environment again when the list of packages has changed.
///
/// # Errors
/// There is no Python that can make one, and none can be installed, or a download failed; the message says what to do.
pub fn ensure(paths: &Paths) -> Result<()> {
    let title = "schemathesis";
    let packages = fingerprint(paths.root(), &[REQUIREMENTS], &[])?;
    let stamp = paths.stamp("python");
    // The environment is only links to the Python that made it, which may be gone.
    if is_current(&stamp, &packages) && output(command(schemathesis(paths)).arg("--version")).is_ok() {
        skip(title);
        return Ok(());
    }
    let python = interpreter()?;
    step(title, || {
        let environment = environment(paths);
        if environment.exists() {
            fs::remove_dir_all(&environment)
                .with_context(|| format!("cannot remove the earlier {}", environment.display()))?;
        }
        run(command(&python).args(["-m", "venv"]).arg(&environment))?;
        let mut pip = command(environment.join("bin/python"));
        pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input", "--no-compile"]);
        run(pip.args(["--require-hashes", "--requirement", REQUIREMENTS]).current_dir(paths.root()))?;
        leave(&stamp, &packages)
    })
}

/// The program that `ensure` installed.
pub fn schemathesis(paths: &Paths) -> PathBuf {
    environment(paths).join("bin/schemathesis")
}

fn environment(paths: &Paths) -> PathBuf {
    paths.tools().join("python")
}

/// A Python that is new enough and can make environments: PATH's first, then the system's own.
fn interpreter() -> Result<PathBuf> {
    if let Some(python) = usable() {
        return Ok(python);
    }
    debian_packages::install(
        &["python3", "python3-venv"],
        &format!("Python {OLDEST_PYTHON} or newer with its venv module, which the contract tests run in"),
    )?;
    match usable() {
        Some(python) => Ok(python),
        None => bail!(
            "the system's Python is older than {OLDEST_PYTHON}: put a newer python3 with its venv module on PATH, \
             then run this again"
        ),
    }
}

fn usable() -> Option<PathBuf> {
    let candidates = find("python3").into_iter().chain([PathBuf::from("/usr/bin/python3")]);
    candidates.into_iter().find(|python| {
        let answer = output(command(python).args(["-c", PROBE]));
        answer.is_ok_and(|version| is_new_enough(&version))
    })
}

fn is_new_enough(version: &str) -> bool {
    Version::in_text(version).is_some_and(|version| version >= OLDEST_PYTHON)
}

#[cfg(test)]
mod tests {
    use super::is_new_enough;

    #[test]
    fn a_python_that_the_packages_do_not_run_on_is_passed_over() {
        assert!(is_new_enough("3.11.2\n"));
        assert!(is_new_enough("3.14.0\n"));
        assert!(!is_new_enough("3.9.18\n"));
        assert!(!is_new_enough(""));
    }
}
