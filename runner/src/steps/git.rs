//! Runs git isolated from system, user and repository settings.

use std::ffi::OsString;
use std::path::Path;

use super::credentials::CredentialFile;
use super::{Context, StepError};
use crate::process::environment::Environment;
use crate::process::{CommandOutput, Stdout};
use crate::protocol::{FailureCode, StepName};

/// The settings of every call: no hooks, no helpers, no background work.
const SETTINGS: [(&str, &str); 7] = [
    ("core.hooksPath", "/dev/null"),
    ("core.fsmonitor", "false"),
    ("credential.helper", ""),
    ("advice.detachedHead", "false"),
    ("gc.auto", "0"),
    ("maintenance.auto", "false"),
    ("submodule.recurse", "false"),
];
/// Seconds without data after which git aborts a transfer.
const STALL_SECONDS: &str = "60";

/// Runs git in `directory`.
///
/// # Errors
/// [`FailureCode::CloneFailed`] when git is not installed; else as [`Context::run`].
pub async fn run(
    context: &Context<'_>,
    step: StepName,
    arguments: &[&str],
    directory: &Path,
    stdout: Stdout,
    credentials: Option<&CredentialFile>,
) -> Result<CommandOutput, StepError> {
    let program = context.program("git", FailureCode::CloneFailed)?;
    let environment = environment(context, credentials);
    context.run_with(step, &program, arguments, directory, stdout, environment).await
}

fn environment(context: &Context<'_>, credentials: Option<&CredentialFile>) -> Environment {
    let protocols = if context.workspace.configuration.allow_http_clone { "https:http" } else { "https" };
    let own = [
        // a repository without files does not ask the server for what it lacks
        ("GIT_NO_LAZY_FETCH", "1"),
        ("GIT_CONFIG_NOSYSTEM", "1"),
        ("GIT_CONFIG_GLOBAL", "/dev/null"),
        ("GIT_TERMINAL_PROMPT", "0"),
        ("GIT_LITERAL_PATHSPECS", "1"),
        ("GIT_ALLOW_PROTOCOL", protocols),
        ("GIT_HTTP_LOW_SPEED_LIMIT", "1"),
        ("GIT_HTTP_LOW_SPEED_TIME", STALL_SECONDS),
    ];
    let mut settings: Vec<(&str, String)> = SETTINGS.map(|(name, value)| (name, value.to_owned())).into();
    settings.extend(credentials.map(|credentials| ("credential.helper", credentials.helper())));
    let mut environment = context.environment();
    environment.extend(own.map(|(name, value)| (name.into(), value.into())));
    environment.push(("GIT_CONFIG_COUNT".into(), settings.len().to_string().into()));
    for (index, (name, value)) in settings.into_iter().enumerate() {
        environment.push((OsString::from(format!("GIT_CONFIG_KEY_{index}")), name.into()));
        environment.push((OsString::from(format!("GIT_CONFIG_VALUE_{index}")), value.into()));
    }
    environment
}
