//! The step `evaluate`: determines the estate's configuration as JSON text.
//!
//! The first of these that exists: the script `steward` of `package.json`, whose standard output is the configuration;
//! `steward.config.json`; `steward.config.js`, `.mjs` or `.ts`, whose default export, or its return value if it is a
//! function, is the configuration.

use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::checkout::Checkout;
use super::configuration_text::{MAX_CONFIGURATION, check, too_large};
use super::confined_file::{self, FileContent};
use super::failure_message::{failure_message, quote};
use super::not_cloned::{self, IS_POINTER};
use super::package::{CONFIGURATION_SCRIPT, Package};
use super::{BuildDirectory, Context, StepError};
use crate::output::sanitize;
use crate::process::Stdout;
use crate::process::environment::find_program;
use crate::protocol::{FailureCode, LogStream, StepName};

const STEP: StepName = StepName::Evaluate;
const EVALUATOR: &str = include_str!("evaluate.mjs");
const EVALUATOR_FILE: &str = "evaluate.mjs";
const DATA_FILE: &str = "steward.config.json";
const MODULE_FILES: [&str; 2] = ["steward.config.js", "steward.config.mjs"];
const TYPESCRIPT_FILE: &str = "steward.config.ts";
/// The largest exception that is read, in bytes.
const MAX_EXCEPTION: u64 = 64 * 1024;
/// Pointers of Git LFS are shorter, in bytes. Source: its specification.
const MAX_POINTER: u64 = 1024;
/// The lines of an output that is no configuration which are logged, and the bytes of each.
const SHOWN_LINES: usize = 100;
const SHOWN_BYTES: usize = 2_000;

/// What `evaluate.mjs` writes about an exception.
#[derive(Deserialize)]
struct Exception {
    message: String,
    /// `file:line:column` in the repository.
    location: Option<String>,
}

impl Exception {
    fn sentence(&self) -> String {
        let text = match &self.location {
            Some(location) => format!("{location}: {}", self.message),
            None => self.message.clone(),
        };
        let lines = text.lines().map(|line| sanitize(line.as_bytes(), false));
        quote(lines.collect::<Vec<_>>().join("\n"))
    }
}

/// The error that esbuild printed, as `file:line:column: message`.
fn compiler_error(stderr: &[String]) -> Option<String> {
    let (index, message) =
        stderr.iter().enumerate().find_map(|(index, line)| Some((index, line.split_once("[ERROR] ")?.1)))?;
    let place = stderr.iter().skip(index + 1).map(|line| line.trim()).find(|line| !line.is_empty())?;
    Some(quote(format!("{place} {message}")))
}

/// Writes the program that evaluates a module, before any code of the repository runs.
///
/// # Errors
/// File system errors.
pub fn prepare(directory: &BuildDirectory) -> std::io::Result<()> {
    std::fs::write(directory.own().join(EVALUATOR_FILE), EVALUATOR)
}

/// Evaluates the configuration.
///
/// # Errors
/// [`FailureCode::ConfigurationMissing`], [`FailureCode::ConfigurationFailed`],
/// [`FailureCode::ConfigurationNotJson`], [`FailureCode::ConfigurationTooLarge`].
pub async fn run(context: &Context<'_>, checkout: &Checkout, package: Option<&Package>) -> Result<String, StepError> {
    if let Some(package) = package.filter(|package| package.has_configuration_script) {
        return script(context, checkout, package).await;
    }
    let file = |name: &str| checkout.directory.join(name);
    match confined_file::read(&checkout.root, &file(DATA_FILE), MAX_CONFIGURATION as u64)? {
        FileContent::Bytes(bytes) => {
            context.reporter.system(STEP, &format!("reading {DATA_FILE}"));
            return check(DATA_FILE, &bytes);
        }
        FileContent::TooLarge => return Err(too_large(DATA_FILE)),
        FileContent::Missing => {}
    }
    for name in MODULE_FILES {
        if file(name).is_file() {
            refuse_pointer(checkout, name)?;
            return module(context, checkout, name, &file(name)).await;
        }
    }
    if file(TYPESCRIPT_FILE).is_file() {
        refuse_pointer(checkout, TYPESCRIPT_FILE)?;
        let compiled = compile(context, checkout, &file(TYPESCRIPT_FILE)).await?;
        return module(context, checkout, TYPESCRIPT_FILE, &compiled).await;
    }
    let message = "There is no steward.config.json, .js, .mjs or .ts, and no script \"steward\" in package.json.";
    Err(StepError::failed(FailureCode::ConfigurationMissing, message))
}

fn refuse_pointer(checkout: &Checkout, name: &str) -> Result<(), StepError> {
    match confined_file::read(&checkout.root, &checkout.directory.join(name), MAX_POINTER)? {
        FileContent::Bytes(bytes) if not_cloned::is_pointer(&bytes) => {
            Err(StepError::failed(FailureCode::ConfigurationFailed, format!("{name} {IS_POINTER}")))
        }
        _ => Ok(()),
    }
}

async fn script(context: &Context<'_>, checkout: &Checkout, package: &Package) -> Result<String, StepError> {
    let origin = "The output of the script \"steward\"";
    let manager = package.manager;
    let program = context.program(manager.program(), FailureCode::ConfigurationFailed)?;
    context.reporter.system(STEP, &format!("{} run {CONFIGURATION_SCRIPT}", manager.program()));
    let arguments = manager.run_arguments(CONFIGURATION_SCRIPT);
    let capture = Stdout::Capture(MAX_CONFIGURATION);
    let finished = context.run(STEP, &program, arguments, &checkout.directory, capture).await?;
    if finished.is_truncated {
        show(context, &finished.stdout);
        return Err(too_large(origin));
    }
    if finished.code != 0 {
        show(context, &finished.stdout);
        let message = context.shortened(&failure_message("The script \"steward\" failed", &finished));
        return Err(StepError::failed(FailureCode::ConfigurationFailed, message));
    }
    check(origin, &finished.stdout).inspect_err(|_| show(context, &finished.stdout))
}

/// Logs the beginning of an output that is no configuration.
fn show(context: &Context<'_>, output: &[u8]) {
    for line in output.trim_ascii_end().split(|&byte| byte == b'\n').take(SHOWN_LINES) {
        let shown = line.get(..SHOWN_BYTES).unwrap_or(line);
        context.reporter.line(STEP, LogStream::Stdout, &sanitize(shown, shown.len() < line.len()));
    }
}

/// Evaluates `file` in a process of its own. Messages call it `name`.
async fn module(context: &Context<'_>, checkout: &Checkout, name: &str, file: &Path) -> Result<String, StepError> {
    let node = context.program("node", FailureCode::ConfigurationFailed)?;
    let own = context.directory.own();
    let (evaluator, result) = (own.join(EVALUATOR_FILE), own.join("configuration.json"));
    let failure = own.join("failure.json");
    context.reporter.system(STEP, &format!("evaluating {name}"));
    let arguments = [evaluator.as_path(), file, &result, &failure];
    let finished = context.run(STEP, &node, arguments, &checkout.directory, Stdout::Log).await?;
    if finished.code != 0 {
        let exception = match confined_file::read(&own, &failure, MAX_EXCEPTION)? {
            FileContent::Bytes(bytes) => serde_json::from_slice::<Exception>(&bytes).ok(),
            FileContent::Missing | FileContent::TooLarge => None,
        };
        let message = exception
            .map_or_else(|| failure_message(&format!("{name} failed"), &finished), |exception| exception.sentence());
        return Err(StepError::failed(FailureCode::ConfigurationFailed, message));
    }
    match confined_file::read(&own, &result, MAX_CONFIGURATION as u64)? {
        FileContent::Bytes(bytes) => check(&format!("The value of {name}"), &bytes),
        FileContent::TooLarge => Err(too_large(&format!("The value of {name}"))),
        FileContent::Missing => {
            let message = format!("{name} exited before it returned a value");
            Err(StepError::failed(FailureCode::ConfigurationFailed, message))
        }
    }
}

/// Compiles TypeScript to a JavaScript module next to it, where Node.js finds its packages. Node.js itself strips types
/// only since 22.18, and does not resolve extensionless imports of other TypeScript files.
async fn compile(context: &Context<'_>, checkout: &Checkout, file: &Path) -> Result<PathBuf, StepError> {
    let esbuild =
        context.workspace.configuration.esbuild.clone().or_else(|| find_program("esbuild")).ok_or_else(|| {
            let message = format!("{TYPESCRIPT_FILE} needs esbuild, which the runner does not have (RUNNER_ESBUILD)");
            StepError::failed(FailureCode::ConfigurationFailed, message)
        })?;
    let compiled = checkout.directory.join(format!(".{}.mjs", context.build_request.build_id));
    let arguments = [
        file.display().to_string(),
        format!("--outfile={}", compiled.display()),
        "--bundle".into(),
        "--packages=external".into(),
        "--platform=node".into(),
        "--format=esm".into(),
        "--target=node20".into(),
        "--sourcemap=inline".into(),
        "--sources-content=false".into(),
        "--log-level=warning".into(),
        "--color=false".into(),
    ];
    context.reporter.system(STEP, &format!("compiling {TYPESCRIPT_FILE}"));
    let finished = context.run(STEP, &esbuild, arguments, &checkout.directory, Stdout::Log).await?;
    if finished.code != 0 {
        let message = compiler_error(&finished.stderr_tail)
            .unwrap_or_else(|| failure_message(&format!("{TYPESCRIPT_FILE} could not be compiled"), &finished));
        return Err(StepError::failed(FailureCode::ConfigurationFailed, message));
    }
    Ok(compiled)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_exception_is_one_sentence_with_its_place() {
        let sentence = |message: &str, location: Option<&str>| {
            Exception { message: message.to_owned(), location: location.map(ToOwned::to_owned) }.sentence()
        };
        assert_eq!(sentence("Error: no", Some("a.ts:1:2")), "a.ts:1:2: Error: no");
        assert_eq!(sentence("Error: \u{1b}[31mred", None), "Error: red");
        let long = sentence(&"é\n".repeat(20_000), None);
        assert!(long.ends_with('…') && long.len() < 1_600);
    }

    #[test]
    fn the_compiler_names_the_place() {
        let printed =
            ["✘ [ERROR] Unexpected end of file", "", "    steward.config.ts:1:16:", "      1 │ export default {"];
        let printed = printed.map(ToOwned::to_owned);
        assert_eq!(compiler_error(&printed).unwrap(), "steward.config.ts:1:16: Unexpected end of file");
        assert_eq!(compiler_error(&["something else".to_owned()]), None);
    }
}
